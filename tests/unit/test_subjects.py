"""The list of a month: who is on it, why, how it differs from last month's, and that nobody leaves it in silence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.lib.months import Months
from tests.lib.staged import INCLUDE, PERIOD, Row, number

from monitoring.pseudonyms import load_key, pseudonym

NEXT = PERIOD.shift(1)
RESIDENTS, MEMBERS = "public_security.residents", "rural_revitalization.monitored_members"
STUDENTS, ENROLMENTS = "education.students", "medical_insurance.enrolments"
ADULT, CHILD, OTHER, LISTED = 52990119800101001, 52990120150601002, 52990119800101003, 52990119750101004
EVERYBODY = (ADULT, CHILD, OTHER, LISTED)


@pytest.fixture
def months(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Months:
    monkeypatch.setenv("MONITOR_PSEUDONYM_KEY", "11" * 32)
    return Months(tmp_path)


def _given(**changes: list[Row]) -> dict[str, list[Row]]:
    """Two ordinary households (a family with a child out of school, a single person) and a listed one."""
    place = {"township": "甲乡", "village": "一村", "status": "normal"}
    given: dict[str, list[Row]] = {
        RESIDENTS: [
            {"person_key": ADULT, "name": "测试甲", "household_no": "1", **place},
            {"person_key": CHILD, "name": "测试乙", "household_no": "1", **place},
            {"person_key": OTHER, "name": "测试丙", "household_no": "2", **place},
            {"person_key": LISTED, "name": "测试丁", "household_no": "3", **place},
        ],
        MEMBERS: [_member()],
        ENROLMENTS: [{"person_key": person, "insured_year": 2026, "status": "normal"} for person in EVERYBODY],
    }
    return {**given, **{name.replace("__", "."): rows for name, rows in changes.items()}}


def _member(**changes: Any) -> Row:
    known = {
        "category": "marginal",
        "household_type": "ordinary",
        "identified_month": 202609,
        "help_health": "医疗救助",
    }
    return {"person_key": LISTED, "name": "测试丁", "listed_household_no": "L1", **known, **changes}


def _in_school(person: int) -> list[Row]:
    return [{"person_key": person, "school_year": "2026-2027", "status": "studying"}]


def _subject(months: Months, household_id: str, period: Any = PERIOD) -> dict[str, Any]:
    found = months.subject(household_id, period)
    assert found is not None
    return found


def test_active_eliminated_and_suspected_households_are_on_the_list_and_nobody_else(months: Months) -> None:
    eliminated = _member(person_key=OTHER, listed_household_no="L2", risk_eliminated=True)
    registered = _member(person_key=ADULT, listed_household_no="L3", household_type="registered", category=None)
    months.build(PERIOD, _given(**{MEMBERS: [_member(), eliminated, registered]}))
    found = {row["household_id"]: row["status"] for row in months.mart("monitoring_subjects", PERIOD)}
    assert found == {"listed:L1": "listed", "listed:L2": "eliminated", "register:1": "suspected"}


def test_a_suspected_household_says_what_was_found_and_what_it_would_be_listed_for(months: Months) -> None:
    months.build(PERIOD, _given())
    household = _subject(months, "register:1")
    assert household["risk_hits"] == "risk.dropout"
    assert (household["suggested_category"], household["causes"], household["people_count"]) == (
        "marginal",
        "schooling",
        2,
    )
    assert (household["change"], household["change_cause"]) == ("entered", "规则命中：义务教育阶段失学辍学")
    (finding,) = months.findings("risk.dropout", PERIOD)
    assert (finding["status"], finding["is_missed_inclusion"]) == ("new", True)


def test_a_sudden_cause_suggests_the_sudden_category(months: Months) -> None:
    costs = [{"person_key": OTHER, "settled_date": "2026-10-01", "self_paid_amount": 10000}]
    months.build(PERIOD, _given(medical_insurance__settlements=costs))
    assert _subject(months, "register:2")["suggested_category"] == "sudden"


def test_a_risk_on_an_active_household_is_no_missed_inclusion(months: Months) -> None:
    months.build(PERIOD, _given(**{ENROLMENTS: []}))
    by_household = {row["household_id"]: row for row in months.findings("risk.uninsured", PERIOD)}
    assert by_household["listed:L1"]["is_missed_inclusion"] is False
    assert by_household["register:2"]["is_missed_inclusion"] is True
    assert _subject(months, "listed:L1")["suggested_category"] is None


def test_priority_is_first_for_a_grave_or_second_risk_then_for_any_risk(months: Months) -> None:
    covered = [{"person_key": ADULT, "insured_year": 2026, "status": "normal"}]
    months.build(PERIOD, _given(**{ENROLMENTS: covered, STUDENTS: []}))
    months.build(NEXT, _given(**{STUDENTS: _in_school(CHILD)}))
    assert _subject(months, "register:1")["priority"] == 1
    assert _subject(months, "register:2")["priority"] == 2
    assert _subject(months, "listed:L1", NEXT)["priority"] == 3


def test_a_finding_persists_under_the_same_name_and_the_household_is_kept(months: Months) -> None:
    months.build(PERIOD, _given())
    months.build(NEXT, _given())
    before, after = (months.findings("risk.dropout", period)[0] for period in (PERIOD, NEXT))
    assert after["finding_id"] == before["finding_id"]
    assert (after["status"], after["first_seen_period"]) == ("persisting", str(PERIOD))
    household = _subject(months, "register:1", NEXT)
    assert (household["change"], household["periods_active"], household["first_seen_period"]) == (
        "kept",
        2,
        str(PERIOD),
    )


def test_a_settled_household_leaves(months: Months) -> None:
    months.build(PERIOD, _given())
    months.build(NEXT, _given(**{STUDENTS: _in_school(CHILD)}))
    assert months.subject("register:1", NEXT) is None
    left = {row["indicator"]: row["value"] for row in months.mart("indicators", NEXT) if row["area_level"] == "county"}
    assert left["households_left"] == 1


def test_a_household_does_not_leave_because_a_department_did_not_deliver(months: Months) -> None:
    months.build(PERIOD, _given())
    months.build(NEXT, _given(), missing=[STUDENTS])
    (finding,) = months.findings("risk.dropout", NEXT)
    assert finding["status"] == "not_reassessed"
    household = _subject(months, "register:1", NEXT)
    assert (household["status"], household["risk_hits"], household["change"]) == ("suspected", "risk.dropout", "kept")
    assert "risk.dropout" in household["not_assessed_rules"]
    assert household["stale_sources"] == STUDENTS
    months.build(NEXT.shift(1), _given(**{STUDENTS: _in_school(CHILD)}))
    assert months.subject("register:1", NEXT.shift(1)) is None


def test_a_finding_stays_when_the_missing_dataset_held_its_whole_scope(months: Months) -> None:
    """A household without running dibao is not looked at; a month without the dibao data must not settle it."""
    dibao = [{"person_key": OTHER, "start_month": 202001, "dibao_no": "1"}]
    car = [{"person_key": OTHER, "kind": "car", "status": "normal", "asset_no": "1"}]
    given = _given(civil_affairs__dibao=dibao, public_security__vehicles=car)
    months.build(PERIOD, given)
    months.build(NEXT, given, missing=["civil_affairs.dibao"])
    assert [row["status"] for row in months.findings("wrong.dibao_car", NEXT)] == ["not_reassessed"]
    assert "wrong.dibao_car" in _subject(months, "listed:L1", NEXT)["not_assessed_rules"]


def test_a_person_stays_found_when_the_register_is_lost(months: Months) -> None:
    months.build(PERIOD, _given())
    missing = NEXT.shift(3)
    months.build(missing, _given(), missing=[RESIDENTS])
    household = _subject(months, "register:1", missing)
    assert (household["people_count"], household["change_cause"]) == (2, "数据缺失：沿用上月")
    members = [row for row in months.mart("subject_members", missing) if row["household_id"] == "register:1"]
    known = {row["person"] for row in months.mart("people", missing)}
    assert len(members) == 2
    assert {row["person"] for row in members} <= known


def test_listed_households_stay_when_the_national_list_is_lost(months: Months) -> None:
    months.build(PERIOD, _given())
    missing = NEXT.shift(3)
    months.build(missing, _given(), missing=[MEMBERS])
    household = _subject(months, "listed:L1", missing)
    assert (household["status"], household["category"], household["change"]) == ("listed", "marginal", "kept")


def test_a_carried_list_is_named_as_stale(months: Months) -> None:
    months.build(PERIOD, _given())
    months.build(NEXT, _given(), missing=[MEMBERS])
    assert _subject(months, "listed:L1", NEXT)["stale_sources"] == MEMBERS
    status = {row["dataset"]: (row["status"], row["carried_from"]) for row in months.mart("deliveries", NEXT)}
    assert status[MEMBERS] == ("carried", str(PERIOD))


def test_a_changed_status_and_a_changed_parameter_are_named_as_causes(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("MONITOR_PSEUDONYM_KEY", "11" * 32)
    include = tmp_path / "include"
    (include / "parameters").mkdir(parents=True)
    for path in (INCLUDE / "parameters").glob("*.yml"):
        (include / "parameters" / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    lower = '    - {since: "2022-06-01", value: 10000}\n'
    medical = (include / "parameters" / "medical.yml").read_text(encoding="utf-8")
    lowered = medical.replace(lower, lower + '    - {since: "2026-11-01", value: 8000}\n')
    (include / "parameters" / "medical.yml").write_text(lowered, encoding="utf-8")
    for shared in ("contracts", "sql"):
        (include / shared).symlink_to(INCLUDE / shared)
    months = Months(tmp_path / "home", include)
    costs = [{"person_key": OTHER, "settled_date": "2026-10-01", "self_paid_amount": 9000}]
    months.build(PERIOD, _given(medical_insurance__settlements=costs))
    eliminated = [_member(risk_eliminated=True)]
    months.build(NEXT, _given(medical_insurance__settlements=costs, **{MEMBERS: eliminated}))
    assert months.subject("register:2", PERIOD) is None
    assert _subject(months, "register:2", NEXT)["change_cause"] == "参数调整：一般农户医疗自付监测线（全户 12 个月）"
    changed = _subject(months, "listed:L1", NEXT)
    assert (changed["status"], changed["change"]) == ("eliminated", "status_changed")


def test_no_identity_leaves_the_restricted_table(months: Months) -> None:
    other_name = [{"person_key": ADULT, "name": "测试戊", "school_year": "2026-2027"}]
    months.build(PERIOD, _given(education__out_of_school=other_name))
    names = {"测试甲", "测试乙", "测试戊"}
    for path in (months.layout.home / "marts").rglob("*.parquet"):
        table = path.parent.parent.name
        text = json.dumps(months.mart(table, PERIOD), ensure_ascii=False, default=str)
        leaked = [value for value in {number(person) for person in EVERYBODY} | names if value in text]
        assert bool(leaked) == (table == "people"), table
    (finding,) = months.findings("conflict.name", PERIOD)
    assert {piece["value"] for piece in json.loads(finding["evidence"])} == {"测**"}
    key = load_key(months.settings, months.layout)
    assert finding["subject"] == finding["person"] == pseudonym(key, number(ADULT))


def test_evidence_says_where_to_look_in_the_departments_words(months: Months) -> None:
    died = [{"person_key": OTHER, "name": "测试丙", "death_date": "2026-10-02"}]
    months.build(PERIOD, _given(health__death_certificates=died))
    (finding,) = months.findings("conflict.alive_or_dead", PERIOD)
    pieces = {piece["dataset"]: piece for piece in json.loads(finding["evidence"])}
    assert pieces[RESIDENTS]["value"] == "正常"
    certificate = pieces["health.death_certificates"]
    assert (certificate["row_no"], certificate["title"], certificate["value"]) == (1, "死亡日期", "2026-10-02")
    assert json.loads(finding["facts"]) == {"death_date": "2026-10-02", "sources": "1"}


def test_a_household_of_unlinked_members_stays_and_says_why_it_has_none(months: Months) -> None:
    unlinked = _member(person_key=None, listed_household_no="L9")
    months.build(PERIOD, _given(**{MEMBERS: [unlinked]}))
    months.build(NEXT, _given(**{MEMBERS: [unlinked]}))
    household = _subject(months, "listed:L9", NEXT)
    assert (household["people_count"], household["change_cause"]) == (1, "数据缺失：成员均无有效证件号")


def test_an_indicator_without_its_data_is_unknown_and_not_zero(months: Months) -> None:
    months.build(PERIOD, _given(), missing=["medical_insurance.settlements"])
    values = {
        row["indicator"]: row["value"] for row in months.mart("indicators", PERIOD) if row["area_level"] == "county"
    }
    assert values["self_paid_total"] is None
    assert (values["households_listed"], values["households_suspected"], values["living_residents"]) == (1, 1, 4)
