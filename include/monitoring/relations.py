"""Registers with an engine everything SQL may read in a month: roles, mentions, deliveries, parameters."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from monitoring import ledger, roles
from monitoring.contracts import Contract, load_contracts
from monitoring.engines.duckdb import DuckDB
from monitoring.errors import MonitoringError
from monitoring.identity.aliases import linked_sql, register_aliases
from monitoring.identity.doubts import register_doubts, without_doubtful
from monitoring.identity.names import differences_sql
from monitoring.layout import Layout
from monitoring.parameter_tables import tables_in_force
from monitoring.parameters import Parameters, load_parameters
from monitoring.period import Period
from monitoring.settings import Settings
from monitoring.standing import REMARKS, Standing, deliveries_table, remark_rows, standings

_DECIMAL = pa.decimal128(18, 4)


def register(engine: DuckDB, settings: Settings, layout: Layout, period: Period) -> list[Standing]:
    """Makes every role view and the shared relations of that month known to the engine; returns the standings."""
    contracts = load_contracts(settings.contracts)
    found = standings(layout, contracts, period)
    has_aliases = register_aliases(engine, layout, period)
    for one in found:
        for month in one.sources:
            _register_month(engine, layout, one.contract, month, has_aliases=has_aliases)
    _part_doubtful(engine, found)
    for one in found:
        engine.view(roles.dataset_view(one.contract), roles.dataset_sql(one, period))
    dictionary = roles.load_dictionary(settings.contracts)
    for role in dictionary.roles:
        engine.view(role, roles.role_sql(dictionary, role, contracts, period))
    _register_histories(engine, layout, dictionary, contracts, period, has_aliases=has_aliases)
    engine.view("mentions", roles.mentions_sql(contracts, period))
    engine.view("name_differences", differences_sql())
    register_datasets(engine, contracts)
    engine.table_from_arrow("deliveries", deliveries_table(found))
    _register_remarks(engine, found)
    _register_quarantine(engine, layout, found, period)
    register_parameters(engine, load_parameters(settings.parameters), period, settings.county)
    register_tables(engine, settings.parameters, period, settings.county)
    return found


def register_empty(engine: DuckDB, settings: Settings, period: Period) -> None:
    """The same relations without rows (parameters: those in force), for looking at SQL before there are data."""
    dictionary = roles.load_dictionary(settings.contracts)
    for role in dictionary.roles:
        engine.view(role, roles.empty_sql(dictionary.columns(role)))
    for role in dictionary.histories:
        engine.view(roles.history_view(role), roles.empty_sql(dictionary.history_columns(role)))
    engine.view("mentions", roles.empty_sql(roles.MENTIONS))
    engine.view("name_differences", differences_sql())
    engine.view("quarantined_rows", roles.empty_sql(roles.QUARANTINED))
    engine.table_from_arrow("deliveries", deliveries_table([]))
    _register_remarks(engine, [])
    register_datasets(engine, load_contracts(settings.contracts))
    register_parameters(engine, load_parameters(settings.parameters), period, settings.county)
    register_tables(engine, settings.parameters, period, settings.county)


def register_datasets(engine: DuckDB, contracts: dict[str, Contract]) -> None:
    """The relation `datasets`: the number by which `mentions` calls each dataset that identifies people."""
    rows = [{"dataset": dataset, "dataset_no": place} for dataset, place in roles.numbered(contracts).items()]
    schema = pa.schema({"dataset": pa.string(), "dataset_no": pa.int32()})
    engine.table_from_arrow("datasets", pa.Table.from_pylist(rows, schema=schema))


def register_parameters(engine: DuckDB, parameters: Parameters, period: Period, county: str) -> None:
    """The relations `parameters` (one wide row, what holds at as_of) and `parameter_history`."""
    engine.table_from_arrow("parameters", parameters_row(parameters, period, county))
    engine.table_from_arrow("parameter_history", _history(parameters, county))


def register_tables(engine: DuckDB, folder: Path, period: Period, county: str) -> None:
    """The tables of the folder of parameters, each under its name, as they hold on the month's comparison day."""
    as_of = load_parameters(folder).as_of(period, county)
    for name, table in tables_in_force(folder, as_of, county).items():
        engine.table_from_arrow(name, table.arrow())


