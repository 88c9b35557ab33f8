"""Structures larger than any table of a department."""

from __future__ import annotations

from tests.badinputs import hostile
from tests.badinputs.bench import HOUSES, PAYMENTS, Bench, good, table
from tests.badinputs.case import Case, Seen


def long_field(bench: Bench) -> Seen:
    rows = good(PAYMENTS)
    rows[100]["补贴项目"] = "甲" * 50_000
    return bench.rows(PAYMENTS, rows)


def endless_line(bench: Bench, _: Seen) -> None:
    assert bench.content(PAYMENTS, b"x" * (64 << 20)).codes == {"S016"}


def million_columns(bench: Bench) -> Seen:
    cells = table(good(PAYMENTS, 2))
    return bench.cells(PAYMENTS, [[*row, *([f"c{place}" for place in range(1_000_000)])] for row in cells])


def far_row(bench: Bench, _: Seen) -> None:
    assert bench.content(HOUSES, hostile.far_row()).codes == {"S022"}


CASES = [
    Case(60, "S016", "单元格超过 128 KB，或整份文件只有一行", "refused", "S016", long_field, endless_line),
    Case(61, "S017", "一百万列", "refused", "S017", million_columns),
    Case(66, "S022", "远离数据的单元格（XFD1048576）", "refused", "S022",
         lambda bench: bench.content(HOUSES, hostile.far_cell()), far_row),
]  # fmt: skip
