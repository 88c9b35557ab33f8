"""A department's database as a source: one moment, mapped columns only, the same rows as the same bytes."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import URL

from monitoring import landing, ledger, sealing
from monitoring.contracts import Contract
from monitoring.errors import ConfigurationError, DeliveryRefused
from monitoring.failures import describe
from monitoring.layout import Layout
from monitoring.readers.raw import write_raw
from monitoring.sources.connection import Connection
from monitoring.sources.database import extract
from monitoring.sources.errors import SourceUnavailable
from monitoring.sources.fetch import Access
from monitoring.warehouse.server import engine_for
from tests.lib.deliveries import COLUMNS, PERIOD, make_contract, make_layout

TABLE = """
create table bureau."发放" (
    "备注" text, "金额" numeric(10, 2), "公民身份号码" varchar(18), "姓名" text, "发放日期" date, "月份" text
)
"""
ROWS = 20_000


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return make_layout(tmp_path)


@pytest.fixture
def engine(server_url: URL) -> Iterator[sa.Engine]:
    """The bureau's server, with an empty table of payments."""
    engine = engine_for(server_url)
    with engine.begin() as session:
        session.exec_driver_sql("drop schema if exists bureau cascade")
        session.exec_driver_sql("create schema bureau")
        session.exec_driver_sql(TABLE)
    yield engine
    with engine.begin() as session:
        session.exec_driver_sql("drop schema bureau cascade")


@pytest.fixture
def access(server_url: URL) -> Access:
    host = str(server_url.query["host"])
    return Access(Connection("bureau", "postgres", host, login=server_url.username or "", schema="postgres"))


def contract_of(
    table: str = "bureau.发放", columns: dict[str, dict[str, Any]] | None = None, **source: Any
) -> Contract:
    described = {"kind": "database", "connection": "bureau", "table": table, **source}
    return make_contract(encoding="utf-8", source=described, columns=columns)


def fill(engine: sa.Engine, count: int = ROWS, amount: str = "1.50") -> None:
    with engine.begin() as session:
        session.execute(
            sa.text(
                "insert into bureau.\"发放\" select '私下的话', cast(:amount as numeric), "
                "cast(529901199001010000 + n * 7919 % :count as text), 'O''测\"试,\n甲', date '2026-10-08', '2026-10' "
                "from generate_series(1, :count) as n"
            ),
            {"count": count, "amount": amount},
        )


def run(engine: sa.Engine, statement: str) -> None:
    with engine.begin() as session:
        session.exec_driver_sql(statement)


def land(layout: Layout, access: Access, contract: Contract | None = None) -> ledger.Entry:
    return landing.land(contract or contract_of(), PERIOD, layout, access)


def text_of(layout: Layout, entry: ledger.Entry) -> str:
    with sealing.opened(layout, str(entry.sha256)) as delivered:
        return delivered.read_text(encoding="utf-8")


def nothing_is_left(layout: Layout) -> bool:
    folders = ("landing", "raw", "staging", "sources")
    return not [path for folder in folders for path in (layout.home / folder).rglob("*") if path.is_file()]


def test_rows_are_read_like_those_of_a_file(engine: sa.Engine, access: Access, layout: Layout) -> None:
    fill(engine, 25_000)
    entry = write_raw(contract_of(), land(layout, access), layout)
    assert (entry.status, entry.rows_delivered, entry.unknown_columns, entry.missing_columns) == (
        "landed",
        25_000,
        [],
        [],
    )
    header, first = text_of(layout, entry).split("\n", 1)
    assert header == '"公民身份号码","姓名","金额","发放日期"'
    assert first.startswith('"529901199001010000","O\'测""试,\n甲","1.50","2026-10-08"\n"529901199001010001"')


def test_columns_that_no_contract_maps_are_never_taken(engine: sa.Engine, access: Access, layout: Layout) -> None:
    fill(engine, 10)
    assert "私下的话" not in text_of(layout, land(layout, access))


def test_the_same_rows_in_another_order_are_the_same_bytes(engine: sa.Engine, access: Access, layout: Layout) -> None:
    fill(engine)
    once = land(layout, access)
    run(engine, 'create table bureau.x as select * from bureau."发放" order by random()')
    run(engine, 'truncate bureau."发放"; insert into bureau."发放" select * from bureau.x')
    assert land(layout, access) == once


