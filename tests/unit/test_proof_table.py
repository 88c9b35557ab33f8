"""The table of what was measured stands between its marks, and nowhere else is anything changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitoring.settings import PROJECT
from tests.reliability.readme import BEGIN, END, write_table


def test_the_table_replaces_the_one_before(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    for figure in ("1 / 2", "2 / 2"):
        write_table(page, [("kept", figure)], "2 cores")
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "| kept | 2 / 2 |" in text
    assert "1 / 2" not in text
    assert "old" not in text


def test_a_page_without_marks_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("nothing", encoding="utf-8")
    with pytest.raises(ValueError, match="marks"):
        write_table(page, [], "2 cores")
    assert page.read_text(encoding="utf-8") == "nothing"


def test_the_readme_has_a_place_for_it() -> None:
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    assert (text.count(BEGIN), text.count(END)) == (1, 1)
