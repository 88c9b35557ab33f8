"""Rows that say the same thing twice, or two things about the same."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from tests.badinputs.bench import PAYMENTS, Bench, Row, good
from tests.badinputs.case import Case, Seen
from tests.badinputs.cases.changed import both, counted, staged, under_contract


def appended(change: Callable[[Row], Row], count: int = 2) -> Callable[[Bench], Seen]:
    """Good rows, the first of them once more, changed."""

    def deliver(bench: Bench) -> Seen:
        rows = good(PAYMENTS)
        return bench.rows(PAYMENTS, rows + [change(row) for row in rows[:count]])

    return deliver


def fates(*counts: int) -> Callable[[Bench, Seen], None]:
    """Rows delivered, staged, quarantined, dropped."""

    def check(bench: Bench, seen: Seen) -> None:
        assert seen.counts == counts

    return check


def other_amount(row: Row) -> Row:
    return {**row, "金额": "9.99"}


def last_amount_counts(bench: Bench, seen: Seen) -> None:
    assert staged(bench, PAYMENTS, "amount")[-2:] == [Decimal("9.99")] * 2
    assert seen.counts == (202, 200, 0, 2)


CASES = [
    Case(133, "U001", "完全重复的行", "normalised", "U001", appended(dict), both(fates(202, 200, 0, 2), counted("U001", 2))),
    Case(134, "U002", "同一主键内容不同", "quarantined", "DUP_CONFLICT", appended(other_amount), fates(202, 198, 4, 0)),
    Case(
        134, "U002_RULE", "契约约定保留最后一行", "warned", "U002",
        under_contract(PAYMENTS, "roles: {benefits: {}}", "roles: {benefits: {}}\nduplicates: keep_last",
                       appended(other_amount)),
        last_amount_counts,
    ),
    Case(135, "U003", "文件内容重复粘贴", "held", "FILE_DOUBLED", appended(dict, 200), fates(400, 200, 0, 200)),
    Case(
        136, "U004", "统一写法后才重复", "normalised", "U001",
        appended(lambda row: {**row, "身份证号码": f" {row['身份证号码'].lower()}", "金额": f"￥{row['金额']}"}),
        fates(202, 200, 0, 2),
    ),
]  # fmt: skip
