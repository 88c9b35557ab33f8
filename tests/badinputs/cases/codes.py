"""Codes written in other ways, unknown, or at odds with the words beside them."""

from __future__ import annotations

from tests.badinputs.bench import CERTIFICATES, PAYMENTS, Bench, good
from tests.badinputs.case import Case, Seen
from tests.badinputs.cases.changed import becomes, both, cell, counted, under_contract

GRADE = '{from: 残疾等级, as: code, values: {"一级": "1", "二级": "2", "三级": "3", "四级": "4"}}'
WORDS = GRADE.replace("残疾等级", "等级名称").replace("}}", "}, text_of: grade}")


def said_twice(bench: Bench) -> Seen:
    """Grade as a code and in words; the words of one row say another grade."""
    rows = [{**row, "等级名称": "二级"} for row in good(CERTIFICATES)]
    rows[0]["等级名称"] = "一级"
    return bench.rows(CERTIFICATES, rows)


CASES = [
    Case(
        129, "C005", "一级、壹级、1、Ⅰ", "normalised", "C005",
        cell(CERTIFICATES, "残疾等级", "贰级", "2", "Ⅱ", "Ⅱ级", "２"),
        both(becomes(CERTIFICATES, "grade", *["2"] * 5), counted("C005", 5)),
    ),
    Case(130, "C006", "约定范围外的代码", "quarantined", "CODE_UNKNOWN", cell(PAYMENTS, "补贴项目", "新设补贴")),
    Case(
        130, "C006_DRIFT", "超过 1% 的代码在约定范围外", "held", "CODELIST_DRIFT",
        cell(PAYMENTS, "补贴项目", *["新设补贴"] * 3), counted("CODELIST_DRIFT", 3),
    ),
    Case(
        131, "C007", "全角代码", "normalised", "C007",
        cell("housing.housing_safety", "住房鉴定等级", "Ａ"), becomes("housing.housing_safety", "housing_grade", "A"),
    ),
    Case(
        132, "C008", "代码与名称不一致", "quarantined", "CODE_TEXT_CONFLICT",
        under_contract(CERTIFICATES, f"grade: {GRADE}", f"grade: {GRADE}\n  grade_text: {WORDS}", said_twice),
    ),
]  # fmt: skip
