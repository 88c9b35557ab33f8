"""Amounts written in other ways, in another unit, impossible, or no amounts at all."""

from __future__ import annotations

from decimal import Decimal

from tests.badinputs.bench import PAYMENTS, SETTLEMENTS, Bench, good
from tests.badinputs.case import Case, Seen
from tests.badinputs.cases.changed import becomes, both, cell, counted, staged, under_contract

AMOUNT = "{from: 金额, as: decimal}"


HOSPITAL = "hospital: {from: 医院名称, as: text}"
REFUND = "{from: 退费, as: decimal, may_be_negative: true}"


def refunds(bench: Bench) -> Seen:
    rows = [{**row, "退费": "（100）"} for row in good(SETTLEMENTS)]
    return bench.rows(SETTLEMENTS, rows)


def refund_is_negative(bench: Bench, seen: Seen) -> None:
    assert set(staged(bench, SETTLEMENTS, "refund")) == {Decimal("-100.00")}


def wrong_totals(count: int) -> list[dict[str, str]]:
    rows = good(SETTLEMENTS)
    for row in rows[:count]:
        row["费用总额"] = "1500.02"
    return rows


def is_only_warned(bench: Bench, seen: Seen) -> None:
    assert seen.counts == (200, 200, 0, 0)


CASES = [
    Case(
        116, "A001", "千分位、货币符号、全角数字", "normalised", "A001",
        cell(PAYMENTS, "金额", "1,234.50", "￥12", "１２．５"),
        both(becomes(PAYMENTS, "amount", Decimal("1234.50"), Decimal("12.00"), Decimal("12.50")), counted("A001", 3)),
    ),
    Case(117, "A002", "金额带单位", "quarantined", "AMT_UNIT", cell(PAYMENTS, "金额", "1.2万", "12元")),
    Case(
        117, "A002_UNIT", "契约约定的单位", "normalised", "A002",
        under_contract(PAYMENTS, AMOUNT, "{from: 金额, as: decimal, unit: 万元}", cell(PAYMENTS, "金额", "1.2万")),
        becomes(PAYMENTS, "amount", Decimal("1.20")),
    ),
    Case(119, "A004", "负数与括号", "quarantined", "AMT_NEGATIVE", cell(PAYMENTS, "金额", "-100", "（100）")),
    Case(
        119, "A004_REFUND", "契约允许负数", "normalised", "A001",
        under_contract(SETTLEMENTS, HOSPITAL, f"{HOSPITAL}\n  refund: {REFUND}", refunds), refund_is_negative,
    ),
    Case(
        120, "A005", "NaN、inf、-、/、空", "warned", "A005", cell(PAYMENTS, "金额", "NaN", "inf", "-", "/", "空"),
        both(becomes(PAYMENTS, "amount", *[None] * 5), counted("A005", 5)),
    ),
    Case(121, "A006", "超过可能的上限", "quarantined", "EXPECT_AMT_RANGE", cell(PAYMENTS, "金额", "1000000.01")),
    Case(121, "A006_DIGITS", "位数多得不可能", "quarantined", "AMT_RANGE", cell(PAYMENTS, "金额", "9" * 10 + "0" * 10)),
    Case(
        122, "A007", "二进制小数", "normalised", "A007", cell(PAYMENTS, "金额", "0.30000000000000004"),
        becomes(PAYMENTS, "amount", Decimal("0.30")),
    ),
    Case(
        123, "A008", "分项之和与总额不符", "warned", "AMT_SUM", lambda bench: bench.rows(SETTLEMENTS, wrong_totals(8)),
        both(is_only_warned, counted("AMT_SUM", 8)),
    ),
    Case(
        123, "A008_MANY", "超过 5% 的行总额不符", "held", "AMT_SUM",
        lambda bench: bench.rows(SETTLEMENTS, wrong_totals(11)),
    ),
    Case(124, "A009", "金额中有文字", "quarantined", "AMT_TEXT", cell(PAYMENTS, "金额", "一百元整", "约100")),
]  # fmt: skip
