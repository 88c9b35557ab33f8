"""After a month through the real Dags no identity stands in logs, XCom, Airflow's database, reports or records."""

from __future__ import annotations

import csv
import gzip
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from monitoring.period import parse_range
from monitoring.settings import PROJECT
from monitoring.simulator.simulate import simulate
from tests.lib.county import KEY
from tests.lib.leaks import leaks

MONTH = "2026-10"
NUMBER = "529901199001011237"


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("airflow_month")
    simulate(7, 1_500, parse_range(MONTH), home)
    environment = {**os.environ, "MONITOR_HOME": str(home), "MONITOR_PSEUDONYM_KEY": KEY}
    broken = home / "inbox" / MONTH / "water"
    next(broken.iterdir()).write_bytes(b"not a workbook")
    done = subprocess.run(
        [sys.executable, "bin/run_dags.py", MONTH], cwd=PROJECT, env=environment, capture_output=True, timeout=280
    )
    (home / "terminal.txt").write_bytes(done.stdout + done.stderr)
    subprocess.run([sys.executable, "-m", "monitoring", "stop"], cwd=PROJECT, env=environment, check=True)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return home


def full_names(home: Path) -> frozenset[str]:
    """Names of three and more characters in the register."""
    [register] = (home / "inbox" / MONTH / "public_security").glob("户籍人口*")
    with register.open(encoding="gb18030", newline="") as handle:
        return frozenset(name for row in csv.DictReader(handle) if len(name := row["姓名"].strip()) >= 3)


def test_a_month_leaks_nothing(month: Path) -> None:
    names = full_names(month)

    assert len(names) > 500
    assert leaks(month, names) == []


def test_the_month_was_published_without_the_broken_delivery(month: Path) -> None:
    ledger = json.loads((month / "ledger" / "water.drinking_water" / f"period={MONTH}.json").read_text("utf-8"))

    assert ledger["status"] == "refused"
    assert list((month / "reports" / MONTH).glob("月报_*.html"))


def test_airflow_kept_its_own_record_of_the_run(month: Path) -> None:
    with sqlite3.connect(month / "airflow" / "airflow.db") as database:
        (tasks,) = database.execute("select count(*) from task_instance where state = 'success'").fetchone()
        (values,) = database.execute("select count(*) from xcom").fetchone()

    assert tasks > 100
    assert values > 50


@pytest.mark.parametrize("sink", ["log", "gzip", "workbook", "parquet", "database", "server log"])
def test_the_scanner_sees_a_planted_number(tmp_path: Path, sink: str) -> None:
    plant(tmp_path, sink)

    assert len(leaks(tmp_path)) == 1


def plant(home: Path, sink: str) -> None:
    line = f"value {NUMBER} rejected"
    if sink == "log":
        (home / "task.log").write_text(line)
    elif sink == "gzip":
        (home / "task.log.gz").write_bytes(gzip.compress(line.encode()))
    elif sink == "workbook":
        with zipfile.ZipFile(home / "book.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/comments1.xml", f"<t>{line}</t>")
    elif sink == "parquet":
        pq.write_table(pa.table({"sentence": [line] * 100}), home / "data.parquet", compression="zstd")
    elif sink == "database":
        with sqlite3.connect(home / "airflow.db") as database:
            database.execute("create table xcom (value json)")
            database.execute("insert into xcom values (?)", [json.dumps({"note": line})])
    else:
        (home / "postgres" / "cluster").mkdir(parents=True)
        (home / "postgres" / "cluster" / "server.log").write_text(f"ERROR: {line}")
