"""Who may see what, as grants and row policies derived from the table definitions.

Group roles without login: people and programs get logins that are members. Views run with the rights of who asks, so
that the policies on the base tables hold through them; readers see published versions only, townships their own rows.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, Table, text

from monitoring.warehouse.errors import guarded
from monitoring.warehouse.tables import MART, MARTS, MONITORING, RESTRICTED

PIPELINE, ENGINEER, OPERATOR = "monitor_pipeline", "monitor_engineer", "monitor_operator"
ANALYST, TOWNSHIP, AUDITOR = "monitor_analyst", "monitor_township", "monitor_auditor"
ROLES = (PIPELINE, ENGINEER, OPERATOR, ANALYST, TOWNSHIP, AUDITOR)

_ABOUT_PEOPLE = frozenset({"monitoring_subjects", "subject_members", "findings", "finding_memory", "household_changes"})
_ACCOUNT = frozenset(name for name, table in MARTS.items() if table.schema == MONITORING) - _ABOUT_PEOPLE
_LEDGER = ("publications", "publication_events")
_PAGES = ", ".join(
    f"{RESTRICTED}.{function}"
    for function in (
        *("open_household(text, text, text)", "opened_household(uuid, text)"),
        *("seek_households(text, text, text)", "sought_households(uuid, text)"),
    )
)

READS: dict[str, frozenset[str]] = {
    ANALYST: _ACCOUNT | _ABOUT_PEOPLE,
    ENGINEER: _ACCOUNT | frozenset(_LEDGER),
    OPERATOR: _ACCOUNT | frozenset(_LEDGER),
    TOWNSHIP: _ABOUT_PEOPLE | {"rule_catalogue", "deliveries", "parameters_used"},
    AUDITOR: frozenset({"deliveries", "rule_runs", "access_log", "access_log_head", *_LEDGER}),
}
"""Tables of schema monitoring (and the views of mart over them) that each role may read."""


# What PostgreSQL gives everybody and no reader needs: to hold a month's lock for ever, to fill the disk past all rights,
# to make functions and tables of one's own. Said in deploy/warehouse_login.sh too, for an owner who is no superuser.
CLOSED = """
do $$
declare
    one regprocedure;
begin
    for one in
        select oid::regprocedure from pg_proc
        where pronamespace = 'pg_catalog'::regnamespace
            and proname ~ '^(pg_(try_)?advisory_|lo_|loread$|lowrite$|pg_notify$|pg_logical_emit_message$)'
    loop
        execute format('revoke execute on function %s from public', one);
    end loop;
    execute format('revoke temporary on database %I from public', current_database());
end
$$
"""


def close(connection: Connection) -> None:
    """Takes from everybody what CLOSED names, where this login may: a superuser's private server."""
    if connection.execute(text("select rolsuper from pg_roles where rolname = current_user")).scalar_one():
        connection.execution_options(no_parameters=True).exec_driver_sql(CLOSED)


def ensure_roles(connection: Connection) -> list[str]:
    """Creates the roles that are missing where this login may; returns those that exist then, sorted.

    Who runs the migrations is made a member of the pipeline's role, so that the policies let it write.
    """
    may_create = connection.execute(
        text("select rolcreaterole or rolsuper from pg_roles where rolname = current_user")
    ).scalar_one()
    found = set(_existing(connection))
    if may_create:
        for role in ROLES:
            if role not in found:
                connection.exec_driver_sql(f"create role {role} nologin")
        connection.exec_driver_sql(f"grant {PIPELINE} to current_user")
        for role in _grantable(connection):
            connection.exec_driver_sql(f"grant {role} to current_user")
    return _existing(connection)


def _grantable(connection: Connection) -> list[str]:
    """Roles in whose place this login may read but does not yet: never a township's, whose policy would hide rows."""
    query = text(
        "select r.rolname from pg_roles as r where r.rolname = any(:names)"
        " and pg_has_role(current_user, r.oid, 'member with admin option')"
        " and not (select rolsuper from pg_roles where rolname = current_user)"
        " and not exists (select from pg_auth_members as m"
        " where m.roleid = r.oid and m.member = current_user::regrole and not m.admin_option)"
        ' order by r.rolname collate "C"'
    )
    names = [role for role in ROLES if role not in (PIPELINE, TOWNSHIP)]
    return list(connection.execute(query, {"names": names}).scalars())


