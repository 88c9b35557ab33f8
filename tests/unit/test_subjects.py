"""The list of a month: who is on it, why, how it differs from last month's, and that nobody leaves it in silence.

One county of a few households is followed through four months:
October everything is delivered. In November the school roll and the dibao data are missing, a parameter is lowered, one
household is insured again and one is marked as eliminated. In December the national list is missing and carried over.
By the following May nobody has sent register or list for so long that nothing may be carried over any more.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from monitoring.period import Period
from monitoring.pseudonyms import load_key, pseudonym
from tests.lib.includes import include_with
from tests.lib.months import Months
from tests.lib.staged import INCLUDE, Row, number

OCTOBER, NOVEMBER, DECEMBER, MAY = (Period.parse(text) for text in ("2026-10", "2026-11", "2026-12", "2027-05"))
RESIDENTS, MEMBERS = "public_security.residents", "rural_revitalization.monitored_members"
STUDENTS, ENROLMENTS = "education.students", "medical_insurance.enrolments"
SETTLEMENTS, DIBAO = "medical_insurance.settlements", "civil_affairs.dibao"

PARENT, CHILD = 52990119800101001, 52990120150601001
COSTLY, LESS_COSTLY, UNINSURED, DRIVER, TWO_NAMES, DEAD = (52990119800102001 + n * 1000 for n in range(6))
ACTIVE, ELIMINATED, REGISTERED, ACTIVE_UNINSURED, SETTLED = (52990119800202001 + n * 1000 for n in range(5))
RULES = (
    "conflict.alive_or_dead",
    "conflict.name",
    "delivery.missing",
    "risk.dropout",
    "risk.medical_self_paid",
    "risk.uninsured",
    "wrong.dibao_car",
)
HOUSEHOLDS = {
    "family": (PARENT, CHILD),
    "costly": (COSTLY,),
    "less_costly": (LESS_COSTLY,),
    "uninsured": (UNINSURED,),
    "driver": (DRIVER,),
    "two_names": (TWO_NAMES,),
    "dead": (DEAD,),
    "others": (ACTIVE, ELIMINATED, REGISTERED, ACTIVE_UNINSURED, SETTLED),
}
PEOPLE = [person for members in HOUSEHOLDS.values() for person in members]
NAMES = {person: f"测试{chr(0x4E00 + place)}" for place, person in enumerate(PEOPLE)}


def _residents() -> list[Row]:
    place = {"township": "甲乡", "village": "一村", "village_code": "529901001001", "status": "normal"}
    return [
        {"person_key": person, "name": NAMES[person], "household_no": household, **place}
        for household, members in HOUSEHOLDS.items()
        for person in members
    ]


def _members(**eliminated: bool) -> list[Row]:
    known = {"household_type": "ordinary", "identified_month": 202609, "help_health": "医疗救助", "township": "甲乡"}
    members: list[tuple[int | None, str, Row]] = [
        (ACTIVE, "active", {"category": "marginal"}),
        (ELIMINATED, "eliminated", {"category": "marginal", "risk_eliminated": True}),
        (REGISTERED, "registered", {"household_type": "registered"}),
        (ACTIVE_UNINSURED, "active_uninsured", {"category": "marginal"}),
        (SETTLED, "settled", {"category": "unstable", "risk_eliminated": eliminated.get("settled", False)}),
        (None, "unlinked", {"category": "marginal"}),
    ]
    return [
        {"person_key": person, "name": NAMES.get(person or 0), "listed_household_no": no, **known, **row}
        for person, no, row in members
    ]


def _enrolments(*uninsured: int) -> list[Row]:
    years = (2026, 2027)
    return [
        {"person_key": p, "insured_year": y, "status": "normal"} for p in PEOPLE for y in years if p not in uninsured
    ]


def _given() -> dict[str, list[Row]]:
    return {
        RESIDENTS: _residents(),
        MEMBERS: _members(),
        ENROLMENTS: _enrolments(UNINSURED, ACTIVE_UNINSURED),
        SETTLEMENTS: [
            {"person_key": COSTLY, "settled_date": "2026-10-01", "self_paid_amount": 10000},
            {"person_key": LESS_COSTLY, "settled_date": "2026-10-01", "self_paid_amount": 9000},
        ],
        DIBAO: [{"person_key": DRIVER, "start_month": 202001, "dibao_no": "1"}],
        "public_security.vehicles": [{"person_key": DRIVER, "kind": "car", "status": "normal", "asset_no": "1"}],
        "education.out_of_school": [{"person_key": TWO_NAMES, "name": "测试甲乙", "school_year": "2026-2027"}],
        "health.death_certificates": [{"person_key": DEAD, "name": NAMES[DEAD], "death_date": "2026-10-02"}],
    }


def _lowered(home: Path) -> Path:
    """The shipped contracts, SQL and parameters, with the line for medical costs at 8000 from November on."""
    include = include_with(home, RULES)
    for path in (INCLUDE / "parameters").glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        line = '    - {since: "2022-06-01", value: 10000}\n'
        lowered = text.replace(line, line + '    - {since: "2026-11-01", value: 8000}\n')
        link = include / "parameters" / path.name
        link.unlink()
        link.write_text(lowered, encoding="utf-8")
    return include


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Months:
    home = tmp_path_factory.mktemp("subjects")
    months = Months(home, _lowered(home))
    given = _given()
    months.build(OCTOBER, given)
    given |= {ENROLMENTS: _enrolments(ACTIVE_UNINSURED), MEMBERS: _members(settled=True)}
    months.build(NOVEMBER, given, missing=[STUDENTS, DIBAO])
    given |= {STUDENTS: [{"person_key": CHILD, "school_year": "2026-2027", "status": "studying"}]}
    months.build(DECEMBER, given, missing=[MEMBERS])
    months.build(MAY, given, missing=[RESIDENTS, MEMBERS])
    return months


def _subject(months: Months, household_id: str, period: Period) -> dict[str, Any]:
    found = months.subject(household_id, period)
    assert found is not None
    return found


def _finding(months: Months, rule: str, period: Period) -> dict[str, Any]:
    (found,) = months.findings(rule, period)
    return found


def test_active_eliminated_and_suspected_households_are_on_the_list_and_nobody_else(months: Months) -> None:
    found = {row["household_id"]: row["status"] for row in months.mart("monitoring_subjects", OCTOBER)}
    assert found == {
        "listed:active": "listed",
        "listed:active_uninsured": "listed",
        "listed:settled": "listed",
        "listed:unlinked": "listed",
        "listed:eliminated": "eliminated",
        "register:family": "suspected",
        "register:costly": "suspected",
        "register:uninsured": "suspected",
    }


def test_a_suspected_household_says_what_was_found_and_what_it_would_be_listed_for(months: Months) -> None:
    household = _subject(months, "register:family", OCTOBER)
    assert (household["risk_hits"], household["causes"], household["people_count"]) == ("risk.dropout", "schooling", 2)
    assert (household["change"], household["change_cause"]) == ("entered", "规则命中：义务教育阶段失学辍学")


@pytest.mark.parametrize(
    ("household_id", "category", "priority"),
    [
        ("register:costly", "sudden", 1),
        ("register:family", "marginal", 1),
        ("register:uninsured", "marginal", 2),
        ("listed:active", None, 3),
    ],
)
def test_category_and_priority_follow_from_the_risks(
    months: Months, household_id: str, category: str | None, priority: int
) -> None:
    household = _subject(months, household_id, OCTOBER)
    assert (household["suggested_category"], household["priority"]) == (category, priority)


def test_only_a_household_that_is_not_active_can_be_a_missed_inclusion(months: Months) -> None:
    found = {row["household_id"]: row["is_missed_inclusion"] for row in months.findings("risk.uninsured", OCTOBER)}
    assert found == {"listed:active_uninsured": False, "register:uninsured": True}


def test_a_finding_persists_under_the_same_name(months: Months) -> None:
    before, after = (_finding(months, "conflict.alive_or_dead", period) for period in (OCTOBER, NOVEMBER))
    assert (before["status"], after["status"], after["first_seen_period"]) == ("new", "persisting", str(OCTOBER))
    assert after["finding_id"] == before["finding_id"]


def test_a_household_that_stays_is_counted_on(months: Months) -> None:
    household = _subject(months, "register:costly", NOVEMBER)
    assert (household["change"], household["change_cause"]) == ("kept", None)
    assert (household["periods_active"], household["first_seen_period"]) == (2, str(OCTOBER))


def test_a_settled_household_leaves_and_is_counted(months: Months) -> None:
    assert months.subject("register:uninsured", NOVEMBER) is None
    counted = {row["indicator"]: row["value"] for row in months.mart("indicators", NOVEMBER) if row["area"] == "全县"}
    assert (counted["households_left"], counted["households_entered"], counted["households_status_changed"]) == (
        1,
        1,
        1,
    )


def test_a_household_does_not_leave_because_a_department_did_not_deliver(months: Months) -> None:
    assert _finding(months, "risk.dropout", NOVEMBER)["status"] == "not_reassessed"
    household = _subject(months, "register:family", NOVEMBER)
    assert (household["status"], household["risk_hits"], household["change"]) == ("suspected", "risk.dropout", "kept")
    assert "risk.dropout" in household["not_assessed_rules"].split(",")
    assert STUDENTS in household["stale_sources"].split(",")


def test_it_leaves_when_the_delivery_is_there_and_settles_the_finding(months: Months) -> None:
    assert months.findings("risk.dropout", DECEMBER) == []
    assert months.subject("register:family", DECEMBER) is None


def test_a_finding_stays_when_the_missing_dataset_held_all_that_the_rule_looks_at(months: Months) -> None:
    """Without dibao data nobody has running dibao, and the rule about cars sees no household at all."""
    found = {period: _finding(months, "wrong.dibao_car", period)["status"] for period in (OCTOBER, NOVEMBER, DECEMBER)}
    assert found == {OCTOBER: "new", NOVEMBER: "not_reassessed", DECEMBER: "persisting"}
    assert "wrong.dibao_car" in _subject(months, "listed:active", NOVEMBER)["not_assessed_rules"].split(",")


def test_a_changed_parameter_is_named_as_the_cause(months: Months) -> None:
    assert months.subject("register:less_costly", OCTOBER) is None
    household = _subject(months, "register:less_costly", NOVEMBER)
    assert household["change_cause"] == "参数调整：一般农户医疗自付监测线（全户 12 个月）"


def test_a_changed_list_is_named_as_the_cause(months: Months) -> None:
    household = _subject(months, "listed:settled", NOVEMBER)
    assert (household["status"], household["change"]) == ("eliminated", "status_changed")
    assert household["change_cause"] == "数据变化：监测名单"


def test_a_carried_list_is_named_as_stale(months: Months) -> None:
    assert MEMBERS in _subject(months, "listed:active", DECEMBER)["stale_sources"].split(",")
    status = {row["dataset"]: (row["status"], row["carried_from"]) for row in months.mart("deliveries", DECEMBER)}
    assert (status[MEMBERS], status[RESIDENTS]) == (("carried", str(NOVEMBER)), ("delivered", None))


def test_listed_households_stay_when_the_national_list_is_lost(months: Months) -> None:
    for household_id, status in (("listed:active", "listed"), ("listed:settled", "eliminated")):
        household = _subject(months, household_id, MAY)
        assert (household["status"], household["change_cause"]) == (status, "数据缺失：沿用上月")


def test_suspected_households_and_their_people_stay_when_the_register_is_lost(months: Months) -> None:
    household = _subject(months, "register:costly", MAY)
    assert (household["status"], household["suggested_category"], household["people_count"]) == (
        "suspected",
        "sudden",
        1,
    )
    (member,) = (row for row in months.mart("subject_members", MAY) if row["household_id"] == "register:costly")
    assert member["person"] in {row["person"] for row in months.mart("people", MAY)}


def test_a_household_of_unlinked_members_says_why_it_has_none(months: Months) -> None:
    household = _subject(months, "listed:unlinked", NOVEMBER)
    assert (household["people_count"], household["change_cause"]) == (1, "数据缺失：成员均无有效证件号")


def test_no_identity_leaves_the_restricted_table(months: Months) -> None:
    identities = {*map(number, PEOPLE), *NAMES.values(), "测试甲乙"}
    for path in (months.layout.home / "marts").rglob(f"period={OCTOBER}/data.parquet"):
        table = path.parent.parent.name
        text = json.dumps(months.mart(table, OCTOBER), ensure_ascii=False, default=str)
        assert any(identity in text for identity in identities) == (table == "people"), table


def test_a_person_is_found_again_through_the_restricted_table_only(months: Months) -> None:
    finding = _finding(months, "conflict.name", OCTOBER)
    key = load_key(months.settings, months.layout)
    assert finding["subject"] == finding["person"] == pseudonym(key, number(TWO_NAMES))
    assert {piece["value"] for piece in json.loads(finding["evidence"])} == {"测**"}
    known = {row["person"]: row for row in months.mart("people", OCTOBER)}
    assert known[finding["person"]]["person_id"] == number(TWO_NAMES)
    assert known[finding["person"]]["key_version"] == key.version


def test_evidence_says_where_to_look_in_the_departments_words(months: Months) -> None:
    finding = _finding(months, "conflict.alive_or_dead", OCTOBER)
    pieces = {piece["dataset"]: piece for piece in json.loads(finding["evidence"])}
    assert pieces[RESIDENTS]["value"] == "正常"
    certificate = pieces["health.death_certificates"]
    assert (certificate["row_no"], certificate["title"], certificate["value"]) == (1, "死亡日期", "2026-10-02")
    assert json.loads(finding["facts"]) == {"death_date": "2026-10-02", "sources": "1"}


def test_a_late_delivery_is_a_finding_for_the_department_that_owes_it(months: Months) -> None:
    found = {row["subject"]: row["verify_department"] for row in months.findings("delivery.missing", NOVEMBER)}
    assert found == {STUDENTS: "education", DIBAO: "civil_affairs"}


def test_an_indicator_without_its_data_is_unknown_and_not_zero(months: Months) -> None:
    by_period = {}
    for period in (OCTOBER, NOVEMBER):
        rows = months.mart("indicators", period)
        by_period[period] = {row["indicator"]: row["value"] for row in rows if row["area_level"] == "county"}
    assert by_period[OCTOBER]["dibao_listed"] == 0
    assert by_period[NOVEMBER]["dibao_listed"] is None
    october = by_period[OCTOBER]
    assert (october["households_listed"], october["households_suspected"], october["findings_risk"]) == (4, 3, 4)
    assert october["living_residents"] == len(PEOPLE) - 1
