"""Reading what is published. Everything here runs in read-only transactions and follows the pointer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Text, column, select, table, text

from monitoring.errors import ConfigurationError, MonitoringError
from monitoring.marts_schema import MART_TABLES
from monitoring.period import Period
from monitoring.warehouse import versions
from monitoring.warehouse.errors import guarded
from monitoring.warehouse.load import content_digest
from monitoring.warehouse.tables import MART, MARTS, current_publication

Rows = list[dict[str, Any]]

_KEYS = {definition.name: definition.key for definition in MART_TABLES if not definition.restricted}
_WORKLIST = """
with listed as (
    select m.person, s.household_id, s.township, s.village
    from mart.subject_members as m
    join mart.monitoring_subjects as s on s.period = m.period and s.household_id = m.household_id
    where m.period = :period
    union
    select f.person, f.household_id, f.township, f.village
    from mart.findings as f
    where f.period = :period and f.person is not null
)
select l.township, l.village, l.household_id, l.person,
    left(p.person_id, 6) || '********' || right(p.person_id, 4) as work_id,
    left(p.name, 1) || '**' as masked_name
from listed as l
join monitoring.current_publication as c on c.period = :period
join restricted.people as p on p.period = c.period and p.version = c.version and p.person = l.person
where cast(:township as text) is null or l.township = :township
order by l.township collate "C", l.village collate "C", l.household_id collate "C", l.person collate "C"
"""
_HISTORY = """
select period, indicator, title, unit, area_level, area, value
from mart.indicators
where period < :period and period >= :first and area_level <> 'village' and indicator not like 'findings.%'
order by period, indicator collate "C", area_level, area collate "C"
"""
HISTORY_MONTHS = 12


def reader(engine: Engine) -> Connection:
    """A connection whose transactions cannot write and see one state of the database from first to last statement."""
    return engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


@guarded
def query(engine: Engine, sql: str, params: Mapping[str, Any] | None = None) -> Rows:
    """Rows of any SELECT; tables without a schema are the views of schema `mart`. Parameters are written :name.

    Raises WarehouseError with the SQLSTATE when the statement is wrong or would write.
    """
    with reader(engine) as connection:
        connection.exec_driver_sql(f"set local search_path = {MART}")
        # Without parameters the text goes through as it is, so that % and : need no escaping.
        bare = connection.execution_options(no_parameters=True)
        result = bare.execute(text(sql), params) if params else bare.exec_driver_sql(sql)
        return [dict(row) for row in result.mappings()]


@guarded
def mart_rows(engine: Engine, view: str, period: Period, order: Sequence[str] | None = None) -> Rows:
    """All rows of one mart view and published month, with period and version, in the order of columns (default: key).

    Text sorts by code point, so that the order is the same everywhere. Raises ConfigurationError for unknown names.
    """
    with reader(engine) as connection:
        return _mart_rows(connection, view, period, order)


@guarded
def month_rows(engine: Engine, period: Period, *, named: bool = False) -> dict[str, Any]:
    """All mart views of one published month, and `history`: the indicators of the published months of the twelve before
    it, without villages and single rules; read as one state even while a new version is published. replaced_version,
    replaced_subjects and replaced_findings are of the version shown before this one (0 and none for a first one).

    named: also `worklist`, to be noted in the access log before.

    Raises MonitoringError when the month is not published.
    """
    with reader(engine) as connection:
        if versions.current(connection, period) is None:
            raise MonitoringError(f"{period} 尚未发布")
        rows = {view: _mart_rows(connection, view, period, None) for view in _KEYS}
        listed = _worklist(connection, period, None) if named else []
        return rows | {"worklist": listed, "history": _history(connection, period)} | _replaced(connection, period)


@guarded
def worklist(engine: Engine, period: Period, township: str | None = None) -> Rows:
    """Members of monitored households and persons in findings as a township's own work list may show them.

    Columns township, village, household_id, person, work_id (first six and last four characters of the number, stars
    between), masked_name. Only for that township's staff; township None: all.
    """
    with reader(engine) as connection:
        return _worklist(connection, period, township)


@guarded
def current_version(engine: Engine, period: Period) -> int | None:
    """The published version of the month, None when there is none."""
    with reader(engine) as connection:
        return versions.current(connection, period)


@guarded
def published_periods(engine: Engine) -> list[str]:
    """Months with a published version, earliest first."""
    with reader(engine) as connection:
        return sorted(connection.execute(select(current_publication.c.period)).scalars())


@guarded
def published_digest(engine: Engine, period: Period) -> str | None:
    """SHA-256 over what is published for the month, computed from the rows themselves; None when nothing is."""
    with reader(engine) as connection:
        version = versions.current(connection, period)
        return None if version is None else content_digest(connection, period, version)


def digests(connection: Connection) -> dict[str, str]:
    """The same of every published month, as this transaction sees them."""
    months = sorted(connection.execute(select(current_publication.c.period, current_publication.c.version)).tuples())
    return {month: content_digest(connection, Period.parse(month), version) for month, version in months}


def _mart_rows(connection: Connection, view: str, period: Period, order: Sequence[str] | None) -> Rows:
    if view not in _KEYS:
        raise ConfigurationError(f"schema {MART} has no view {view}")
    source = MARTS[view]
    unknown = [name for name in order or () if name not in source.columns]
    if unknown:
        raise ConfigurationError(f"view {view} has no columns {', '.join(unknown)}")
    rows = table(view, *(column(c.name, c.type) for c in source.columns), schema=MART)
    terms = [rows.c[name] for name in (*(order or ()), *_KEYS[view])]
    sorting = [term.collate("C") if isinstance(term.type, Text) else term for term in terms]
    statement = select(rows).where(rows.c.period == str(period)).order_by(*sorting)
    return [dict(row) for row in connection.execute(statement).mappings()]


def _history(connection: Connection, period: Period) -> Rows:
    span = {"period": str(period), "first": str(period.shift(-HISTORY_MONTHS))}
    return [dict(row) for row in connection.execute(text(_HISTORY), span).mappings()]


def _replaced(connection: Connection, period: Period) -> dict[str, Any]:
    version = next(reversed(versions.no_longer_shown(connection, period)), 0)
    return {
        "replaced_version": version,
        "replaced_subjects": _version_rows(connection, "monitoring_subjects", period, version),
        "replaced_findings": _version_rows(connection, "findings", period, version),
    }


def _version_rows(connection: Connection, name: str, period: Period, version: int) -> Rows:
    rows = MARTS[name]
    statement = select(rows).where(rows.c.period == str(period), rows.c.version == version)
    keys = [rows.c[key].collate("C") for key in _KEYS[name]]
    return [dict(row) for row in connection.execute(statement.order_by(*keys)).mappings()] if version else []


def _worklist(connection: Connection, period: Period, township: str | None) -> Rows:
    result = connection.execute(text(_WORKLIST), {"period": str(period), "township": township})
    return [dict(row) for row in result.mappings()]
