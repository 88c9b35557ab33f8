"""Files that are still being uploaded, and databases that break off or change while they are read."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa

from monitoring import sealing
from monitoring.settings import PROJECT
from monitoring.sources.database import extract
from monitoring.sources.errors import SourceUnavailable
from monitoring.warehouse import server
from tests.badinputs.bench import PAYMENTS, PERIOD, ROWS, Bench, good, touch_old
from tests.badinputs.case import Case, Seen
from tests.lib.county import environment

_FILE = PROJECT / "include" / "contracts" / "finance" / "subsidy_payments.yml"
_SOURCE = "source: {kind: database, connection: bureau, table: payments, month_column: 月份}, "


@dataclass
class Bureau:
    """The finance bureau's database of payments, from which the pipeline takes them instead of from a file."""

    bench: Bench
    engine: sa.Engine

    def run(self, statement: str) -> None:
        with self.engine.begin() as session:
            session.exec_driver_sql(statement)

    def receive(self) -> Seen:
        return self.bench.receive(PAYMENTS)


@contextmanager
def bureau(bench: Bench) -> Iterator[Bureau]:
    """A database holding the good payments, a contract that names it, and the connection in the environment."""
    include = bench.home / "include"
    shutil.copytree(PROJECT / "include", include, ignore=shutil.ignore_patterns("monitoring"))
    text = _FILE.read_text(encoding="utf-8").replace("delivery: {", f"delivery: {{{_SOURCE}", 1)
    (include / "contracts" / "finance" / _FILE.name).write_text(text, encoding="utf-8")
    url = server.private_url(bench.layout)
    connection = {"conn_type": "postgres", "host": url.query["host"], "login": url.username, "schema": "postgres"}
    with environment(bench.home, MONITOR_INCLUDE=str(include), AIRFLOW_CONN_BUREAU=json.dumps(connection)):
        found = Bureau(bench, server.engine_for(url))
        rows = [{**row, "月份": str(PERIOD)} for row in good(PAYMENTS)]
        described = ", ".join(f'"{header}" text' for header in rows[0])
        found.run(f"create table payments ({described})")
        columns = [sa.column(header) for header in rows[0]]
        with found.engine.begin() as session:
            session.execute(sa.insert(sa.table("payments", *columns)).values(rows))
        yield found


def _between_rows(act: Callable[[], None], every: int) -> Any:
    """Something happens after every so many cells of an extract."""
    convert, count = extract.text_of, [0]

    def converting(*arguments: Any) -> str:
        count[0] += 1
        if count[0] % every == 0:
            act()
        return convert(*arguments)

    return patch.object(extract, "text_of", converting)


def _still_uploading(bench: Bench) -> Seen:
    path = bench.inbox(PAYMENTS)
    content = bench.written(PAYMENTS, [list(good(PAYMENTS)[0])])
    with environment(bench.home, MONITOR_SETTLE_SECONDS="60"):
        found = bench.content(PAYMENTS, content)
        assert not bench.layout.table("raw", PAYMENTS, PERIOD).exists()
        path.write_bytes(bench.written(PAYMENTS, [list(row.values()) for row in good(PAYMENTS)]))
        assert bench.receive(PAYMENTS).outcome == "deferred"
    return found


def _complete_after_all(bench: Bench, _: Seen) -> None:
    with environment(bench.home, MONITOR_SETTLE_SECONDS="60"):
        bench.rows(PAYMENTS, good(PAYMENTS))
        touch_old(bench.inbox(PAYMENTS))
        found = bench.receive(PAYMENTS)
    assert (found.outcome, found.counts[1]) == ("accepted", ROWS)


def _breaks_off(bench: Bench) -> Seen:
    ended = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'monitor-extract'"
    with bureau(bench) as source, patch.object(extract, "ROWS_AT_ONCE", 20):
        with _between_rows(lambda: source.run(ended), every=ROWS * 3):
            try:
                source.receive()
            except SourceUnavailable:
                broken = True
        assert broken
        for layer in ("raw", "standardised", "staging", "quarantine"):
            assert not bench.layout.table(layer, PAYMENTS, PERIOD).exists()
        return source.receive()


def _changes_meanwhile(bench: Bench) -> Seen:
    with bureau(bench) as source, patch.object(extract, "ROWS_AT_ONCE", 20):
        change = threading.Event()

        def rewrite() -> None:
            if not change.is_set():
                source.run("update payments set \"姓名\" = '测试戊'; delete from payments where \"金额\" > '2'")
                change.set()

        with _between_rows(rewrite, every=ROWS * 3):
            found = source.receive()
        assert change.is_set()
    assert found.entry is not None
    with sealing.opened(bench.layout, str(found.entry.sha256)) as delivered:
        assert "测试戊" not in delivered.read_text(encoding="utf-8")
    assert found.counts[0] == ROWS
    return found


def _redefined(bench: Bench) -> Seen:
    with bureau(bench) as source:
        assert source.receive().outcome == "accepted"
        following = PERIOD.shift(1)
        source.run(f"""update payments set "月份" = '{following}'""")
        source.run('alter table payments alter "金额" type numeric using "金额"::numeric')
        found = bench.receive(PAYMENTS, following)
    assert any("「金额」" in message for message in found.messages)
    return found


CASES = [
    Case(12, "F012", "还在上传的文件（刚刚写入，没有 .ok）", "deferred", None, _still_uploading, _complete_after_all),
    Case(23, "F023", "部门数据库读到一半断开连接", "accepted", None, _breaks_off, is_slow=True),
    Case(24, "F024", "读取期间部门数据库仍在修改", "accepted", None, _changes_meanwhile),
    Case(71, "S027", "部门数据库的列类型改变", "refused", "SCHEMA_DRIFT", _redefined),
]
