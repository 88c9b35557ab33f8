"""What is counted of a month, by hand: two townships, seven households, and the same county a year before."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from monitoring import rules, subjects, transform
from monitoring.commands.indicators import INTERNAL, PUBLIC, export_indicators
from monitoring.disclosure import COUNTED
from monitoring.errors import ConfigurationError
from monitoring.indicator_files import load_indicators
from monitoring.layout import Layout
from monitoring.period import Period
from tests.lib.includes import include_with
from tests.lib.months import Months
from tests.lib.staged import Row, stage, stage_all

Values = dict[tuple[str, str], Any]
BEFORE, NOW = Period.parse("2026-01"), Period.parse("2027-01")
ILL, CARER, PUPIL, SETTLED, STEADY, LAID_OFF, UNINSURED, POOR = (52990119800101001 + n * 1000 for n in range(8))
RULES = ("risk.dropout", "risk.loan_overdue", "risk.uninsured")
HOUSEHOLDS = {
    "ill": ("甲乡", "一村", (ILL, CARER)),
    "pupil": ("乙乡", "二村", (PUPIL,)),
    "settled": ("甲乡", "一村", (SETTLED,)),
    "registered": ("乙乡", "二村", (STEADY, LAID_OFF)),
    "uninsured": ("乙乡", "二村", (UNINSURED,)),
    "poor": ("甲乡", "三村", (POOR,)),
}
RESIDENTS = [
    {
        "person_key": person,
        "name": "测试",
        "household_no": household,
        "township": township,
        "village": village,
        "status": "normal",
    }
    for household, (township, village, people) in HOUSEHOLDS.items()
    for person in people
]
LISTED: dict[str, Row] = {
    "ill": {"category": "marginal", "risk_1": "illness", "risk_2": "housing", "help_health": "医疗救助"},
    "pupil": {"category": "unstable", "household_type": "registered", "risk_1": "schooling", "income_per_capita": 9000},
    "settled": {"category": "sudden", "risk_eliminated": True},
    "registered": {"household_type": "registered", "income_per_capita": 12000},
}
MEMBERS = [
    {
        "person_key": person,
        "name": "测试",
        "listed_household_no": household,
        "household_type": "ordinary",
        "township": HOUSEHOLDS[household][0],
        "village": HOUSEHOLDS[household][1],
        **row,
    }
    for household, row in LISTED.items()
    for person in HOUSEHOLDS[household][2]
]


def _given(period: Period, workers: tuple[int, ...], uninsured: tuple[int, ...]) -> dict[str, Sequence[Row]]:
    year = period.year
    return {
        "public_security.residents": RESIDENTS,
        "rural_revitalization.monitored_members": MEMBERS,
        "medical_insurance.enrolments": [
            {"person_key": row["person_key"], "insured_year": year, "status": "normal"}
            for row in RESIDENTS
            if row["person_key"] not in uninsured
        ],
        "rural_revitalization.migrant_work": [
            {"person_key": person, "is_working": True, "start_month": 202501} for person in workers
        ],
        "civil_affairs.dibao": [
            {"person_key": ILL, "dibao_no": "1", "start_month": 202001, "support_mode": "single"},
            {"person_key": POOR, "dibao_no": "2", "start_month": 202001, "is_phase_out": True},
            {"person_key": CARER, "dibao_no": "3", "start_month": 202001, "end_month": period.shift(-8).number},
        ],
        "rural_revitalization.visits": [{"listed_household_no": "ill", "visited_date": f"{year}-01-05"}],
        "medical_insurance.settlements": [
            {
                "person_key": ILL,
                "settlement_no": str(n),
                "settled_date": f"{year}-01-0{n}",
                "self_paid_amount": 150,
                "medical_relief_amount": "60.25",
            }
            for n in (1, 2)
        ],
        "housing.housing_safety": [
            {"person_key": ILL, "housing_grade": "C", "is_renovated": True, "accepted_date": f"{year}-01-02"},
            {"person_key": PUPIL, "housing_grade": "A"},
        ],
        "rural_revitalization.microcredit": [
            {"person_key": PUPIL, "contract_no": "1", "loan_amount": 5000, "balance_amount": 1000, "is_overdue": True},
            {"person_key": STEADY, "contract_no": "2", "loan_amount": 9000, "balance_amount": 4000},
            {"person_key": LAID_OFF, "contract_no": "3", "loan_amount": 100, "balance_amount": 0, "is_overdue": False},
        ],
    }


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Months:
    home = tmp_path_factory.mktemp("indicators")
    months = Months(home, include_with(home, RULES))
    months.build(BEFORE, _given(BEFORE, (PUPIL, STEADY, LAID_OFF), ()))
    given = _given(NOW, (PUPIL, STEADY), (UNINSURED,))
    stage_all(months.layout, NOW, given, ["education.students", "water.drinking_water"])
    _spoil(months.layout)
    transform.build(months.settings, months.layout, NOW)
    rules.assess(months.settings, months.layout, NOW)
    subjects.build_marts(months.settings, months.layout, NOW)
    return months


def _spoil(layout: Layout) -> None:
    """Of five rows about certificates one has no number that can be used and another a wrong date as well."""
    dataset = "disabled_federation.certificates"
    stage(layout, dataset, NOW, [{"person_key": ILL}] * 3, rows_delivered=5, rows_staged=3, rows_quarantined=2)
    found = [(1, "ID_CHECK", "person_id"), (1, "DATE_INVALID", "issued_date"), (2, "DATE_INVALID", "issued_date")]
    rows = [{"delivery": "d", "row_no": row, "code": code, "column_name": name} for row, code, name in found]
    path = layout.table("quarantine", dataset, NOW)
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows), path)


@pytest.fixture(scope="module")
def values(months: Months) -> Values:
    """Value by indicator and area; departments and villages have names of their own."""
    return {(row["indicator"], row["area"]): row["value"] for row in months.mart("indicators", NOW)}


@pytest.mark.parametrize(
    ("indicator", "county", "first", "second"),
    [
        ("households_listed", 2, 1, 1),
        ("households_eliminated", 1, 1, 0),
        ("households_suspected", 1, 0, 1),
        ("persons_listed", 3, 2, 1),
        ("households_marginal_listed", 1, 1, 0),
        ("persons_unstable_listed", 1, 0, 1),
        ("households_sudden_eliminated", 1, 1, 0),
        ("households_marginal_suspected", 1, 0, 1),
        ("households_listed_illness", 1, 1, 0),
        ("households_listed_housing", 1, 1, 0),
        ("households_entered", 1, 0, 1),
        ("households_persisting", 3, 2, 1),
        ("living_residents", 8, 4, 4),
        ("dibao_listed", 1, 1, 0),
        ("dibao_persons_listed", 1, 1, 0),
        ("dibao_persons_ordinary", 1, 1, 0),
        ("dibao_phase_out", 1, 1, 0),
        ("dibao_single", 1, 1, 0),
        ("medical_relief_persons", 1, 1, 0),
        ("medical_relief_total", "120.50", "120.50", 0),
        ("self_paid_total", 300, 300, 0),
        ("workers_registered", 2, 0, 2),
        ("workers_listed", 1, 0, 1),
        ("visits_due", 2, 1, 1),
        ("visits_done", 1, 1, 0),
        ("measure_health", 1, 1, 0),
        ("measured_housing", 1, 1, 0),
        ("measured_schooling", 0, 0, 0),
        ("answered_illness", 1, 1, 0),
        ("answered_housing", 0, 0, 0),
        ("housing_unsafe_grade", 1, 1, 0),
        ("housing_accepted", 1, 1, 0),
        ("housing_moved_in", 0, 0, 0),
        ("housing_open", 1, 1, 0),
        ("microcredit_households", 2, 0, 2),
        ("microcredit_overdue_households", 1, 0, 1),
        ("microcredit_overdue", 1000, 0, 1000),
        ("findings.risk.uninsured", 1, 0, 1),
        ("findings.risk.loan_overdue", 1, 0, 1),
    ],
)
def test_counts_are_as_counted_by_hand(
    values: Values, indicator: str, county: object, first: object, second: object
) -> None:
    found = tuple(values[indicator, area] for area in ("全县", "甲乡", "乙乡"))
    assert found == tuple(Decimal(str(value)) for value in (county, first, second))


@pytest.mark.parametrize(
    ("indicator", "area", "value"),
    [
        ("dibao_share_listed", "全县", "33.33"),
        ("dibao_share_listed", "甲乡", "50"),
        ("dibao_share_listed", "乙乡", "0"),
        ("dibao_share_eliminated", "乙乡", None),
        ("risk_elimination_share", "全县", "33.33"),
        ("monitored_share", "甲乡", "75"),
        ("suspected_share", "乙乡", "25"),
        ("visits_share", "全县", "50"),
        ("self_paid_mean", "全县", "75"),
        ("self_paid_mean", "乙乡", "0"),
        ("income_registered", "乙乡", "12000"),
        ("income_registered", "甲乡", None),
    ],
)
def test_a_ratio_is_that_of_the_sums_and_null_where_nobody_is(
    values: Values, indicator: str, area: str, value: str | None
) -> None:
    assert values[indicator, area] == (None if value is None else Decimal(value))


def test_villages_have_their_own_counts_under_the_name_of_their_township(
    values: Values,
) -> None:
    assert (values["persons_listed", "甲乡/一村"], values["persons_listed", "甲乡/三村"]) == (2, 0)


def test_what_a_missing_dataset_would_say_is_unknown_everywhere(months: Months) -> None:
    unknown = {"students_aided", "out_of_school_children", "water_unsafe", "findings.risk.dropout"}
    found = [row for row in months.mart("indicators", NOW) if row["indicator"] in unknown]
    assert len(found) == len(unknown) * 3 and all(row["value"] is None for row in found)


def test_a_comparison_with_a_year_ago_is_unknown_without_that_year(months: Months, values: Values) -> None:
    assert [values["workers_registered_change", area] for area in ("全县", "甲乡", "乙乡")] == [-1, 0, -1]
    first = [row for row in months.mart("indicators", BEFORE) if row["indicator"] == "workers_registered_change"]
    assert first and all(row["value"] is None for row in first)


def test_departments_are_told_apart_by_what_they_delivered(
    values: Values,
) -> None:
    assert (values["datasets_absent", "教育局"], values["datasets_delivered", "教育局"]) == (1, 2)
    assert values["datasets_delivered_share", "教育局"] == Decimal("66.67")
    assert (values["rows_quarantined", "残疾人联合会"], values["rows_quarantined", "全县"]) == (2, 2)
    assert values["rows_quarantined_share", "残疾人联合会"] == 40
    assert values["id_problem_share", "残疾人联合会"] == 20


def test_the_townships_of_every_count_are_the_county(months: Months) -> None:
    rows = [row for row in months.mart("indicators", NOW) if row["unit"] in COUNTED and row["value"] is not None]
    by_level = {
        level: {name: Decimal(0) for name in {row["indicator"] for row in rows if row["area_level"] == level}}
        for level in ("county", "township", "village")
    }
    for row in rows:
        if row["area_level"] in by_level:
            by_level[row["area_level"]][row["indicator"]] += row["value"]
    assert len(by_level["township"]) > 100 and len(by_level["village"]) > 5
    for level in ("township", "village"):
        assert by_level[level] == {name: by_level["county"][name] for name in by_level[level]}


def test_a_file_without_a_definition_is_refused(tmp_path: Path) -> None:
    text = "-- One row.\n-- Why: so.\n/*\nunit: 户\ntitles: {things: 东西}\n*/\nselect 1\n"
    (tmp_path / "things.sql").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"things\.sql.*\n?.*definition"):
        load_indicators(tmp_path)


@pytest.fixture
def exported(months: Months, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[bool], list[dict[str, str]]]:
    """Exports the month, as if it were published, and reads the file back."""
    monkeypatch.setattr("monitoring.commands.months.mart", lambda view, period: months.mart(view, Period.parse(period)))

    def export(public: bool) -> list[dict[str, str]]:
        out = tmp_path / "indicators.csv"
        export_indicators(str(NOW), out, public=public)
        with out.open(encoding="utf-8-sig", newline="") as handle:
            return list(csv.DictReader(handle))

    return export


def test_the_internal_file_is_exact_and_says_so(exported: Callable[[bool], list[dict[str, str]]]) -> None:
    rows = exported(False)
    found = {(row["指标编号"], row["区域"]): row["值"] for row in rows}
    assert {row["版别"] for row in rows} == {INTERNAL}
    assert (found["persons_listed", "甲乡/一村"], found["self_paid_mean", "全县"]) == ("2", "75")
    assert found["students_aided", "全县"] == ""


def test_the_public_file_hides_few_and_keeps_villages_shares_and_amounts_inside(
    exported: Callable[[bool], list[dict[str, str]]],
) -> None:
    rows = exported(True)
    assert {row["版别"] for row in rows} == {PUBLIC}
    assert {row["区域层级"] for row in rows} == {"县", "乡镇"}
    assert {row["单位"] for row in rows} <= set(COUNTED)
    found = {(row["指标编号"], row["区域"]): row["值"] for row in rows}
    assert (found["persons_listed", "全县"], found["dibao_persons_listed", "乙乡"]) == ("", "0")
