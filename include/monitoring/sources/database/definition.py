"""What a department's table looks like, remembered from month to month: a changed meaning must not pass as data."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import NoSuchTableError

from monitoring.contract_parts import DatabaseTable
from monitoring.contracts import Contract
from monitoring.layout import Layout, write_text
from monitoring.period import Period
from monitoring.refusals import Place, refusal

Reflected = dict[str, sa.types.TypeEngine[Any]]


@dataclass(frozen=True)
class Definition:
    """columns: mapped column -> type as the database names it; view: SHA-256 of a view's text, None for a table."""

    columns: dict[str, str]
    view: str | None = None

    @property
    def fingerprint(self) -> str:
        """Eight characters by which a contract can accept this definition."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:8]


def reflect(session: sa.Connection, contract: Contract, source: DatabaseTable, period: Period) -> Reflected:
    """The mapped columns the table has, in the contract's order, with their types. Raises DeliveryRefused F019, S007."""
    schema, name = source.place
    try:
        types = {column["name"]: column["type"] for column in sa.inspect(session).get_columns(name, schema)}
    except NoSuchTableError:
        types = {}
    file_name = contract.delivery.file_name(period)
    if not types:
        raise refusal(contract, file_name, "F019", f"未找到表「{source.table}」", "按约定的表名或视图名提供")
    mapped = [header for column in contract.columns.values() for header in column.headers if header in types]
    if not mapped:
        raise refusal(contract, file_name, "S007", f"表「{source.table}」中没有约定的列", "按约定的列名提供")
    return {header: types[header] for header in mapped}


def of(session: sa.Connection, source: DatabaseTable, reflected: Reflected) -> Definition:
    """The definition of the table as the session sees it."""
    schema, name = source.place
    inspector = sa.inspect(session)
    columns = {header: str(kind) for header, kind in reflected.items()}
    if name not in inspector.get_view_names(schema):
        return Definition(columns)
    text = inspector.get_view_definition(name, schema)
    return Definition(columns, hashlib.sha256(text.encode()).hexdigest())


def require_known(contract: Contract, source: DatabaseTable, period: Period, layout: Layout, found: Definition) -> None:
    """Raises DeliveryRefused SCHEMA_DRIFT when the definition is neither the one of the latest month nor accepted."""
    known = _latest(contract, period, layout)
    if known is None or source.definition == found.fingerprint:
        return
    mapped = {header for column in contract.columns.values() for header in column.headers}
    changed = {
        name: f"{old} → {found.columns.get(name, '无')}"
        for name, old in known.columns.items()
        if name in mapped and found.columns.get(name) != old
    }
    if not changed and found.view == known.view:
        return
    what = f"列的类型已改变（{'，'.join(changed.values())}）" if changed else "视图的定义已改变"
    action = f"说明变更；确认含义未变后，由平台在合同中写明 definition: {found.fingerprint}"
    place = Place(column="」「".join(changed) or None)
    raise refusal(contract, contract.delivery.file_name(period), "SCHEMA_DRIFT", what, action, place)


def remember(contract: Contract, period: Period, layout: Layout, found: Definition) -> None:
    """Keeps the definition under which the month's rows were taken."""
    text = json.dumps(asdict(found), ensure_ascii=False, indent=1, sort_keys=True)
    write_text(layout.source_definition(contract.dataset, period), text + "\n")


def _latest(contract: Contract, period: Period, layout: Layout) -> Definition | None:
    this = layout.source_definition(contract.dataset, period)
    kept = sorted(path for path in this.parent.glob("period=*.json") if path.name <= this.name)
    return Definition(**json.loads(kept[-1].read_text(encoding="utf-8"))) if kept else None
