"""A month as files: whole, described, without anybody's identity, and on record before it is read."""

from __future__ import annotations

import csv
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine, inspect, text

from monitoring import mart_export
from monitoring.errors import ConfigurationError, MonitoringError
from monitoring.mart_export import export_month
from monitoring.settings import PROJECT
from monitoring.warehouse import access
from monitoring.warehouse.errors import WarehouseError
from tests.lib.marts import PEOPLE, Marts, sample
from tests.lib.warehouse import PERIOD

Load = Callable[[Marts], int]


@pytest.fixture
def month(warehouse: Engine, release: Load) -> Engine:
    release(sample())
    return warehouse


def logged(engine: Engine) -> list[tuple[str, str, str]]:
    with engine.connect() as connection:
        rows = connection.execute(text("select what, period, purpose from monitoring.access_log order by entry_no"))
        return [(row.what, row.period, row.purpose) for row in rows]


def test_every_view_is_a_file_with_the_rows_of_the_view(month: Engine, tmp_path: Path) -> None:
    done = export_month(month, PERIOD, tmp_path / "e", "年度分析")
    views = set(inspect(month).get_view_names("mart"))
    assert {path.stem for path in done.folder.glob("*.parquet")} == views == set(done.rows)
    for view in views:
        rows = access.mart_rows(month, view, PERIOD)
        found = pq.read_table(done.folder / f"{view}.parquet")
        assert found.num_rows == len(rows) == done.rows[view]
        if rows:
            assert set(found.column_names) == set(rows[0])
    subjects = pq.read_table(done.folder / "monitoring_subjects.parquet").to_pylist()
    assert subjects == access.mart_rows(month, "monitoring_subjects", PERIOD)
    facts = pq.read_table(done.folder / "findings.parquet").column("facts").to_pylist()
    assert [json.loads(fact) for fact in facts] == [{"children": 1}]


def test_every_column_says_in_its_file_what_it_means(month: Engine, tmp_path: Path) -> None:
    folder = export_month(month, PERIOD, tmp_path / "e", "年度分析").folder
    with (folder / mart_export.DICTIONARY).open(encoding="utf-8-sig", newline="") as handle:
        said = {(line["table"], line["column"]): line["meaning"] for line in csv.DictReader(handle)}
    page = (folder / mart_export.DICTIONARY_PAGE).read_text(encoding="utf-8")
    columns = 0
    for path in folder.glob("*.parquet"):
        schema = pq.read_schema(path)
        assert schema.metadata[b"title"].decode() == said[path.stem, ""]
        for field in schema:
            assert field.metadata[b"comment"].decode() == said[path.stem, field.name] != ""
            assert f"| {field.name} |" in page
            columns += 1
    assert columns > 100


def test_the_documentation_has_every_view_and_column(month: Engine) -> None:
    page = (PROJECT / "docs" / "tables.md").read_text(encoding="utf-8")
    sections = {section.splitlines()[0].split(".")[-1]: section for section in page.split("\n## ")}
    for line in mart_export.dictionary():
        shown = f"| {line['column']} | {line['type']} | {line['meaning']} |" if line["column"] else line["meaning"]
        if line["column"] not in ("period", "version"):
            assert shown in sections[line["table"]], line


def test_nothing_restricted_is_in_it(month: Engine, tmp_path: Path) -> None:
    folder = export_month(month, PERIOD, tmp_path / "e", "年度分析").folder
    said = b"".join(path.read_bytes() for path in folder.iterdir())
    for path in folder.glob("*.parquet"):
        said += str(pq.read_table(path).to_pylist()).encode()
    assert not [number for number, name in PEOPLE.values() if number.encode() in said or name.encode() in said]
    assert not (folder / "people.parquet").exists()
    assert {path.stat().st_mode & 0o077 for path in (folder, *folder.iterdir())} == {0}


def test_an_export_is_on_record_before_it_is_read(
    month: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[tuple[str, str, str]]] = []
    inner = mart_export._write

    def looked(*arguments: object) -> int:
        seen.append(logged(month))
        return inner(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(mart_export, "_write", looked)
    export_month(month, PERIOD, tmp_path / "e", "年度分析")
    assert seen[0] == [("export", str(PERIOD), "年度分析")]


def test_what_cannot_be_recorded_is_not_exported(month: Engine, tmp_path: Path) -> None:
    with month.begin() as connection:
        connection.exec_driver_sql("alter table monitoring.access_log rename to away")
    try:
        with pytest.raises(WarehouseError):
            export_month(month, PERIOD, tmp_path / "e", "年度分析")
    finally:
        with month.begin() as connection:
            connection.exec_driver_sql("alter table monitoring.away rename to access_log")
    assert list(tmp_path.glob("e*")) == []


def test_an_export_is_the_same_twice_and_can_be_checked(month: Engine, tmp_path: Path) -> None:
    first, second = (export_month(month, PERIOD, tmp_path / name, "年度分析").folder for name in "ab")
    names = sorted(path.name for path in first.iterdir())
    assert [(second / name).read_bytes() for name in names] == [(first / name).read_bytes() for name in names]
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=first, check=True)
    manifest = json.loads((first / mart_export.MANIFEST).read_text(encoding="utf-8"))
    assert (manifest["period"], manifest["version"]) == (str(PERIOD), 1)


@pytest.mark.parametrize("wrong", ["folder", "purpose", "month"])
def test_a_wrong_request_leaves_nothing(month: Engine, tmp_path: Path, wrong: str) -> None:
    if wrong == "folder":
        (tmp_path / "e").mkdir()
    period = PERIOD.shift(1) if wrong == "month" else PERIOD
    with pytest.raises((ConfigurationError, MonitoringError)):
        export_month(month, period, tmp_path / "e", " " if wrong == "purpose" else "年度分析")
    assert not list(tmp_path.glob("e/*"))
    assert not list(tmp_path.glob("e.partial"))
