"""The audit before publication: a staged version either passes every check or is not shown to anybody."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from monitoring.errors import AuditRefused
from monitoring.period import Period
from monitoring.warehouse import migrate, versions
from monitoring.warehouse.checks import CHECKS, ID_PATTERN
from monitoring.warehouse.errors import LeaseLost, guarded
from monitoring.warehouse.tables import MARTS, MONITORING


@dataclass(frozen=True)
class AuditReport:
    """A passed audit: how many checks were made and how many rows each table holds."""

    period: str
    version: int
    check_count: int
    row_counts: dict[str, int]


@guarded
def audit(engine: Engine, period: Period, version: int) -> AuditReport:
    """Checks a staged version and marks it audited, or refused.

    Raises AuditRefused with every reason in Chinese (names of datasets, rules, tables and columns, and counts),
    LeaseLost when a later run of the month has replaced the version. A published version may be audited again; its
    state stays as it is.
    """
    with engine.begin() as connection:
        versions.lock(connection, period)
        migrate.require_own_schema(connection)
        ledger = versions.find(connection, period, version)
        if ledger is None or ledger.state in ("discarded", "purged"):
            raise LeaseLost(f"{period} 第 {version} 版已被后来的运行取代")
        reasons = _failures(connection, period, version, dict(ledger.row_counts))
        if ledger.state in versions.UNPUBLISHED:
            versions.move(connection, period, version, "refused" if reasons else "audited", "；".join(reasons) or None)
    if reasons:
        raise AuditRefused(f"{period} 第 {version} 版未通过审核：{'；'.join(reasons)}")
    return AuditReport(str(period), version, len(CHECKS) + 2, dict(ledger.row_counts))


def _failures(connection: Connection, period: Period, version: int, expected: dict[str, int]) -> list[str]:
    """Reasons to refuse, in a fixed order."""
    scope = {"period": str(period), "version": version}
    reasons = []
    for name, table in MARTS.items():
        count = connection.execute(text(f"select count(*) {_rows(table)}"), scope).scalar_one()
        if count != expected.get(name):
            reasons.append(f"数据表 {name} 应有 {expected.get(name)} 行，实有 {count} 行")
    tables = ", ".join(f"{name} as not materialized (select * {_rows(table)})" for name, table in MARTS.items())
    for check in CHECKS:
        count, names = connection.execute(text(f"with {tables} {check.sql}"), scope).one()
        if count:
            reasons.append(f"{check.title}（{count} 处{f'：{names}' if names else ''}）")
    for table in MARTS.values():
        if table.schema == MONITORING:
            reasons += _identifiers(connection, table, scope)
    return reasons


def _rows(table: Table) -> str:
    return f"from {table.schema}.{table.name} where period = :period and version = :version"


def _identifiers(connection: Connection, table: Table, scope: dict[str, object]) -> list[str]:
    """Columns in which something looks like a citizen ID number."""
    columns = [column.name for column in table.columns if isinstance(column.type, (Text, JSONB))]
    counts = ", ".join(f"count(*) filter (where {name}::text ~ :pattern)" for name in columns)
    found = connection.execute(text(f"select {counts} {_rows(table)}"), {**scope, "pattern": ID_PATTERN}).one()
    return [
        f"{table.name}.{name} 含有公民身份号码（{count} 行）"
        for name, count in zip(columns, found, strict=True)
        if count
    ]
