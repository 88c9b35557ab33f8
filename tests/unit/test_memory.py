"""What is remembered of findings and households from month to month, and what a person's verdict does to it.

Four months of a county of single-person households, each with one story:
uninsured (again insured in November, uninsured again in December), a dibao household whose member owns a car (verified as
a data error in October, a commercial vehicle in December), one with costly treatment (verified in October, so that it leaves), one
that is gone from the register in November, one that is put on the list in November, and pupils whose school roll is late.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from monitoring.errors import ConfigurationError
from monitoring.period import Period
from monitoring.verdicts import Verdict, record, verdicts_before
from tests.lib.includes import include_with
from tests.lib.months import Months
from tests.lib.staged import Row

OCTOBER, NOVEMBER, DECEMBER = (Period.parse(text) for text in ("2026-10", "2026-11", "2026-12"))
RESIDENTS, MEMBERS = "public_security.residents", "rural_revitalization.monitored_members"
ENROLMENTS, SETTLEMENTS = "medical_insurance.enrolments", "medical_insurance.settlements"
DIBAO, VEHICLES, STUDENTS = "civil_affairs.dibao", "public_security.vehicles", "education.students"
UNINSURED, DRIVER, COSTLY, GONE, LISTED, PUPIL, EXCUSED = (52990119800101001 + n * 1000 for n in range(7))
CHILD = 52990120150601001
RULES = ("risk.dropout", "risk.medical_self_paid", "risk.uninsured", "wrong.dibao_car")
PEOPLE = {
    "uninsured": [UNINSURED],
    "driver": [DRIVER],
    "costly": [COSTLY],
    "gone": [GONE],
    "listed": [LISTED],
    "pupil": [PUPIL, CHILD],
    "excused": [EXCUSED],
}


pytestmark = pytest.mark.slow


def _residents(without: str | None = None) -> list[Row]:
    place = {"township": "甲乡", "village": "一村", "status": "normal"}
    return [
        {"person_key": person, "name": "测试甲", "household_no": household, **place}
        for household, members in PEOPLE.items()
        for person in members
        if household != without
    ]


def _enrolments(*uninsured: int) -> list[Row]:
    people = [person for members in PEOPLE.values() for person in members if person not in uninsured]
    return [{"person_key": person, "insured_year": 2026, "status": "normal"} for person in people]


def _costs(*people: int) -> list[Row]:
    return [{"person_key": p, "settled_date": "2026-10-01", "self_paid_amount": 30000} for p in people]


def _cars(kind: str) -> list[Row]:
    return [{"person_key": DRIVER, "kind": kind, "status": "normal", "asset_no": "1"}]


def _listed() -> list[Row]:
    return [{"person_key": LISTED, "listed_household_no": "7", "category": "marginal", "household_type": "ordinary",
             "identified_month": 202611, "help_health": "医疗救助", "township": "甲乡"}]  # fmt: skip


def _given(period: Period) -> dict[str, list[Row]]:
    later = period > OCTOBER
    return {
        RESIDENTS: _residents("gone" if later else None),
        MEMBERS: _listed() if later else [],
        ENROLMENTS: _enrolments(GONE, *([] if period == NOVEMBER else [UNINSURED])),
        SETTLEMENTS: _costs(COSTLY, EXCUSED, LISTED),
        DIBAO: [{"person_key": DRIVER, "start_month": 202001, "dibao_no": "1"}],
        VEHICLES: _cars("car" if period < DECEMBER else "commercial_vehicle"),
        STUDENTS: []
        if period == DECEMBER
        else [{"person_key": CHILD, "school_year": "2026-2027", "status": "studying"}],
    }


def _months(home: Path) -> Months:
    return Months(home, include_with(home, RULES))


def _build(months: Months, period: Period) -> None:
    months.build(period, _given(period), missing=[STUDENTS] if period == NOVEMBER else [])


def _finding(months: Months, rule: str, period: Period, household: str) -> dict[str, Any]:
    (found,) = (row for row in months.findings(rule, period) if row["household_id"] == household)
    return found


def _verify(months: Months, rule: str, household: str, outcome: str, until: str | None = None) -> Verdict:
    finding = _finding(months, rule, OCTOBER, household)
    verdict = Verdict(finding["finding_id"], finding["evidence_key"], "2026-10", outcome, "核实员", "入户核实", until)
    record(months.layout, verdict)
    return verdict


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Months:
    months = _months(tmp_path_factory.mktemp("memory"))
    _build(months, OCTOBER)
    _verify(months, "wrong.dibao_car", "register:driver", "data_error")
    _verify(months, "risk.medical_self_paid", "register:costly", "other")
    _verify(months, "risk.medical_self_paid", "register:excused", "exception", "2026-11")
    for period in (NOVEMBER, DECEMBER):
        _build(months, period)
    return months


def _memory(months: Months, finding: dict[str, Any], period: Period) -> dict[str, Any]:
    (found,) = (r for r in months.mart("finding_memory", period) if r["finding_id"] == finding["finding_id"])
    return found


def _change(months: Months, household: str, period: Period) -> dict[str, Any] | None:
    return next((r for r in months.mart("household_changes", period) if r["household_id"] == household), None)


def test_what_comes_back_is_not_new(months: Months) -> None:
    october = _finding(months, "risk.uninsured", OCTOBER, "register:uninsured")
    december = _finding(months, "risk.uninsured", DECEMBER, "register:uninsured")
    assert (october["status"], december["status"]) == ("new", "recurred")
    assert december["first_seen_period"] == "2026-10"
    ended, again = (_memory(months, october, period) for period in (NOVEMBER, DECEMBER))
    assert (ended["state"], ended["ending"], ended["ended_period"]) == ("ended", "by_itself", "2026-11")
    assert (again["state"], again["ending"], again["periods_seen"], again["recurrences"]) == ("open", None, 2, 1)


def test_a_verdict_closes_its_finding_until_the_evidence_changes(months: Months) -> None:
    found = [_finding(months, "wrong.dibao_car", period, "register:driver") for period in (OCTOBER, NOVEMBER, DECEMBER)]
    assert [row["status"] for row in found] == ["new", "dismissed", "reopened"]
    assert [row["verdict"] for row in found] == [None, "data_error", "data_error"]
    assert found[0]["evidence_key"] == found[1]["evidence_key"] != found[2]["evidence_key"]


def test_a_household_whose_only_risk_was_dismissed_leaves_and_the_report_says_why(months: Months) -> None:
    assert months.subject("register:costly", NOVEMBER) is None
    change = _change(months, "register:costly", NOVEMBER)
    assert change is not None
    assert (change["change"], change["status_before"], change["cause"]) == ("left", "suspected", "verdict")


def test_an_exception_holds_until_its_month_and_not_longer(months: Months) -> None:
    found = [_finding(months, "risk.medical_self_paid", p, "register:excused") for p in (NOVEMBER, DECEMBER)]
    assert [row["status"] for row in found] == ["accepted", "persisting"]
    assert months.subject("register:excused", NOVEMBER) is None
    assert months.subject("register:excused", DECEMBER) is not None


def test_a_silent_department_calls_nobody_out_again_who_was_verified(tmp_path: Path) -> None:
    months = _months(tmp_path)
    _build(months, OCTOBER)
    _verify(months, "risk.medical_self_paid", "register:costly", "other")
    _verify(months, "risk.medical_self_paid", "register:excused", "exception", "2026-11")
    for period in (NOVEMBER, DECEMBER):
        months.build(period, _given(OCTOBER), missing=[SETTLEMENTS])
    found = {
        (row["household_id"], str(period)): row["status"]
        for period in (NOVEMBER, DECEMBER)
        for row in months.findings("risk.medical_self_paid", period)
    }
    assert found == {
        ("register:costly", "2026-11"): "set_aside",
        ("register:excused", "2026-11"): "set_aside",
        ("register:listed", "2026-11"): "not_reassessed",
        ("register:costly", "2026-12"): "set_aside",
        ("register:excused", "2026-12"): "not_reassessed",
        ("register:listed", "2026-12"): "not_reassessed",
    }
    assert months.subject("register:costly", NOVEMBER) is None
    assert months.subject("register:excused", DECEMBER) is not None


def test_every_coming_and_going_has_its_cause(months: Months) -> None:
    causes = {
        (str(period), row["household_id"]): (row["change"], row["cause"], row["dataset"])
        for period in (OCTOBER, NOVEMBER, DECEMBER)
        for row in months.mart("household_changes", period)
    }
    assert causes["2026-10", "register:uninsured"][:2] == ("entered", "first_month")
    assert causes["2026-11", "register:uninsured"][:2] == ("left", "data")
    assert causes["2026-11", "register:gone"] == ("left", "register", RESIDENTS)
    assert causes["2026-11", "listed:7"] == ("entered", "data", MEMBERS)
    assert causes["2026-11", "register:listed"][:2] == ("left", "household")
    assert causes["2026-12", "register:uninsured"][:2] == ("entered", "data")


def test_last_month_and_what_entered_and_left_make_this_month(months: Months) -> None:
    for before, now in ((OCTOBER, NOVEMBER), (NOVEMBER, DECEMBER)):
        was, is_now = (len(months.mart("monitoring_subjects", period)) for period in (before, now))
        moves = [row["change"] for row in months.mart("household_changes", now)]
        assert was + moves.count("entered") - moves.count("left") == is_now


def test_a_rerun_finds_nothing_new_and_keeps_every_verdict(months: Months) -> None:
    def digests() -> dict[str, str]:
        paths = sorted((months.layout.home / "marts").rglob("period=2026-1[012]/data.parquet"))
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}

    before = digests()
    for period in (OCTOBER, NOVEMBER, DECEMBER, NOVEMBER):
        _build(months, period)
    assert digests() == before


def test_of_two_verdicts_the_later_holds_and_both_are_kept(tmp_path: Path) -> None:
    layout = _months(tmp_path).layout
    first = Verdict("f_1", "e_1", "2026-10", "other", "甲", "一")
    second = Verdict("f_1", "e_1", "2026-11", "helped", "乙", "二")
    for verdict in (first, second):
        path = record(layout, verdict)
    assert verdicts_before(layout, NOVEMBER) == {"f_1": first}
    assert verdicts_before(layout, DECEMBER) == {"f_1": second}
    assert len(list(path.parent.glob("*.json"))) == 2
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("outcome", "until"), [("fine", None), ("exception", None), ("other", "2026-12")])
def test_a_verdict_must_be_complete(outcome: str, until: str | None) -> None:
    with pytest.raises(ConfigurationError):
        Verdict("f_1", "e_1", "2026-10", outcome, "甲", "一", until)
