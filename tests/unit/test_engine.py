"""The engine: the same bytes every time, nothing half written, no value of a row in an error, nothing left behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from monitoring.engines.base import Engine, EngineError, EngineUnavailable
from monitoring.engines.duckdb import DuckDB

PEOPLE = "select range as n, md5(cast(range as varchar)) as name from range(200000)"
ID = "529901199001011234"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDB]:
    with DuckDB(tmp_path, "a step") as opened:
        yield opened


def test_it_is_the_engine_the_stages_ask_for(engine: DuckDB) -> None:
    promised: Engine = engine
    promised.view("a", "select 1 as b")
    assert promised.query("select b from a").to_pylist() == [{"b": 1}]


def test_the_same_rows_give_the_same_bytes_whatever_the_threads(tmp_path: Path) -> None:
    written = []
    for threads, order in ((1, "n"), (4, "n"), (4, "name")):
        target = tmp_path / f"{threads}{order}" / "data.parquet"
        with DuckDB(tmp_path, "a step", threads=threads) as engine:
            engine.table("people", f"{PEOPLE} order by {order}")
            assert engine.write("select * from people", target, ["name", "n"]) == 200_000
        written.append(target.read_bytes())
    assert written[0] == written[1] == written[2]
    assert pq.ParquetFile(target).metadata.row_group(0).column(1).compression == "ZSTD"


def test_a_failed_write_leaves_the_earlier_file_alone(engine: DuckDB, tmp_path: Path) -> None:
    target = tmp_path / "t" / "data.parquet"
    engine.write("select 1 as a", target, "a")
    before = target.read_bytes()
    with pytest.raises(EngineError):
        engine.write(f"select cast(name as integer) as a from ({PEOPLE})", target, "a")
    assert target.read_bytes() == before
    assert [path.name for path in target.parent.iterdir()] == ["data.parquet"]


def test_no_value_of_a_row_stands_in_an_error(engine: DuckDB) -> None:
    engine.table_from_arrow("people", pa.table({"person_id": [ID]}))
    with pytest.raises(EngineError) as failed:
        engine.query("select cast(person_id as date) from people")
    assert ID not in str(failed.value)
    assert failed.value.__cause__ is None
    assert failed.value.__suppress_context__
    assert str(failed.value) == "a step: ConversionException"


def test_a_mistake_in_the_sql_is_named(engine: DuckDB) -> None:
    with pytest.raises(EngineError, match=r"a step.*nothing_here"):
        engine.query("select * from nothing_here")


def test_a_missing_file_may_be_tried_again(engine: DuckDB, tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable):
        engine.view("a", tmp_path / "nothing.parquet")


def test_files_of_several_months_are_one_relation(engine: DuckDB, tmp_path: Path) -> None:
    paths = [tmp_path / f"period={month}" / "data.parquet" for month in ("2026-09", "2026-10")]
    for number, path in enumerate(paths):
        engine.write(f"select {number} as a", path, "a")
    engine.view("months", paths)
    assert engine.columns("select * from months") == {"a": "INTEGER"}
    assert engine.rows("select a from months where a > ? order by a", [-1]) == [{"a": 0}, {"a": 1}]


def test_a_sum_that_parquet_would_hold_as_a_double_is_refused(engine: DuckDB, tmp_path: Path) -> None:
    target = tmp_path / "t" / "data.parquet"
    with pytest.raises(EngineError, match=r"HUGEINT.*total"):
        engine.write(f"select sum(n) as total from ({PEOPLE})", target, "total")
    assert engine.write(f"select cast(sum(n) as bigint) as total from ({PEOPLE})", target, "total") == 1


def test_relations_are_replaced_and_forgotten(engine: DuckDB) -> None:
    engine.view("a", "select 1 as b")
    engine.view("a", "select 2 as b")
    assert engine.rows("select b from a") == [{"b": 2}]
    engine.table("c", "select 1 as d")
    for name in ("a", "c", "never there"):
        engine.drop(name)
    with pytest.raises(EngineError):
        engine.query("select * from a")
    with pytest.raises(EngineError):
        engine.query("select * from c")


def test_a_python_variable_is_never_a_relation(engine: DuckDB) -> None:
    somebody = pa.table({"a": [1]})
    assert somebody.num_rows == 1
    with pytest.raises(EngineError):
        engine.query("select * from somebody")


def test_beyond_its_memory_it_spills_and_cleans_up(tmp_path: Path) -> None:
    target = tmp_path / "t" / "data.parquet"
    with DuckDB(tmp_path, "a step", memory="60MB", threads=1) as engine:
        sql = "select md5(cast(range as varchar)) as a, repeat('x', 100) as b from range(1000000)"
        assert engine.write(sql, target, "a") == 1_000_000
    assert list((tmp_path / "tmp").iterdir()) == []


def test_the_memory_limit_is_set_from_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_MEMORY", "123MB")
    with DuckDB(tmp_path, "a step") as engine:
        assert engine.rows("select current_setting('memory_limit') as a") == [{"a": "117.3 MiB"}]
    monkeypatch.setenv("MONITOR_MEMORY", "a lot")
    with pytest.raises(EngineError):
        DuckDB(tmp_path, "a step")
    assert list((tmp_path / "tmp").iterdir()) == []


def test_nothing_can_be_loaded_or_reconfigured(engine: DuckDB) -> None:
    for statement in ("set autoinstall_known_extensions = true", "install httpfs", "load httpfs"):
        with pytest.raises((EngineError, EngineUnavailable)):
            engine.query(statement)
