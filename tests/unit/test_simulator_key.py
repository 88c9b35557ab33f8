"""The answer key of the demo county can be trusted: planted on purpose, spared on purpose, and true."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitoring.identity import citizen_id, names
from monitoring.period import Period, parse_range
from monitoring.rule_files import load_rules
from monitoring.settings import PROJECT
from monitoring.simulator.simulate import simulate
from tests.lib.simulated import MONTHS, Rows, key, present, read, small_county

# How deliveries drift is planted from the third month on.
DRIFT = {
    "delivery.fill_rate", "delivery.missing_column", "delivery.partial", "delivery.replayed", "delivery.unknown_column",
    "delivery.volume", "delivery.wrong_month",
}  # fmt: skip
RULES = set(load_rules(PROJECT / "include" / "sql" / "rules")) - DRIFT - {"delivery.missing"}
# Compares with what was declared three months ago, which the first months do not have.
NEEDS_HISTORY = {"risk.income_drop"}
HALF_A_YEAR = parse_range("2026-07..2026-12")
# Aid for a school year is not due in its first weeks.
NOT_YET_DUE = {"missed.rain_dew", "missed.student_aid"}


@pytest.fixture(scope="module")
def county() -> Path:
    return small_county()


@pytest.mark.parametrize("period", MONTHS, ids=str)
def test_every_rule_has_planted_hits_and_lookalikes(county: Path, period: Period) -> None:
    expected = key(county, period, "expected")
    planted = Counter(row["rule"] for row in expected if row["origin"] == "planted")
    assert RULES - set(planted) <= NEEDS_HISTORY | NOT_YET_DUE
    spared = key(county, period, "lookalikes")
    assert RULES - {row["rule"] for row in spared} <= {"conflict.special_support"}
    hits = {(row["rule"], row["subject_id"]) for row in expected}
    assert len(hits) == len(expected)
    assert hits & {(row["rule"], row["subject_id"]) for row in spared} == set()
    assert all(row["why"] for row in spared)


@pytest.mark.slow
def test_a_fall_of_income_is_planted_once_there_are_months_to_compare_with(tmp_path: Path) -> None:
    months = parse_range("2026-05..2026-08")
    simulate(5, 1500, months, tmp_path)
    found = [
        {row["rule"] for row in key(tmp_path, month, "expected") if row["origin"] == "planted"} for month in months
    ]
    assert [rules >= NEEDS_HISTORY for rules in found] == [False, False, False, True]


@pytest.fixture(scope="module")
def half_a_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("half a year")
    simulate(7, 3000, HALF_A_YEAR, out)
    return out


@pytest.mark.slow
def test_half_a_year_plants_every_rule(half_a_year: Path) -> None:
    planted = {
        row["rule"]
        for month in HALF_A_YEAR
        for row in key(half_a_year, month, "expected")
        if row["origin"] == "planted"
    }

    assert set(load_rules(PROJECT / "include" / "sql" / "rules")) - planted == set()


@pytest.mark.slow
def test_half_a_year_knows_every_turn_of_a_finding(half_a_year: Path) -> None:
    told = Counter(
        status
        for month in HALF_A_YEAR
        for row in key(half_a_year, month, "statuses")
        for status in str(row["status_verified"]).split("|")
    )

    assert set(told) == {
        "new", "persisting", "recurred", "reopened", "dismissed", "accepted", "not_reassessed", "set_aside", "ended"
    }  # fmt: skip


@pytest.mark.slow
def test_a_department_that_was_silent_delivers_again(half_a_year: Path) -> None:
    accidents = [(half_a_year / "inbox" / str(month) / "emergency").exists() for month in HALF_A_YEAR]

    assert accidents == [True, True, False, True, True, True]
    for month, delivered in zip(HALF_A_YEAR, accidents, strict=True):
        rules = {str(row["rule"]) for row in key(half_a_year, month, "expected")}
        assert ("risk.accident" in rules) is delivered


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "residents", "first"), [(8841, 3000, "2026-07"), (78, 1000, "2025-10")])
def test_no_seed_stops_a_simulation(seed: int, residents: int, first: str, tmp_path: Path) -> None:
    start = Period.parse(first)
    months = [start.shift(number) for number in range(6)]

    simulate(seed, residents, months, tmp_path)

    assert len(key(tmp_path, months[-1], "expected")) > 100


def identities(rows: Rows) -> Iterator[tuple[str, citizen_id.Identity, dict[str, str | None]]]:
    as_of = dt.date(2026, 9, 20)
    column = re.compile("证件号|证件号码|身份证号|身份号码|身份证号码|身份证件号|id_no|legal_person_id|残疾人证号")
    for row in rows:
        header = next((h for h in row if column.search(h)), None)
        if header and row[header]:
            yield str(row[header]), citizen_id.classify(row[header], as_of), row


@pytest.mark.slow
def test_numbers_arrive_in_many_forms_and_belong_to_nobody(county: Path) -> None:
    written, areas = Counter[str](), set()
    for dataset in present(county, MONTHS[1]):
        for text, identity, _ in identities(read(county, dataset, MONTHS[1])):
            if identity.person_id:
                areas.add(identity.person_id[:4])
                written["old"] += identity.status is citizen_id.Status.UPGRADED
                written["wide"] += "９" in text
                written["lower"] += "x" in text
                written["blank"] += text != text.strip()
    assert areas == {"5299"}
    assert set(written) == {form for form, count in written.items() if count > 0} == {"old", "wide", "lower", "blank"}


def test_names_differ_exactly_where_the_key_says_so(county: Path) -> None:
    """Only deliveries of the first month, so that increments do not reach back."""
    as_of = dt.date(2026, 8, 20)
    register = {
        citizen_id.classify(row["公民身份号码"], as_of).person_id: names.normalise_name(row["姓名"] or "")
        for row in read(county, "public_security.residents", MONTHS[0])
    }
    names_of = ("姓名", "成员姓名", "户主姓名", "车主姓名", "借款人姓名", "权利人", "legal_person", "name")
    differing, spelled = set(), 0
    for dataset in present(county, MONTHS[0]):
        for _, identity, row in identities(read(county, dataset, MONTHS[0])):
            name = next((row[header] for header in names_of if row.get(header)), None)
            known = register.get(identity.person_id) if identity.person_id else None
            if name is None or known is None or names.has_lost_character(name):
                continue
            spelled += name != known
            if names.normalise_name(name) != known:
                differing.add(identity.person_id)
    expected = {row["subject_id"] for row in key(county, MONTHS[0], "expected") if row["rule"] == "conflict.name"}
    assert differing == expected
    assert spelled > len(expected)


def test_nothing_but_numbers_looks_like_a_number(county: Path) -> None:
    looks = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
    for dataset in present(county, MONTHS[0]):
        headers = {h for row in read(county, dataset, MONTHS[0]) for h, v in row.items() if v and looks.search(str(v))}
        assert len(headers) <= 1, (dataset, headers)


def test_a_month_goes_by(county: Path) -> None:
    first, second = (
        {row["公民身份号码"]: row for row in read(county, "public_security.residents", month)} for month in MONTHS
    )
    clean = {number for number in first if number and re.fullmatch(r"\d{17}[\dX]", number)}
    common = clean & set(second)
    changed = Counter(second[number]["人员状态"] for number in common if second[number] != first[number])
    assert changed["死亡注销"] and changed["迁出"]
    births = [
        row for row in second.values() if (row["出生日期"] or "").startswith("20260") and row["出生日期"] >= "20260811"
    ]
    assert births
    years = [{row["学年"] for row in read(county, "education.students", month)} for month in MONTHS]
    assert "2026-2027" not in years[0] and "2026-2027" in years[1]
    deaths = [read(county, "health.death_certificates", month) for month in MONTHS]
    assert len(deaths[0]) > len(deaths[1]) > 0
