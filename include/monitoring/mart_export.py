"""A published month as files for analysts: a Parquet file per view of schema mart, and what every column means.

Read with an analyst's rights, so nothing restricted can be in it, and only after the export is on record.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from monitoring.backup.sums import write_sums
from monitoring.errors import ConfigurationError
from monitoring.layout import write_text
from monitoring.marts_parts import MartTable
from monitoring.marts_schema import MART_TABLES
from monitoring.period import Period
from monitoring.warehouse.exporting import PublishedMonth, published_month, record_export
from monitoring.warehouse.load import arrow_schema
from monitoring.warehouse.tables import PERIOD_MEANING, VERSION_MEANING

if TYPE_CHECKING:
    from sqlalchemy import Engine

DICTIONARY, DICTIONARY_PAGE, MANIFEST = "data_dictionary.csv", "数据字典.md", "manifest.json"
_TABLES = [table for table in MART_TABLES if not table.restricted]


@dataclass(frozen=True)
class Exported:
    """version: the published version that was read; rows by table."""

    folder: Path
    version: int
    rows: dict[str, int]


def export_month(engine: Engine, period: Period, out: Path, purpose: str) -> Exported:
    """Writes the folder aside and names it when it is whole; only its owner may read it.

    Raises ConfigurationError when the folder exists or the purpose is empty, MonitoringError when the month is not
    published.
    """
    folder = out.resolve()
    if folder.exists():
        raise ConfigurationError(f"{folder} 已存在；每次导出用新的目录")
    if not purpose.strip():
        raise ConfigurationError("用途不能为空：它会记入查看记录")
    record_export(engine, period, purpose)
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    before = os.umask(0o077)
    try:
        partial.mkdir(parents=True)
        with published_month(engine, period) as month:
            rows = {table.name: _write(month, table, period, partial) for table in _TABLES}
        _describe(partial, period, month.version, rows)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    finally:
        os.umask(before)
    partial.rename(folder)
    return Exported(folder, month.version, rows)


def dictionary() -> list[dict[str, str]]:
    """A line per table and column: table, column, type, key (是), meaning."""
    lines = []
    for table in _TABLES:
        lines.append({"table": table.name, "column": "", "type": "", "key": "", "meaning": table.meaning})
        columns = [("period", "text", PERIOD_MEANING), ("version", "integer", VERSION_MEANING)]
        columns += [(column.name, column.type, column.meaning) for column in table.columns]
        lines += [
            {
                "table": table.name,
                "column": name,
                "type": kind,
                "key": "是" if _is_key(table, name) else "",
                "meaning": said,
            }
            for name, kind, said in columns
        ]
    return lines


def _is_key(table: MartTable, column: str) -> bool:
    return column in ("period", *table.key)


def _schema(table: MartTable, period: Period, version: int) -> pa.Schema:
    said = {line["column"]: line["meaning"] for line in dictionary() if line["table"] == table.name}
    keyed = [pa.field("period", pa.string(), nullable=False), pa.field("version", pa.int64(), nullable=False)]
    fields = [field.with_metadata({"comment": said[field.name]}) for field in (*keyed, *arrow_schema(table))]
    about = {"title": table.meaning, "period": str(period), "version": str(version), "key": ",".join(table.key)}
    return pa.schema(fields, metadata=about)


def _write(month: PublishedMonth, table: MartTable, period: Period, folder: Path) -> int:
    schema, count = _schema(table, period, month.version), 0
    with pq.ParquetWriter(folder / f"{table.name}.parquet", schema, compression="zstd") as writer:
        for rows in month.rows(table):
            columns = zip(zip(*rows, strict=True), schema, strict=True)
            arrays = [pa.array(values, field.type) for values, field in columns]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            count += len(rows)
    return count


def _describe(folder: Path, period: Period, version: int, rows: dict[str, int]) -> None:
    text = io.StringIO()
    lines = dictionary()
    writer = csv.DictWriter(text, list(lines[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    write_text(folder / DICTIONARY, "\ufeff" + text.getvalue())
    write_text(folder / DICTIONARY_PAGE, _page(period, version, lines))
    manifest = {
        "period": str(period),
        "version": version,
        "tables": {
            name: {"rows": count, "sha256": _sha256(folder / f"{name}.parquet")} for name, count in rows.items()
        },
    }
    write_text(folder / MANIFEST, json.dumps(manifest, indent=1) + "\n")
    write_sums(folder)


def _page(period: Period, version: int, lines: list[dict[str, str]]) -> str:
    page = [
        f"# 数据字典（{period}，第 {version} 版）",
        "",
        "人员只有假名和脱敏后的证件号、姓名。空值是不知道，不是没有。",
    ]
    for line in lines:
        if not line["column"]:
            page += [
                "",
                f"## {line['table']}",
                "",
                line["meaning"],
                "",
                "| 列 | 类型 | 键 | 含义 |",
                "|---|---|---|---|",
            ]
        else:
            page.append(f"| {line['column']} | {line['type']} | {line['key']} | {line['meaning']} |")
    return "\n".join(page) + "\n"


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
