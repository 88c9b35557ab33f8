"""The demo county writes the same bytes for the same seed, in the forms agreed with the departments."""

from __future__ import annotations

import hashlib
import sqlite3
import zipfile
from pathlib import Path

import openpyxl
import pytest

from monitoring.period import Period
from monitoring.simulator.forms import FORMS
from monitoring.simulator.simulate import simulate
from tests.lib.simulated import MONTHS, RESIDENTS, SEED, delivered, key, present, read, sheet_rows, small_county


@pytest.fixture(scope="module")
def county() -> Path:
    return small_county()


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.slow
def test_the_same_seed_writes_the_same_bytes(county: Path, tmp_path: Path) -> None:
    simulate(SEED, RESIDENTS, list(MONTHS), tmp_path)
    assert digests(tmp_path) == digests(county)


def test_another_seed_is_another_county(county: Path, tmp_path: Path) -> None:
    simulate(SEED + 1, 1000, [MONTHS[0]], tmp_path)
    same = digests(county).items() & digests(tmp_path).items()
    assert not [name for name, _ in same if name.startswith("inbox")]


def test_months_must_follow_one_another(tmp_path: Path) -> None:
    for periods in ([], [Period(2026, 8), Period(2026, 10)], list(MONTHS[::-1])):
        with pytest.raises(ValueError, match="consecutive"):
            simulate(1, 1000, periods, tmp_path)


def test_every_dataset_is_delivered_but_the_one_planted_as_missing(county: Path) -> None:
    assert set(present(county, MONTHS[0])) == set(FORMS)
    assert set(FORMS) - set(present(county, MONTHS[1])) == {"agriculture.household_toilets"}
    missing = [row["subject_id"] for row in key(county, MONTHS[1], "expected") if row["rule"] == "delivery.missing"]
    assert missing == ["agriculture.household_toilets"]
    assert len(FORMS) == 43


@pytest.mark.slow
@pytest.mark.parametrize("period", MONTHS, ids=str)
def test_deliveries_count_every_row_of_every_file(county: Path, period: Period) -> None:
    for row in key(county, period, "deliveries"):
        rows = (
            read(county, str(row["dataset"]), period) if delivered(county, str(row["dataset"]), period).exists() else []
        )
        assert len(rows) == int(row["delivered"] or 0), row["dataset"]
        texts = [tuple(values.values()) for values in rows]
        assert len(texts) - len(set(texts)) == int(row["dropped"] or 0), row["dataset"]
        if rows:
            assert len(rows) - int(row["quarantined"] or 0) - int(row["dropped"] or 0) >= 1, row["dataset"]


def test_encodings(county: Path) -> None:
    register = delivered(county, "public_security.residents", MONTHS[0]).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        register.decode("utf-8")
    assert register.decode("gb18030").startswith('"公民身份号码"')
    students = delivered(county, "education.students", MONTHS[0]).read_bytes()
    assert students.startswith(b"\xef\xbb\xbf")
    assert delivered(county, "finance.public_payroll", MONTHS[0]).read_bytes().startswith("身份证".encode())
    pension = delivered(county, "human_resources.resident_pension", MONTHS[0]).read_text(encoding="utf-8")
    assert pension.splitlines()[0].split("|")[:3] == ["身份证号码", "姓名", "参保状态"]
    with zipfile.ZipFile(delivered(county, "medical_insurance.enrolments", MONTHS[0])) as archive:
        assert [name[-4:] for name in archive.namelist()] == [".csv"]
        assert archive.read(archive.namelist()[0]).startswith("证件号码".encode())


def test_the_national_export_has_two_title_rows_and_only_text(county: Path) -> None:
    rows = sheet_rows(delivered(county, "rural_revitalization.monitored_members", MONTHS[0]))
    assert sum(value is not None for value in rows[0]) == 1
    assert rows[2][:6] == ["县", "乡", "村", "户编号", "户类型", "监测对象类别"]
    assert {type(value) for row in rows[3:] for value in row} <= {str, type(None)}
    assert len(rows[2]) == len(set(rows[2])) == 100


def test_water_has_its_indicators_under_one_merged_cell(county: Path) -> None:
    book = openpyxl.load_workbook(delivered(county, "water.drinking_water", MONTHS[0]))
    page = book.worksheets[0]
    assert {str(merged) for merged in page.merged_cells.ranges} == {"A1:A2", "B1:B2", "C1:C2", "D1:G1", "H1:H2"}
    assert (page["D1"].value, page["D2"].value, page["G2"].value) == ("饮水安全评价指标", "水量达标", "供水保证率达标")


def test_the_bureau_database_shows_views_with_agreed_headers(county: Path) -> None:
    with sqlite3.connect(delivered(county, "civil_affairs.dibao", MONTHS[0])) as connection:
        views = {name for (name,) in connection.execute("select name from sqlite_master where type = 'view'")}
    assert views == {dataset.split(".")[1] for dataset in FORMS if dataset.startswith("civil_affairs.")}
    assert list(read(county, "civil_affairs.cremations", MONTHS[0])[0]) == ["身份证号", "姓名", "死亡日期", "火化日期"]


def test_json_holds_truth_values_and_nulls(county: Path) -> None:
    illnesses = read(county, "health.serious_illness", MONTHS[0])
    assert {type(row["has_chronic_card"]) for row in illnesses} == {bool}
    assert None in {row["contract_until"] for row in illnesses}
    assert {"个体工商户"} <= {row["entity_type"] for row in read(county, "market_regulation.businesses", MONTHS[0])}


def test_progress_names_months_and_datasets_only(tmp_path: Path) -> None:
    told: list[str] = []
    summary = simulate(8, 1000, [MONTHS[0]], tmp_path, told.append)
    assert sorted(told) == sorted(f"2026-08 {dataset}" for dataset in FORMS)
    assert summary.row_count == sum(int(row["delivered"] or 0) for row in key(tmp_path, MONTHS[0], "deliveries"))
    assert set(summary.expected["2026-08"]) == {row["rule"] for row in key(tmp_path, MONTHS[0], "expected")}
