"""Who may see what: every role against every table, view and function, by every path, and what is recorded of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from monitoring.warehouse import roles
from tests.lib import marts
from tests.lib.forbidden_paths import tried_by
from tests.lib.logins import (
    LOGINS,
    OBJECTS,
    OTHER,
    READERS,
    REFUSED,
    WITH_MONTH,
    ended,
    logins_of,
    may_read,
    sqlstate,
)


@pytest.fixture
def logins(warehouse: Engine) -> Iterator[dict[str, Engine]]:
    with logins_of(warehouse) as engines:
        yield engines


@pytest.fixture
def published(release: Callable[[marts.Marts], int], load: Callable[[marts.Marts], int], warehouse: Engine) -> None:
    """A published month whose second household is of another township, and a staged version on top of it."""
    rows = marts.sample()
    rows["monitoring_subjects"][1]["township"] = OTHER
    rows["findings"][0]["township"] = OTHER
    release(rows)
    rows["monitoring_subjects"][0]["village"] = "二村"
    load(rows)
    with warehouse.begin() as connection:
        connection.execute(
            text("insert into monitoring.township_logins values (:login, '甲乡')"), {"login": LOGINS[roles.TOWNSHIP]}
        )


def _rows(engine: Engine, statement: str, **parameters: object) -> list[tuple[object, ...]]:
    with engine.begin() as connection:
        return [tuple(row) for row in connection.execute(text(statement), parameters)]


def test_every_role_reads_what_it_should_and_nothing_else(logins: dict[str, Engine], published: None) -> None:
    wrong, refused, allowed = [], 0, 0
    for role in READERS:
        for name in OBJECTS:
            may = may_read(role, name)
            state = sqlstate(logins[role], f"select * from {name}")
            refused, allowed = refused + (state == "42501"), allowed + (state is None)
            if state != (None if may else "42501"):
                wrong.append((role, name, state))
    assert wrong == []
    assert refused + allowed == len(READERS) * len(OBJECTS)


@pytest.mark.parametrize("statement", ["delete from {0}", "update {0} set period = period", "truncate {0}"])
def test_no_reader_writes_anywhere(logins: dict[str, Engine], published: None, statement: str) -> None:
    states = {(role, name): sqlstate(logins[role], statement.format(name)) for role in READERS for name in WITH_MONTH}
    assert {key: state for key, state in states.items() if state not in REFUSED} == {}


@pytest.mark.parametrize("role", READERS)
def test_no_way_round_leads_anywhere(logins: dict[str, Engine], published: None, role: str) -> None:
    tries = [(may, statements, ended(logins[role], statements)) for may, statements in tried_by(role)]
    assert [one for one in tries if (one[2] is None) != one[0] or not (one[0] or one[2] in REFUSED)] == []
    assert len(tries) > 60


_OPEN_TABLES = (
    "select oid::regclass::text from pg_class where relnamespace in ('monitoring'::regnamespace, 'restricted'::regnamespace)"
    " and relkind = 'r' and not (relrowsecurity and relforcerowsecurity) order by 1"
)
_OTHER_VIEWS = (
    "select oid::regclass::text, relkind::text from pg_class"
    " where relnamespace in ('mart'::regnamespace, 'monitoring'::regnamespace, 'restricted'::regnamespace)"
    " and relkind in ('v', 'm') and (relkind = 'm' or not coalesce('security_invoker=true' = any(reloptions), false))"
)
_LOOSE_FUNCTIONS = (
    "select oid::regprocedure::text from pg_proc where pronamespace in ('monitoring'::regnamespace, 'restricted'::regnamespace)"
    " and (not coalesce('search_path=pg_catalog, pg_temp' = any(proconfig), false)"
    " or has_function_privilege('public', oid, 'execute'))"
)
_STRONG_ROLES = (
    "select rolname from pg_roles where starts_with(rolname, 'monitor_')"
    " and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)"
)
_OWNED = (
    "select relname from pg_class as c join pg_roles as r on r.oid = c.relowner where starts_with(rolname, 'monitor_')"
)


def test_policies_hold_for_the_owner_too_and_only_ledgers_are_without(warehouse: Engine) -> None:
    """A ledger's rows are of no person, or readers come to it through functions and grants only."""
    without = [
        *("access_log", "access_log_head", "alembic_version", "current_publication"),
        *("publication_events", "publications", "township_logins"),
    ]
    assert _rows(warehouse, _OPEN_TABLES) == [(f"monitoring.{name}",) for name in without]


