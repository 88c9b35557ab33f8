"""The pages' own login: nothing by itself, and for each visitor exactly what that visitor may see."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import URL, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from monitoring.warehouse import roles, sessions
from monitoring.warehouse.errors import WarehouseError
from monitoring.warehouse.page_login import PAGE_LOGIN, prepare, township_role
from tests.lib import marts

OWN, OTHER = "甲乡", "乙乡"


@pytest.fixture
def published(release: Callable[[marts.Marts], int]) -> None:
    """A published month whose second household is of another township."""
    rows = marts.sample()
    rows["monitoring_subjects"][1]["township"] = OTHER
    rows["findings"][0]["township"] = OTHER
    release(rows)


@pytest.fixture
def page(warehouse: Engine, server_url: URL, published: None) -> Iterator[Engine]:
    """A pool of the pages' login, as production has it."""
    with warehouse.begin() as connection:
        connection.exec_driver_sql(f"create role {PAGE_LOGIN} login noinherit")
    prepare(warehouse, [OWN, OTHER])
    engine = sessions.pool(server_url.set(username=PAGE_LOGIN))
    yield engine
    engine.dispose()
    with warehouse.begin() as connection:
        connection.exec_driver_sql(f"drop role {PAGE_LOGIN}")
        for township in (OWN, OTHER):
            connection.exec_driver_sql(f'drop role "{township_role(township)}"')


def _households(engine: Engine, role: str) -> set[str]:
    sql = "select household_id from monitoring_subjects union select household_id from findings"
    return {row["household_id"] for row in sessions.read(engine, role, lambda reader: reader.rows(sql))}


def test_the_login_itself_reads_nothing(page: Engine) -> None:
    for name in ("mart.deliveries", "monitoring.monitoring_subjects", "restricted.people", "monitoring.access_log"):
        with pytest.raises(DBAPIError) as refusal, page.connect() as connection:
            connection.exec_driver_sql(f"select * from {name}")
        assert refusal.value.orig is not None
        assert refusal.value.orig.sqlstate == "42501", name


def test_it_sees_what_the_visitor_sees(page: Engine) -> None:
    assert _households(page, roles.ANALYST) == {marts.LISTED, marts.REGISTERED}
    assert _households(page, township_role(OWN)) == {marts.LISTED}
    assert _households(page, township_role(OTHER)) == {marts.REGISTERED}
    with pytest.raises(WarehouseError) as refusal:
        _households(page, roles.OPERATOR)
    assert refusal.value.sqlstate == "42501"


def test_a_role_ends_with_its_transaction(page: Engine) -> None:
    _households(page, roles.ANALYST)
    with page.connect() as connection:
        assert connection.exec_driver_sql("select current_user").scalar() == PAGE_LOGIN


def test_reading_cannot_write(page: Engine) -> None:
    for role in (roles.ANALYST, township_role(OWN)):
        with pytest.raises(WarehouseError):
            sessions.read(
                page, role, lambda reader: reader.value("select restricted.open_household('2026-10', 'x', 'zhang')")
            )


def test_it_never_becomes_who_writes(page: Engine) -> None:
    for role in (roles.PIPELINE, "monitor"):
        with pytest.raises(WarehouseError) as refusal:
            sessions.read(page, role, lambda reader: reader.value("select 1"))
        assert refusal.value.sqlstate == "42501"


def test_no_other_login_takes_a_townships_role_or_imitates_it(page: Engine, warehouse: Engine, server_url: URL) -> None:
    with warehouse.begin() as connection:
        connection.exec_driver_sql(f"create role somebody login in role {roles.TOWNSHIP}")
    engine = create_engine(server_url.set(username="somebody"))
    seen = "select count(*) from mart.monitoring_subjects"
    try:
        for attempt in (f'set role "{township_role(OTHER)}"', f"set session authorization {PAGE_LOGIN}"):
            with pytest.raises(DBAPIError), engine.connect() as connection:
                connection.exec_driver_sql(attempt)
        with pytest.raises(DBAPIError), engine.connect() as connection:
            connection.execute(text("select set_config('role', :role, false)"), {"role": township_role(OTHER)})
        with engine.connect() as connection:
            assert connection.exec_driver_sql(seen).scalar() == 0
    finally:
        engine.dispose()
        with warehouse.begin() as connection:
            connection.exec_driver_sql("drop role somebody")


def _sought(page: Engine, role: str, work_id: str = "529901********003X", actor: str = "zhang") -> list[str]:
    seek = "select restricted.seek_households('2026-10', :who, :actor)"
    show = "select household_id from restricted.sought_households(cast(:ticket as uuid), :actor)"
    ticket = sessions.record(page, role, lambda reader: reader.value(seek, who=work_id, actor=actor))
    rows = sessions.read(page, role, lambda reader: reader.rows(show, ticket=str(ticket), actor=actor))
    return [row["household_id"] for row in rows]


def test_a_work_id_leads_a_township_to_its_own_households_only(page: Engine) -> None:
    found = [_sought(page, role) for role in (roles.ANALYST, township_role(OTHER), township_role(OWN))]
    assert found == [[marts.REGISTERED], [marts.REGISTERED], []]


def test_trying_the_ends_of_every_number_is_on_record_and_has_an_end(page: Engine, warehouse: Engine) -> None:
    for number in range(60):
        assert _sought(page, roles.ANALYST, f"529901********9{number:03d}"[:18]) == []
    with pytest.raises(WarehouseError) as refusal:
        _sought(page, roles.ANALYST)
    assert refusal.value.sqlstate == "54000"
    assert _sought(page, roles.ANALYST, actor="li") == [marts.REGISTERED]
    with warehouse.connect() as connection:
        rows = connection.execute(
            text("select actor, count(*) from monitoring.access_log where what = 'search' group by 1")
        )
        assert dict(rows.tuples().all()) == {"zhang": 60, "li": 1}


def test_preparing_again_changes_nothing(page: Engine, warehouse: Engine) -> None:
    rows = "select login, township from monitoring.township_logins order by 1"
    with warehouse.connect() as connection:
        before = connection.execute(text(rows)).all()
    prepare(warehouse, [OTHER, OWN])
    with warehouse.connect() as connection:
        assert connection.execute(text(rows)).all() == before
    assert len(township_role("很" * 40).encode()) <= 63
