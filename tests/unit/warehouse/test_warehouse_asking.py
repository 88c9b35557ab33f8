"""Questions of people: an analyst's rights, read only, one statement, and an end to rows and time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import URL, Engine
from typer.testing import CliRunner

from monitoring.__main__ import app
from monitoring.errors import ConfigurationError
from monitoring.warehouse import migrate, roles, server
from monitoring.warehouse.asking import ROLES, QueryRefused, ask
from tests.lib.marts import PEOPLE, Marts, sample

Load = Callable[[Marts], int]


@pytest.fixture
def month(warehouse: Engine, release: Load) -> Engine:
    release(sample())
    return warehouse


def test_an_analyst_asks_the_views(month: Engine) -> None:
    answer = ask(month, "select rule, is_missed_inclusion from findings where sentence like '%儿童%';")
    assert (answer.columns, answer.rows, answer.is_cut) == (
        ["rule", "is_missed_inclusion"],
        [("risk.dropout", True)],
        False,
    )


@pytest.mark.parametrize("statement", ["select * from restricted.people", "select person_id from restricted.people"])
def test_restricted_tables_are_refused_in_words_people_understand(month: Engine, statement: str) -> None:
    with pytest.raises(QueryRefused, match="没有权限：以 analyst 角色读取，受限的身份数据"):
        ask(month, statement)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("delete from findings", "42601"),
        ("select 1; reset role", "42601"),
        ("with gone as (delete from monitoring.findings returning rule) select * from gone", "0A000"),
        ("select nextval('monitoring.fence')", "没有权限"),
        ("select * from monitoring.publications", "没有权限"),
        ("select * from nowhere", "没有这张表"),
        (
            "select rule, nothing from findings",
            "没有这一列；可用的见 docs/tables.md（SQLSTATE 42703，约在第 14 个字符）",
        ),
        ("select person::date from subject_members", "22007"),
    ],
)
def test_what_is_not_one_permitted_question_is_refused_without_a_value(
    month: Engine, statement: str, said: str
) -> None:
    with pytest.raises(QueryRefused) as refusal:
        ask(month, statement)
    assert said in str(refusal.value)
    assert not any(person in str(refusal.value) for person in PEOPLE)
    assert refusal.value.__context__ is None


def test_rows_and_time_have_an_end(month: Engine) -> None:
    answer = ask(month, "select n from generate_series(1, 5) as n", limit=3)
    assert (answer.rows, answer.is_cut) == ([(1,), (2,), (3,)], True)
    assert not ask(month, "select n from generate_series(1, 3) as n", limit=3).is_cut
    with pytest.raises(QueryRefused, match="超过 1 秒"):
        ask(month, "select pg_sleep(30)", seconds=1)


def test_the_record_of_who_looked_is_for_the_auditor(month: Engine) -> None:
    statement = "select * from monitoring.access_log"
    with pytest.raises(QueryRefused, match="没有权限"):
        ask(month, statement)
    assert ask(month, statement, role="auditor").rows == []
    with pytest.raises(ConfigurationError, match="analyst"):
        ask(month, statement, role="township")


@pytest.fixture
def owner(server_url: URL, warehouse: Engine) -> Iterator[Engine]:
    """A deployment's owner: no superuser, may create roles, in a database of its own."""
    admin = warehouse.execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql("create role asking_owner login createrole")
        for role in roles.ROLES:
            connection.exec_driver_sql(f"grant {role} to asking_owner with admin option, inherit true, set false")
        connection.exec_driver_sql("create database asking owner asking_owner")
    engine = server.engine_for(server_url.set(username="asking_owner", database="asking"))
    migrate.upgrade(engine)
    yield engine
    with admin.connect() as connection:
        connection.exec_driver_sql("drop database asking")
        connection.exec_driver_sql("drop owned by asking_owner")
        connection.exec_driver_sql("drop role asking_owner")


def test_the_owner_of_a_deployment_asks_as_every_reader_but_never_as_a_township(owner: Engine) -> None:
    for role in ROLES:
        assert ask(owner, "select count(*) from mart.deliveries", role=role).rows == [(0,)]
    migrate.upgrade(owner)
    with owner.connect() as connection:
        member = f"select pg_has_role(current_user, '{roles.TOWNSHIP}', 'set')"
        assert connection.exec_driver_sql(member).scalar_one() is False


def test_a_login_without_the_role_is_told_so(owner: Engine, server_url: URL, warehouse: Engine) -> None:
    with warehouse.begin() as connection:
        connection.exec_driver_sql("create role asking_nobody login")
    try:
        with pytest.raises(ConfigurationError, match="没有 analyst 角色"):
            ask(server.engine_for(server_url.set(username="asking_nobody")), "select 1")
    finally:
        with warehouse.begin() as connection:
            connection.exec_driver_sql("drop role asking_nobody")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--csv"], 'rule,facts\nrisk.dropout,"{""children"": 1}"\n'),
        (["--table"], "risk.dropout"),
        (["--csv", "--limit", "1"], "rule,facts\n"),
    ],
)
def test_the_command_prints_csv_or_a_table(
    month: Engine, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.setenv("MONITOR_WAREHOUSE_URL", month.url.render_as_string(hide_password=False))
    done = CliRunner().invoke(app, ["query", "select rule, facts from findings", *arguments])
    assert done.exit_code == 0, done.output
    assert said in done.output.replace("\r\n", "\n")