@pytest.mark.parametrize("catalogue", [_OTHER_VIEWS, _LOOSE_FUNCTIONS, _STRONG_ROLES, _OWNED])
def test_no_view_function_or_role_has_more_rights_than_who_asks(warehouse: Engine, catalogue: str) -> None:
    assert _rows(warehouse, catalogue) == []


def test_readers_see_the_published_version_only_even_in_the_base_tables(
    logins: dict[str, Engine], published: None
) -> None:
    found = _rows(logins[roles.ANALYST], "select distinct version from monitoring.monitoring_subjects")
    assert found == [(1,)]


def test_the_pipeline_sees_and_writes_all_versions(logins: dict[str, Engine], published: None) -> None:
    found = _rows(logins[roles.PIPELINE], "select distinct version from monitoring.monitoring_subjects order by 1")
    assert found == [(1,), (2,)]
    assert sqlstate(logins[roles.PIPELINE], "delete from restricted.people where version = 2") is None


@pytest.mark.parametrize("schema", ["mart", "monitoring"])
@pytest.mark.parametrize("table", ["monitoring_subjects", "subject_members", "findings"])
def test_a_township_sees_its_own_rows_through_view_and_table(
    logins: dict[str, Engine], published: None, schema: str, table: str
) -> None:
    own = _rows(logins[roles.TOWNSHIP], f"select distinct household_id from {schema}.{table}")
    everybody = _rows(logins[roles.ANALYST], f"select distinct household_id from {schema}.{table}")
    assert set(own) == set(everybody) - {(marts.REGISTERED,)}
    assert (marts.REGISTERED,) in everybody


def test_a_township_cannot_give_itself_another(logins: dict[str, Engine], published: None) -> None:
    engine = logins[roles.TOWNSHIP]
    for attempt in (
        f"insert into monitoring.township_logins values ('{LOGINS[roles.TOWNSHIP]}', '{OTHER}')",
        "set session authorization monitor",
        f"set role {roles.ANALYST}",
        "alter table monitoring.monitoring_subjects disable row level security",
    ):
        assert sqlstate(engine, attempt) == "42501", attempt
    with suppress(DBAPIError), engine.connect() as connection:
        connection.exec_driver_sql("set row_security = off")
        connection.exec_driver_sql("select * from monitoring.monitoring_subjects")
        pytest.fail("row security was switched off")


def test_named_people_are_shown_only_after_the_request_is_on_record(
    logins: dict[str, Engine], warehouse: Engine, published: None
) -> None:
    engine = logins[roles.TOWNSHIP]
    ask, show = "select restricted.request_access('2026-10', '入户核实')", "select * from restricted.worklist(:ticket)"
    with pytest.raises(DBAPIError), engine.begin() as connection:
        ticket = connection.execute(text(ask)).scalar_one()
        connection.execute(text(show), {"ticket": ticket})
    assert _rows(warehouse, "select count(*) from monitoring.access_log") == [(0,)]
    ((ticket,),) = _rows(engine, ask)
    people = _rows(engine, show, ticket=ticket)
    assert {row[0] for row in people} == {"甲乡"}
    assert {row[4] for row in people} <= {person_id for person_id, _ in marts.PEOPLE.values()}
    assert len(people) == 2
    logged = _rows(warehouse, "select login, what, period, townships, purpose from monitoring.access_log")
    assert logged == [(LOGINS[roles.TOWNSHIP], "worklist", "2026-10", "甲乡", "入户核实")]


def test_a_ticket_is_for_its_own_login_and_needs_a_purpose(
    logins: dict[str, Engine], warehouse: Engine, published: None
) -> None:
    engine = logins[roles.TOWNSHIP]
    assert sqlstate(engine, "select restricted.request_access('2026-10', ' ')") == "22023"
    ((ticket,),) = _rows(engine, "select restricted.request_access('2026-10', '入户核实')")
    show = "select * from restricted.worklist(:ticket)"
    for role in READERS:
        state = sqlstate(logins[role], show, {"ticket": ticket})
        assert state == (None if role == roles.TOWNSHIP else "42501"), role
    with warehouse.begin() as connection:
        connection.exec_driver_sql("set local session_replication_role = replica")
        connection.exec_driver_sql("update monitoring.access_log set requested_at = requested_at - interval '2 hours'")
    assert sqlstate(engine, show, {"ticket": ticket}) == "42501"
