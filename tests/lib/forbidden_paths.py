"""Statements that no reader may run, by what they try; and things to try after which nothing must have been told."""

from __future__ import annotations

from monitoring.warehouse import roles

TICKET = "00000000-0000-0000-0000-000000000000"
_WORK_ID = "529901********0012"
# A statement may need others before it in the same session: they stand before it.
OF_NOBODY: dict[str, tuple[str, ...]] = {
    "become the owner": ("set session authorization monitor",),
    "become the owner by a setting": ("select set_config('session_authorization', 'monitor', false)",),
    "become the pipeline by a setting": ("select set_config('role', 'monitor_pipeline', false)",),
    "switch policies off": ("alter table monitoring.monitoring_subjects disable row level security",),
    "go without policies": ("set row_security = off", "select count(*) from monitoring.findings"),
    "give oneself a township": ("insert into monitoring.township_logins values ('x', '乙乡')",),
    "COPY a table": ("copy restricted.people to stdout",),
    "COPY a query": ("copy (select * from restricted.people) to stdout",),
    "COPY into a file": ("copy (select 1) to '/tmp/x'",),
    "COPY to a program": ("copy (select 1) to program 'true'",),
    "EXPLAIN": ("explain select * from restricted.people",),
    "EXPLAIN ANALYZE": ("explain analyze select * from restricted.people where person_id like '5299%'",),
    "a prepared statement": ("prepare p as select * from restricted.people", "execute p"),
    "a cursor WITH HOLD": ("declare c cursor with hold for select * from restricted.people",),
    "a DO block": ("do $$ begin perform * from restricted.people; end $$",),
    "a query in XML": ("select query_to_xml('select * from restricted.people', true, true, '')",),
    "a table in XML": ("select table_to_xml('restricted.people', true, true, '')",),
    "a schema in XML": ("select schema_to_xml('restricted', true, true, '')",),
    "lock a table": ("lock table monitoring.findings in exclusive mode",),
    "hold a month's lock": ("select pg_advisory_lock(1886745203, 202610)",),
    "try a month's lock": ("select pg_try_advisory_lock_shared(1)",),
    "a large object": ("select lo_create(0)",),
    "a large object of bytes": ("select lo_from_bytea(0, 'x')",),
    "a file as a large object": ("select lo_import('/etc/passwd')",),
    "read a file": ("select pg_read_file('PG_VERSION')",),
    "list a folder": ("select pg_ls_dir('.')",),
    "statistics with values": ("select * from pg_statistic",),
    "passwords": ("select rolpassword from pg_authid",),
    "a view of one's own": ("create view mart.mine as select 1",),
    "a table of one's own": ("create table mart.mine (a integer)",),
    "a temporary table": ("create temporary table mine (a integer)",),
    "a leaky function": (
        "create function pg_temp.leak(text) returns boolean language plpgsql cost 0.0001"
        " as $$ begin raise exception '%', $1; end $$",
    ),
    "a function in public": ("create function public.mine() returns integer language sql as 'select 1'",),
    "an operator in the way": (
        "create operator public.= (leftarg = text, rightarg = text, function = pg_catalog.texteq)",
    ),
    "a schema of one's own": ("create schema mine",),
    "another database's rows": ("create extension dblink",),
    "a foreign server": ("create extension postgres_fdw",),
    "files as tables": ("create extension file_fdw",),
    "a loud server log": ("set log_statement = 'all'",),
    "another configuration": ("select pg_reload_conf()",),
    "a message to others": ("select pg_notify('x', 'y')",),
    "a message in the log of changes": ("select pg_logical_emit_message(false, 'x', 'y')",),
    "a role of one's own": ("create role mine",),
    "more rights": ("alter role current_user superuser",),
    "the order of publications": ("select nextval('monitoring.fence')",),
    "which migrations": ("select * from monitoring.alembic_version",),
    "an entry of the record": (
        "insert into monitoring.access_log (ticket, login, what, period, purpose, requested_at, transaction_no)"
        " values (gen_random_uuid(), 'zhang', 'worklist', '2026-10', 'x', now(), pg_current_xact_id())",
    ),
    "the end of the record": ("update monitoring.access_log_head set entry_no = 0",),
    "forget the record": ("select monitoring.forget_access(now())",),
    "an entry by hand": ("select monitoring.enter_access('worklist', '2026-10', null, 'x', 'zhang', null)",),
    "switch the chain off": ("alter table monitoring.access_log disable trigger all",),
    "replication instead of triggers": ("set session_replication_role = replica",),
}
OF_ANALYSTS = ("select monitoring.record_export('2026-10', 'x')",)
OF_TOWNSHIPS = ("select restricted.request_access('2026-10', 'x')", "select monitoring.own_townships()")
NO_TICKET = f"select * from restricted.worklist('{TICKET}')"
OF_BOTH = (
    f"select restricted.seek_households('2026-10', '{_WORK_ID}', 'x')",
    f"select * from restricted.sought_households('{TICKET}', 'x')",
    "select restricted.open_household('2026-10', 'x', 'x')",
    f"select * from restricted.opened_household('{TICKET}', 'x')",
)


def tried_by(role: str) -> list[tuple[bool, tuple[str, ...]]]:
    """(whether it may, statements in one session) of every path beside reading and writing the tables themselves."""
    tries = [(False, statements) for statements in OF_NOBODY.values()]
    tries += [(role == roles.ANALYST, (statement,)) for statement in OF_ANALYSTS]
    tries += [(role == roles.TOWNSHIP, (statement,)) for statement in OF_TOWNSHIPS]
    tries += [(role in (roles.ANALYST, roles.TOWNSHIP), (statement,)) for statement in OF_BOTH]
    tries += [(False, (NO_TICKET,))]
    tries += [(False, (f"set role {other}",)) for other in roles.ROLES if other != role]
    return tries
