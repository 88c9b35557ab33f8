"""The columns of a workbook that people fill in: a list to choose from, a remark, who looked and when; and the key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from monitoring.period import Period
from monitoring.reports import sheets
from monitoring.verification.form import AnswerSheet
from monitoring.verification.outcomes import Outcome

_WIDTHS = (12.0, 17.0, 8.5, 11.5)


def write(
    sheet: Any,
    formats: dict[str, Any],
    form: AnswerSheet,
    place: int,
    marks: Sequence[str],
    outcomes: Sequence[Outcome],
    period: Period,
) -> None:
    """Writes them from the column `place` on, a row for each of the marks; the key stands hidden behind them."""
    for offset, (title, width) in enumerate(zip(form.headers, _WIDTHS, strict=True)):
        sheet.write_string(0, place + offset, title, formats["answer header"])
        sheet.set_column(place + offset, place + offset, width)
    behind = place + len(form.headers)
    sheet.write_string(0, behind, form.key, formats["header"])
    sheet.set_column(behind, behind, 9, None, {"hidden": True})
    styles = [formats[name] for name in ("answer choice", "answer", "answer", "answer day")]
    for row, mark in enumerate(marks, start=1):
        for offset, style in enumerate(styles):
            sheet.write_blank(row, place + offset, None, style)
        sheets.write_cell(sheet, row, behind, mark, formats["plain"])
    if marks:
        sheet.data_validation(1, place, len(marks), place, _choice(outcomes))
        sheet.data_validation(1, behind - 1, len(marks), behind - 1, _day(period))


def _choice(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": [outcome.title for outcome in outcomes],
        "error_title": "核查结果",
        "error_message": "请从下拉列表选一项；各项的含义见“封面”。",
    }


def _day(period: Period) -> dict[str, Any]:
    return {
        "validate": "date",
        "criteria": ">=",
        "value": period.day(1),
        "error_title": "日期",
        "error_message": f"请填写日期，如 {period}-21，不早于 {period}-01。",
    }