def parameters_row(parameters: Parameters, period: Period, county: str) -> pa.Table:
    """One row: the month in every form SQL needs it, and each parameter under its name."""
    as_of = parameters.as_of(period, county)
    start = period.school_year_start
    month = {
        "as_of": pa.array([as_of], pa.date32()),
        "period": pa.array([str(period)]),
        "period_month": pa.array([period.number], pa.int32()),
        "school_year": pa.array([f"{start}-{start + 1}"]),
        "school_year_cutoff": pa.array([dt.date(start, 8, 31)], pa.date32()),
        "insured_year": pa.array([period.year], pa.int32()),
    }
    values = {
        name: pa.array([value], _DECIMAL if isinstance(value, Decimal) else pa.int64())
        for name, value in parameters.in_force(as_of, county).items()
    }
    return pa.table({**month, **values})


def _history(parameters: Parameters, county: str) -> pa.Table:
    names = ("name", "valid_from", "valid_to", "value")
    types = (pa.string(), pa.date32(), pa.date32(), _DECIMAL)
    rows = [
        dict(zip(names, (name, start, end, Decimal(value)), strict=True))
        for name, start, end, value in parameters.history(county)
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema(list(zip(names, types, strict=True))))


def _register_month(engine: DuckDB, layout: Layout, contract: Contract, month: Period, *, has_aliases: bool) -> None:
    """One staged file, the people in it under the numbers they have now."""
    view, path = roles.month_view(contract, month), layout.table("staging", contract.dataset, month)
    if not path.exists():
        raise MonitoringError(f"{contract.dataset} {month} 入库的行已不在（可能已按保留期限清除），本月不能重算")
    if not has_aliases or contract.id_column is None:
        engine.view(view, path)
        return
    staged = f"{view} as staged"
    engine.view(staged, path)
    engine.view(view, linked_sql(engine, contract, staged))


def _part_doubtful(engine: DuckDB, found: list[Standing]) -> None:
    """Numbers that nobody confirms link nobody this month; see identity.doubts."""
    views = [
        (one.contract, month, roles.month_view(one.contract, month))
        for one in found
        for month in one.sources
        if one.contract.id_column is not None
    ]
    doubtful = register_doubts(engine, [(contract.at(month), view) for contract, month, view in views])
    for contract, month, view in views:
        if contract.dataset in doubtful:
            engine.table(f"{view} as linked", f'select * from "{view}"')
            engine.view(view, without_doubtful(engine, contract.at(month), f"{view} as linked"))


def _register_histories(
    engine: DuckDB,
    layout: Layout,
    dictionary: roles.Dictionary,
    contracts: dict[str, Contract],
    period: Period,
    *,
    has_aliases: bool,
) -> None:
    """The relations <role>_history: each earlier month as its own delivery brought it, as far back as the role says."""
    for role, months in dictionary.histories.items():
        delivered = [
            (contract, month)
            for contract in contracts.values()
            for month in (period.shift(-back) for back in range(1, months + 1))
            if role in contract.roles and ledger.read(layout, contract, month).status == "delivered"
        ]
        for contract, month in delivered:
            _register_month(engine, layout, contract, month, has_aliases=has_aliases)
        engine.view(roles.history_view(role), roles.history_sql(dictionary, role, delivered, period))


def _register_remarks(engine: DuckDB, found: list[Standing]) -> None:
    types = {"varchar": pa.string(), "bigint": pa.int64()}
    schema = pa.schema([(name, types[kind]) for name, kind in REMARKS.items()])
    engine.table_from_arrow("delivery_remarks", pa.Table.from_pylist(remark_rows(found), schema=schema))


def _register_quarantine(engine: DuckDB, layout: Layout, found: list[Standing], period: Period) -> None:
    parts = []
    for one in found:
        path = layout.table("quarantine", one.contract.dataset, period)
        if one.entry.rows_quarantined and path.exists():
            name = f"quarantine_{one.contract.dataset}"
            engine.view(name, path)
            parts.append(
                f"select '{one.contract.dataset}' as dataset, delivery, cast(row_no as bigint) as row_no, code, "
                f'column_name from "{name}"'
            )
    engine.view("quarantined_rows", "\nunion all\n".join(parts) or roles.empty_sql(roles.QUARANTINED))