def test_an_extract_is_one_moment_while_the_bureau_keeps_writing(
    engine: sa.Engine,
    access: Access,
    layout: Layout,
    monkeypatch: pytest.MonkeyPatch,
    record_property: pytest.RecordProperty,
) -> None:
    fill(engine, 5_000, amount="0")
    monkeypatch.setattr(extract, "ROWS_AT_ONCE", 100)
    done = threading.Event()

    def keep_writing() -> None:
        amount = 0
        while not done.is_set():
            amount += 1
            run(engine, f'update bureau."发放" set "金额" = {amount}')

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        texts = [text_of(layout, land(layout, access)) for _ in range(6)]
    finally:
        done.set()
        writer.join()
    moments = [{row.rsplit(",", 2)[1] for row in text.split("\n") if row.endswith('"2026-10-08"')} for text in texts]
    record_property("extracts", len(moments))
    record_property("mixed", sum(len(amounts) != 1 for amounts in moments))
    assert [len(amounts) for amounts in moments] == [1] * 6
    assert len(set.union(*moments)) > 1, "the table did not change between extracts: nothing was tried"


def test_a_connection_lost_midway_leaves_nothing_and_the_rerun_gives_the_whole(
    engine: sa.Engine, access: Access, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(engine)
    monkeypatch.setattr(extract, "ROWS_AT_ONCE", 1_000)
    convert, seen = extract.text_of, []

    def convert_until_it_breaks(*arguments: Any) -> str:
        seen.append(1)
        if len(seen) == 4 * ROWS // 2:
            run(
                engine,
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'monitor-extract'",
            )
        return convert(*arguments)

    with monkeypatch.context() as broken:
        broken.setattr(extract, "text_of", convert_until_it_breaks)
        with pytest.raises(SourceUnavailable) as raised:
            land(layout, access)
    assert describe(raised.value).kind == "system"
    assert raised.value.__context__ is None
    assert nothing_is_left(layout)
    assert not layout.ledger(contract_of().dataset, PERIOD).exists()
    again = write_raw(contract_of(), land(layout, access), layout)
    assert again.rows_delivered == ROWS


def test_a_changed_column_is_refused_by_name_until_the_contract_accepts_it(
    engine: sa.Engine, access: Access, layout: Layout
) -> None:
    fill(engine, 10)
    land(layout, access)
    run(engine, 'alter table bureau."发放" alter "金额" type text')
    for _ in range(2):
        with pytest.raises(DeliveryRefused, match="「金额」：列的类型已改变（NUMERIC") as raised:
            land(layout, access)
        assert raised.value.code == "SCHEMA_DRIFT"
        assert ledger.read(layout, contract_of(), PERIOD).status == "refused"
    fingerprint = str(raised.value).partition("definition: ")[2][:8]
    assert land(layout, access, contract_of(definition=fingerprint)).status == "landed"
    assert land(layout, access).status == "landed"


def test_a_new_column_nobody_maps_and_a_column_the_contract_gives_up_are_no_change(
    engine: sa.Engine, access: Access, layout: Layout
) -> None:
    fill(engine, 10)
    land(layout, access)
    run(engine, 'alter table bureau."发放" add "新列" text, drop "姓名"')
    without = {name: column for name, column in COLUMNS.items() if name != "name"}
    assert land(layout, access, contract_of(columns=without)).status == "landed"


def test_a_view_that_means_something_else_is_refused(engine: sa.Engine, access: Access, layout: Layout) -> None:
    fill(engine, 10)
    view = 'create or replace view bureau.shown as select * from bureau."发放"'
    run(engine, view)
    contract = contract_of("bureau.shown")
    assert land(layout, access, contract).status == "landed"
    run(engine, view + """ where "金额" > 1""")
    with pytest.raises(DeliveryRefused, match="视图的定义已改变"):
        land(layout, access, contract)


def test_a_table_that_is_not_there_is_refused(engine: sa.Engine, access: Access, layout: Layout) -> None:
    with pytest.raises(DeliveryRefused, match="F019"):
        land(layout, access, contract_of("bureau.elsewhere"))


def test_a_month_without_rows_is_missing_and_only_its_rows_are_taken(
    engine: sa.Engine, access: Access, layout: Layout
) -> None:
    contract = contract_of(month_column="月份")
    assert land(layout, access, contract).status == "missing"
    fill(engine, 10)
    run(engine, """update bureau."发放" set "月份" = '2026-09' where "公民身份号码" > '529901199001010003'""")
    assert write_raw(contract, land(layout, access, contract), layout).rows_delivered == 4


def test_the_state_of_today_is_taken_in_its_own_month_only(engine: sa.Engine, access: Access, layout: Layout) -> None:
    def on(day: dt.date, contract: Contract) -> ledger.Entry:
        return landing.land(contract, PERIOD, layout, Access(access.connection, today=day))

    fill(engine, 10)
    with pytest.raises(DeliveryRefused, match="SOURCE_NOT_OF_MONTH"):
        on(dt.date(2026, 11, 3), contract_of())
    taken = on(dt.date(2026, 10, 15), contract_of())
    run(engine, 'truncate bureau."发放"')
    assert on(dt.date(2026, 11, 3), contract_of()) == taken
    assert on(dt.date(2026, 11, 3), contract_of(month_column="月份")).status == "missing"


def test_names_of_tables_and_columns_are_quoted(engine: sa.Engine, access: Access, layout: Layout) -> None:
    name = 'x"; drop schema bureau; --'
    quoted = name.replace('"', '""')
    run(engine, f'create table bureau.y (n int); create table bureau."{quoted}" ("公民身份号码" text, "{quoted}" text)')
    columns = {"person_id": COLUMNS["person_id"], "name": {"from": name, "as": "text"}}
    assert land(layout, access, contract_of(f"bureau.{name}", columns)).status == "landed"
    run(engine, "select * from bureau.y")


def test_nothing_can_be_written_through_a_source(engine: sa.Engine, access: Access, layout: Layout) -> None:
    run(engine, "create function bureau.writes() returns text language sql as "
        """'insert into bureau."发放" ("备注") values (''x''); select ''x''::text'""")  # fmt: skip
    run(engine, 'create view bureau.trap as select bureau.writes() as "公民身份号码"')
    with pytest.raises(ConfigurationError, match="25006"):
        land(layout, access, contract_of("bureau.trap"))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"kind": "oracle"}, ConfigurationError),
        ({"host": "/nowhere"}, SourceUnavailable),
        ({"host": "127.0.0.1", "port": 1}, SourceUnavailable),
    ],
)
def test_a_server_that_cannot_be_used_says_so_without_address_or_password(
    layout: Layout, changes: dict[str, Any], error: type[Exception]
) -> None:
    values = {"kind": "postgres", "host": "h", "login": "county", "password": "db-secret-71", **changes}
    with pytest.raises(error, match="bureau") as raised:
        land(layout, Access(Connection("bureau", **values)))
    assert "db-secret" not in str(raised.value)
    assert str(values["host"]) not in str(raised.value)


