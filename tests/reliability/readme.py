"""The table of what was measured, between its marks in a page."""

from __future__ import annotations

from pathlib import Path

BEGIN, END = "<!-- proof: written by make proof-table -->", "<!-- end of proof -->"


def write_table(page: Path, lines: list[tuple[str, str]], machine: str) -> None:
    """Replaces what stands between the marks; machine: what the seconds in the lines were measured on.

    Raises ValueError when the page has not exactly one pair of marks.
    """
    text = page.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise ValueError(f"{page.name} has no pair of marks")
    before, _, rest = text.partition(BEGIN)
    rows = "".join(f"| {promise} | {figure} |\n" for promise, figure in lines)
    table = f"\n| promise | measured |\n|---|---|\n{rows}\nMeasured on {machine}.\n"
    page.write_text(f"{before}{BEGIN}\n{table}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
