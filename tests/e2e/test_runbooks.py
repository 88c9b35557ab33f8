"""Every runbook page is played as written, against the broken state it is about; a page without a case fails."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
import typer

from monitoring.__main__ import app
from tests.runbooks.cases import CASES
from tests.runbooks.county import Counties, counties
from tests.runbooks.not_here import NOT_HERE, elsewhere
from tests.runbooks.pages import INDEX, RUNBOOKS, TRANSCRIPT, commands, mentioned, pages, text_of, typed
from tests.runbooks.play import play

# A quarter of a minute and more each: with the points of the sweeps.
LONG = {
    *("disk_full", "held", "month_late", "publication_refused", "rerun_a_month"),
    *("rotate_the_key", "task_failed", "upgrade", "warehouse_down"),
}
PARTS = ("**What it means.**", "**Who is affected.**", "still right?**", "## Look", "## Do", "## It worked when")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Counties:
    return counties(tmp_path_factory.mktemp("runbooks"))


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "page", [pytest.param(page, marks=pytest.mark.sweep if page in LONG else pytest.mark.slow) for page in pages()]
)
def test_a_page_holds_as_written(page: str, both: Counties, tmp_path: Path) -> None:
    left = play(page, both, tmp_path / "desk")
    assert left == [], "each command of a page is typed by its case, or stands in not_here.py with the reason"


def test_every_page_has_a_case_and_every_case_a_page() -> None:
    assert sorted(CASES) == pages()
    assert set(pages()) >= LONG


def test_what_is_not_typed_here_stands_on_its_page_and_has_a_reason() -> None:
    assert all(line in commands(page) and reason for (page, line), reason in NOT_HERE.items())
    assert [
        page for page in pages() if page != "disk_full" and all(elsewhere(page, line) for line in commands(page))
    ] == []


@pytest.mark.parametrize("page", [*pages(), TRANSCRIPT])
def test_a_command_that_a_page_mentions_exists(page: str) -> None:
    root = typer.main.get_command(app)
    for line in (*mentioned(page), *(line for line in typed(page) if line.startswith("monitor "))):
        words = [word for word in line.split()[1:] if not word.startswith("…")]
        command = root
        while words and (commands_of := getattr(command, "commands", None)):
            assert words[0] in commands_of, line
            command = commands_of[words.pop(0)]
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, line


@pytest.mark.parametrize("page", pages())
def test_a_page_says_what_an_operator_needs_first(page: str) -> None:
    assert [part for part in PARTS if part not in text_of(page)] == []


def test_every_page_is_linked_from_the_list_of_pages() -> None:
    listed = text_of(INDEX)
    assert [page for page in (*pages(), TRANSCRIPT) if f"({page}.md)" not in listed] == []


def test_a_case_looks_at_what_is_printed() -> None:
    """A case that only types would hold whatever the pipeline says."""
    plays = {page: inspect.getsource(case.play) for page, case in CASES.items()}
    assert [page for page, source in plays.items() if "reads(" not in source and "assert " not in source] == []
    assert all((RUNBOOKS / f"{page}.md").is_file() for page in plays)