@guarded
def missing(engine: Engine) -> list[str]:
    """Roles that the database does not have."""
    with engine.connect() as connection:
        found = _existing(connection)
    return [role for role in ROLES if role not in found]


def _existing(connection: Connection) -> list[str]:
    names = text('select rolname from pg_roles where rolname = any(:names) order by rolname collate "C"')
    return list(connection.execute(names, {"names": list(ROLES)}).scalars())


def statements(existing: list[str]) -> list[str]:
    """Grants and policies for those roles; running them again gives the same rights."""
    lines = [line for table in MARTS.values() for line in _protected(table, existing)]
    for role in existing:
        lines += _pipeline_grants() if role == PIPELINE else _reader_grants(role)
    return lines


def _pipeline_grants() -> list[str]:
    schemas = f"{MART}, {MONITORING}, {RESTRICTED}"
    return [
        f"grant usage on schema {schemas} to {PIPELINE}",
        f"grant select, insert, update, delete on all tables in schema {schemas} to {PIPELINE}",
        f"grant usage on all sequences in schema {MONITORING} to {PIPELINE}",
        f"revoke update, delete, truncate on {MONITORING}.access_log from {PIPELINE}",
        f"revoke insert, update, delete, truncate on {MONITORING}.access_log_head from {PIPELINE}",
        f"grant execute on function {MONITORING}.forget_access(timestamp with time zone) to {PIPELINE}",
    ]


def _reader_grants(role: str) -> list[str]:
    tables = sorted(READS[role])
    lines = [
        f"revoke all on all tables in schema {MART}, {MONITORING}, {RESTRICTED} from {role}",
        f"grant usage on schema {MART}, {MONITORING} to {role}",
        f"grant select on {', '.join(f'{MONITORING}.{name}' for name in [*tables, 'current_publication'])} to {role}",
    ]
    views = [name for name in tables if name in MARTS]
    lines.append(f"grant select on {', '.join(f'{MART}.{name}' for name in views)} to {role}")
    if role in (ANALYST, TOWNSHIP):
        lines += [f"grant usage on schema {RESTRICTED} to {role}", f"grant execute on function {_PAGES} to {role}"]
    if role == ANALYST:
        lines.append(f"grant execute on function {MONITORING}.record_export(text, text) to {role}")
    if role == TOWNSHIP:
        lines += [
            f"grant execute on function {MONITORING}.own_townships() to {role}",
            f"grant execute on function {RESTRICTED}.request_access(text, text), {RESTRICTED}.worklist(uuid) to {role}",
        ]
    return lines


def _protected(table: Table, existing: list[str]) -> list[str]:
    name = f"{table.schema}.{table.name}"
    lines = [f"alter table {name} enable row level security", f"alter table {name} force row level security"]
    if PIPELINE in existing:
        lines += _policy("pipeline", name, f"to {PIPELINE} using (true) with check (true)")
    readers = [role for role in existing if table.name in READS.get(role, ()) and table.schema == MONITORING]
    if readers:
        published = (
            f"exists (select from {MONITORING}.current_publication as c "
            f"where c.period = {table.name}.period and c.version = {table.name}.version)"
        )
        lines += _policy("published", name, f"for select to {', '.join(readers)} using ({published})")
    if TOWNSHIP in readers and table.name in _ABOUT_PEOPLE:
        lines += _policy("own_township", name, f"as restrictive for select to {TOWNSHIP} using ({_own(table)})")
    return lines


def _own(table: Table) -> str:
    if "township" in table.columns:
        return f"township = any ({MONITORING}.own_townships())"
    return (
        f"exists (select from {MONITORING}.monitoring_subjects as s where s.period = {table.name}.period "
        f"and s.version = {table.name}.version and s.household_id = {table.name}.household_id "
        f"and s.township = any ({MONITORING}.own_townships()))"
    )


def _policy(policy: str, table: str, rest: str) -> list[str]:
    return [f"drop policy if exists {policy} on {table}", f"create policy {policy} on {table} {rest}"]
