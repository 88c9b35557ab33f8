"""Days written in other ways, and days that are none."""

from __future__ import annotations

import datetime as dt

import openpyxl

from tests.badinputs.bench import CERTIFICATES, HOUSES, PAYMENTS, SETTLEMENTS, Bench, good, saved
from tests.badinputs.case import Case, Seen
from tests.badinputs.cases.changed import becomes, both, cell, counted, staged, under_contract

DAY = dt.date(2026, 10, 8)


def mixed_cells(bench: Bench) -> Seen:
    """A column of date cells, some of them unformatted numbers."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    rows = good(HOUSES)
    page.append(["测试表"])
    page.append(list(rows[0]))
    for place, row in enumerate(rows):
        day: object = 44927 if place < 3 else dt.date(2023, 1, 1)
        page.append([day if header == "鉴定日期" else value for header, value in row.items()])
    return bench.content(HOUSES, saved(book))


def other_epoch(bench: Bench) -> Seen:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    page = book.worksheets[0]
    rows = good(HOUSES)
    page.append(["测试表"])
    page.append(list(rows[0]))
    for row in rows:
        page.append([dt.date(2023, 1, 1) if header == "鉴定日期" else value for header, value in row.items()])
    return bench.content(HOUSES, saved(book))


def all_new_year(bench: Bench, seen: Seen) -> None:
    assert set(staged(bench, HOUSES, "appraised_date")) == {dt.date(2023, 1, 1)}


CASES = [
    Case(104, "D001", "日期列混有序列号", "normalised", "D001", mixed_cells, both(all_new_year, counted("D001", 3))),
    Case(105, "D002", "1904 日期系统的工作簿", "accepted", None, other_epoch, all_new_year),
    Case(
        106, "D003", "日期的其他写法", "normalised", "D003",
        cell(PAYMENTS, "发放日期", "2026.10.8", "2026年10月8日", "20261008", "2026/10/8"),
        both(becomes(PAYMENTS, "paid_date", *[DAY] * 4), counted("D003", 4)),
    ),
    Case(107, "D004", "2 月 30 日", "quarantined", "DATE_INVALID", cell(PAYMENTS, "发放日期", "20260230", "2026-02-30")),
    Case(108, "D005", "序列号 60（不存在的 1900-02-29）", "quarantined", "DATE_INVALID", cell(PAYMENTS, "发放日期", "60")),
    Case(109, "D006", "日月先后不明", "quarantined", "DATE_AMBIGUOUS", cell(PAYMENTS, "发放日期", "08/10/2026")),
    Case(
        109, "D006_ORDER", "契约写明日月先后", "accepted", None,
        under_contract(
            PAYMENTS, "{from: 发放日期, as: date}", '{from: 发放日期, as: date, format: ["%Y-%m-%d", "%d/%m/%Y"]}',
            cell(PAYMENTS, "发放日期", "08/10/2026"),
        ),
        becomes(PAYMENTS, "paid_date", DAY),
    ),
    Case(110, "D007", "两位数的年份", "quarantined", "DATE_INVALID", cell(PAYMENTS, "发放日期", "26-10-08", "8/10/26")),
    Case(111, "D008", "晚于本月的日期", "quarantined", "DATE_FUTURE", cell(PAYMENTS, "发放日期", "2026-11-01")),
    Case(
        111, "D008_PLANNED", "晚于本月的计划日期", "warned", "D008", cell(HOUSES, "竣工日期", "2026-12-20"),
        becomes(HOUSES, "completed_date", dt.date(2026, 12, 20)),
    ),
    Case(
        112, "D009", "0000-00-00、1900-01-01、9999-12-31", "warned", "D009",
        cell(HOUSES, "验收日期", "0000-00-00", "1900-01-01", "9999-12-31"),
        both(becomes(HOUSES, "accepted_date", None, None, None), counted("D009", 3)),
    ),
    Case(
        113, "D010", "有效期写作长期", "normalised", "D010", cell(CERTIFICATES, "有效期至", "长期", "至今"),
        both(becomes(CERTIFICATES, "valid_until_date", None, None), counted("D010", 2)),
    ),
    Case(113, "D010_OTHER", "农历日期", "quarantined", "DATE_INVALID", cell(CERTIFICATES, "有效期至", "农历八月十五")),
    Case(
        114, "D011", "带时区的时刻", "normalised", "D011",
        cell(
            PAYMENTS, "发放日期", "2026-10-07T16:00:00Z", "2026-10-08T15:59:59Z", "2026-10-08 00:00:00+08:00",
            "2026-10-08 23:59:59+08", "2026-10-08 23:59:59",
        ),
        both(becomes(PAYMENTS, "paid_date", *[DAY] * 5), counted("D011", 5)),
    ),
    Case(115, "D012", "结束早于开始", "quarantined", "EXPECT_DATE_ORDER", cell(SETTLEMENTS, "入院日期", "2026-10-20")),
]  # fmt: skip
