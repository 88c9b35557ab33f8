"""The pages an operator acts by, each played as written against the broken state it is about."""

from __future__ import annotations

import tempfile
from argparse import Namespace
from pathlib import Path

from tests.reliability.measures.line import Line
from tests.runbooks.county import Counties, counties
from tests.runbooks.not_here import elsewhere
from tests.runbooks.pages import commands, pages
from tests.runbooks.play import play


def measure(given: Namespace) -> list[Line]:
    with tempfile.TemporaryDirectory(prefix="monitor-test-") as name:
        folder = Path(name)
        both = counties(folder)
        held = [page for page in pages() if _holds(page, folder, both)]
    lines = [(page, line) for page in pages() for line in commands(page)]
    typed = sum(elsewhere(page, line) is None for page, line in lines)
    figure = f"{len(held)} / {len(pages())} ({typed} of {len(lines)} commands; the others need containers or Airflow)"
    return [Line("runbook pages executed as written", figure, len(held) == len(pages()))]


def _holds(page: str, folder: Path, both: Counties) -> bool:
    try:
        return not play(page, both, folder / page)
    except (AssertionError, LookupError, OSError, ValueError):
        return False