def test_a_sqlite_file_in_use_is_a_source_too(layout: Layout, tmp_path: Path) -> None:
    path = tmp_path / "bureau.sqlite"
    with sqlite3.connect(path) as session:
        session.execute("create table 发放 (公民身份号码 text, 姓名 text, 金额 decimal(10, 2), 发放日期 text)")
        session.executemany("insert into 发放 values (?, '甲', 12.5, '2026-10-08')", [("b",), ("a",), ("B",)])
    access = Access(Connection("bureau", "sqlite", schema=str(path)))
    rows = text_of(layout, land(layout, access, contract_of("发放"))).split("\n")
    assert [row.partition(",")[0] for row in rows[1:-1]] == ['"B"', '"a"', '"b"']
    missing = Access(Connection("bureau", "sqlite", schema=str(tmp_path / "none.sqlite")))
    with pytest.raises(SourceUnavailable):
        land(layout, missing, contract_of("发放"))
    assert not (tmp_path / "none.sqlite").exists()


def test_a_binary_column_cannot_be_data(engine: sa.Engine, access: Access, layout: Layout) -> None:
    run(engine, """alter table bureau."发放" drop "姓名", add "姓名" bytea default 'x'""")
    run(engine, """insert into bureau."发放" ("公民身份号码") values ('1')""")
    with pytest.raises(ConfigurationError, match="二进制"):
        land(layout, access)
