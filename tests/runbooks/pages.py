"""What a runbook page tells its reader to type, read from the page itself."""

from __future__ import annotations

import re

from monitoring.settings import PROJECT

RUNBOOKS = PROJECT / "docs" / "runbooks"
# A page that shows what was seen instead of saying what to do, and the list of pages.
TRANSCRIPT, INDEX = "an_operators_month", "README"
_FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


def pages() -> list[str]:
    """Names of the pages an operator acts by, sorted."""
    return sorted(path.stem for path in RUNBOOKS.glob("*.md") if path.stem not in (TRANSCRIPT, INDEX))


def text_of(page: str) -> str:
    """The page's Markdown."""
    return (RUNBOOKS / f"{page}.md").read_text(encoding="utf-8")


def commands(page: str) -> list[str]:
    """What is to be typed: every line of a fenced block, and every `monitor … --option …` in a sentence."""
    found = [line.strip() for _, block in _FENCE.findall(text_of(page)) for line in block.splitlines()]
    found += [span for span in _spans(page) if " --" in span and "…" not in span]
    return list(dict.fromkeys(line.split("  # ")[0].rstrip() for line in found if line))


def mentioned(page: str) -> list[str]:
    """Every other `monitor …` in a sentence."""
    return [span for span in _spans(page) if span not in commands(page)]


def _spans(page: str) -> list[str]:
    return [span for span in _SPAN.findall(_FENCE.sub("", text_of(page))) if span.startswith("monitor ")]


def typed(page: str) -> list[str]:
    """Commands of a transcript: what follows a `$`."""
    return [line[2:] for _, block in _FENCE.findall(text_of(page)) for line in block.splitlines() if line[:2] == "$ "]
