"""Why a household is on the list, why not, what could not be said, and what changed: asked and answered in Chinese."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from monitoring.errors import ConfigurationError
from monitoring.explain import Explanation, Line, explain
from monitoring.period import Period
from monitoring.pseudonyms import load_key, pseudonym
from monitoring.reports import explanation
from tests.lib.includes import include_with
from tests.lib.months import Months
from tests.lib.staged import Row, number

OCTOBER, NOVEMBER = Period.parse("2026-10"), Period.parse("2026-11")
STUDENTS = "education.students"
PARENT, CHILD, NEIGHBOUR = 52990119800101001, 52990120150601001, 52990119800102001
RULES = ("risk.dropout", "risk.medical_self_paid", "risk.uninsured")
NAMES = {PARENT: "测试甲", CHILD: "测试乙", NEIGHBOUR: "测试丙"}


pytestmark = pytest.mark.slow


def _given(costs: int) -> dict[str, list[Row]]:
    residents = [
        {
            "person_key": p,
            "name": NAMES[p],
            "household_no": h,
            "township": "甲乡",
            "village": "一村",
            "status": "normal",
        }
        for h, members in {"1": (PARENT, CHILD), "2": (NEIGHBOUR,)}.items()
        for p in members
    ]
    return {
        "public_security.residents": residents,
        "medical_insurance.enrolments": [
            {"person_key": p, "insured_year": 2026, "status": "normal"} for p in (PARENT, CHILD, NEIGHBOUR)
        ],
        "medical_insurance.settlements": [
            {"person_key": PARENT, "settled_date": "2026-10-01", "self_paid_amount": costs},
            {"person_key": NEIGHBOUR, "settled_date": "2026-10-01", "self_paid_amount": 9000},
        ],
        STUDENTS: [{"person_key": CHILD, "school_year": "2026-2027", "status": "studying"}],
    }


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Months:
    home = tmp_path_factory.mktemp("explain")
    months = Months(home, include_with(home, RULES))
    months.build(OCTOBER, _given(0))
    months.build(NOVEMBER, _given(12000), missing=[STUDENTS])
    return months


def _asked(months: Months, who: str, period: Period = NOVEMBER) -> Explanation:
    return explain(months.settings, months.layout, period, who)


def _line(found: Explanation, rule: str) -> Line:
    (line,) = (line for line in found.lines if line.rule == rule)
    return line


def _printed(found: Explanation) -> str:
    written = StringIO()
    Console(file=written, width=200).print(explanation.terminal(found))
    return written.getvalue()


def test_a_hit_is_told_with_its_evidence(months: Months) -> None:
    line = _line(_asked(months, "register:1"), "risk.medical_self_paid")
    assert (line.outcome, line.state) == ("hit", "new")
    assert "12000.00 元" in line.text
    assert [(piece["dataset"], piece["row_no"], piece["value"]) for piece in line.evidence] == [
        ("medical_insurance.settlements", 1, "12000.00")
    ]


def test_a_near_miss_says_how_far_it_is(months: Months) -> None:
    found = _asked(months, "register:2")
    line = _line(found, "risk.medical_self_paid")
    assert line.outcome == "clear"
    assert "9000.00 元" in line.text and "10000" in line.text
    assert "不在监测名单上" in explanation.standing(found)


def test_what_could_not_be_said_names_the_delivery_that_is_missing(months: Months) -> None:
    line = _line(_asked(months, "register:1"), "risk.dropout")
    assert (line.outcome, line.text) == ("not_assessed", "《学籍》本月未报送")


def test_what_changed_is_said_with_its_cause(months: Months) -> None:
    (entered, new) = explanation.changes(_asked(months, "register:1"))
    assert entered.startswith("本月进入：数据变化：医疗自付费用过高")
    assert new == "本月新增：医疗自付费用过高。"


@pytest.mark.parametrize("form", ["household", "number", "pseudonym", "work list"])
def test_a_household_is_found_by_every_name_people_may_use(months: Months, form: str) -> None:
    person_id = number(CHILD)
    who = {
        "household": "register:1",
        "number": "1",
        "pseudonym": pseudonym(load_key(months.settings, months.layout), person_id),
        "work list": f"{person_id[:6]}********{person_id[-4:]}",
    }[form]
    assert _asked(months, who).household_id == "register:1"


@pytest.mark.parametrize("who", ["register:9", "p_0", ""])
def test_an_unknown_name_is_an_error_that_says_what_to_write(months: Months, who: str) -> None:
    with pytest.raises(ConfigurationError, match="户编号"):
        _asked(months, who)


def test_neither_terminal_nor_page_names_anybody(months: Months, tmp_path: Path) -> None:
    found = _asked(months, "register:1")
    for text in (_printed(found), explanation.page(found)):
        assert "医疗自付费用过高" in text and "测**" in text
        assert not [name for name in (*NAMES.values(), *map(number, NAMES)) if name in text]
