"""A leak planted in every sink, in every form one can have: the scanner has to find each."""

from __future__ import annotations

import base64
import gzip
import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import typst

NUMBER, OLD, PHONE, NAME = "529901199001011237", "529901900101123", "19912345678", "测试甲甲"
LINE = f"value {NUMBER} rejected"


def _text(place: str, text: str = LINE) -> Callable[[Path], None]:
    def plant(home: Path) -> None:
        path = home / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return plant


def _row(table: str, value: str | bytes) -> Callable[[Path], None]:
    def plant(home: Path) -> None:
        path = home / "airflow" / "airflow.db"
        path.parent.mkdir(parents=True)
        with closing(sqlite3.connect(path)) as database:
            database.execute(f"create table {table} (value)")
            database.execute(f"insert into {table} values (?)", [value])
            database.commit()

    return plant


def _part(place: str, part: str) -> Callable[[Path], None]:
    def plant(home: Path) -> None:
        path = home / place
        path.parent.mkdir(parents=True)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(part, f"<t>{LINE}</t>")

    return plant


def _column(place: str) -> Callable[[Path], None]:
    def plant(home: Path) -> None:
        path = home / place
        path.parent.mkdir(parents=True)
        pq.write_table(pa.table({"sentence": [LINE] * 100}), path, compression="zstd")

    return plant


def _on_paper(source: str, **properties: str) -> Callable[[Path], None]:
    """A PDF made as the bulletin's is: its text stands in glyph numbers of a font, packed."""

    def plant(home: Path) -> None:
        path = home / "reports" / "2026-10" / "月报.pdf"
        path.parent.mkdir(parents=True)
        said = "".join(f'#set document({name}: "{value}")\n' for name, value in properties.items())
        path.write_bytes(typst.compile((said + source).encode(), format="pdf"))

    return plant


def _zipped(home: Path) -> None:
    (home / "logs").mkdir()
    (home / "logs" / "task.log.gz").write_bytes(gzip.compress(LINE.encode()))


def _message(text: str) -> str:
    """As Celery hands it to the broker."""
    return json.dumps({"body": base64.b64encode(json.dumps([[text], {}, {}], ensure_ascii=False).encode()).decode()})


# Long enough to be spread over several pages of the file, the number across an edge.
_LONG = "".join(f"{page:04d}" for page in range(1_000)) + " " + LINE + " x" * 5_000
PLANTS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "a line of a log": ("logs of tasks", _text("logs/airflow/task.log")),
    "a packed log": ("logs of tasks", _zipped),
    "printed": ("terminal", _text("terminal.txt")),
    "printed before a kill": ("output of a killed worker", _text("killed.txt")),
    "a value handed on": ("XCom", _row("xcom", json.dumps({"note": LINE}))),
    "an argument": ("rendered fields", _row("rendered_task_instance_fields", json.dumps([[LINE]]))),
    "bytes in base64": ("rendered fields", _row("rendered_task_instance_fields", base64.b64encode(LINE.encode()))),
    "a long value": ("metadata database", _row("log", _LONG)),
    "a label": ("metadata database", _row("task_instance", LINE)),
    "bytes in hexadecimal": ("metadata database", _row("asset_event", LINE.encode().hex())),
    "an unexpected value": ("results of checks", _text("validation/d/period=2026-10.json", json.dumps([LINE]))),
    "a hidden comment": ("reports, all parts", _part("reports/2026-10/工作簿/a.xlsx", "xl/comments1.xml")),
    "a property": ("reports, all parts", _part("reports/2026-10/工作簿/a.xlsx", "docProps/core.xml")),
    "a line on paper": ("reports, all parts", _on_paper(f"value {NUMBER} rejected")),
    "a line in no colour": ("reports, all parts", _on_paper(f"#text(fill: white, size: 1pt)[{NUMBER}]")),
    "a property of paper": ("reports, all parts", _on_paper("x", title=f"月报 {NUMBER}")),
    "a comment of a page": ("reports, all parts", _text("reports/2026-10/a.html", f"<!-- {LINE} -->")),
    "a message": ("ledger and records", _text("ledger/d/period=2026-10.json", json.dumps({"message": LINE}))),
    "a name": ("ledger and records", _text("ledger/d/period=2026-10.json", NAME)),
    "an old number": ("ledger and records", _text("runs/period=2026-10/rules.json", OLD)),
    "a row": ("quarantine", _column("quarantine/d/period=2026-10/data.parquet")),
    "an unsealed file": ("landed files", _text("landing/ab/abcd")),
    "a column": ("public marts", _column("marts/findings/period=2026-10/data.parquet")),
    "an exported column": ("exports", _column("exports/2026-10/findings.parquet")),
    "left open": ("temporary files", _text("tmp/opened/abcd")),
    "left by a library": ("temporary files", _text("system_tmp/x", PHONE)),
    "a refused statement": ("PostgreSQL's log", _text("postgres/cluster/server.log", f"ERROR: {LINE}")),
    "said by a worker that was killed": ("output of a worker, killed once", _text("logs/worker-1.log")),
    "said by a worker": ("output of another worker", _text("logs/worker-2.log", NAME)),
    "a task's line in the scheduler's output": ("output of the scheduler", _text("logs/scheduler.log")),
    "a request": ("output of the API server", _text("logs/api-server.log", f"GET /households?person={NUMBER}")),
    "said while Dags are read": ("output of the Dag processor", _text("logs/dag-processor.log")),
    "said while waiting": ("output of the triggerer", _text("logs/triggerer.log")),
    "said by the broker": ("output of the broker", _text("logs/broker.log")),
    "said at the first start": ("output of the first start", _text("logs/init.log")),
    "a message that waits": ("broker", _text("dumps/broker.txt", _message(LINE))),
    "a name in a message": ("broker", _text("broker/appendonlydir/1.aof", _message(f"not in the list: {NAME}"))),
    "why a task failed": ("results in the broker", _text("dumps/results.txt", json.dumps({"exc_message": [LINE]}))),
    "a default of a Dag": (
        "serialized Dags",
        _text("dumps/metadata/serialized_dag.txt", json.dumps({"default": LINE})),
    ),
    "what an event carries": ("asset events", _text("dumps/metadata/asset_event.txt", json.dumps({"note": LINE}))),
    "a value handed on, in a dump": ("XCom", _text("dumps/metadata/xcom.txt", LINE)),
    "a refused statement of the warehouse": ("PostgreSQL's log", _text("warehouse/cluster/server.log", LINE)),
    "a file nobody thought of": ("other files", _text("core.1234")),
}
