"""Looking at one household through a web page: recorded first, by whom; and what makes its pages quick."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"

_STATEMENTS = (
    "alter table monitoring.access_log add column actor text, add column subject text",
    "create index findings_household on monitoring.findings (period, version, household_id)",
    # Everything by which findings are filtered, sorted and counted, so that none of that reads their evidence.
    "create index findings_rule on monitoring.findings (period, version, rule)"
    " include (family, severity, status, township, verify_department, finding_id)",
    "create index finding_memory_household on monitoring.finding_memory (period, version, household_id)",
    # A page serves many townships through one login. It takes a township's role for the transaction, which it can only
    # be given, and which no setting of a session can imitate.
    """
    create or replace function monitoring.own_townships() returns text[]
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select coalesce(array_agg(distinct township order by township), '{}')
        from monitoring.township_logins where login in (session_user, current_setting('role'))
    $$
    """,
    """
    create function restricted.open_household(wanted_period text, household text, actor text) returns uuid
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
        given uuid := gen_random_uuid();
    begin
        if coalesce(btrim(actor), '') = '' then
            raise exception 'an actor is needed' using errcode = '22023';
        end if;
        insert into monitoring.access_log
            (ticket, login, what, period, townships, purpose, requested_at, transaction_no, actor, subject)
        values (
            given, session_user, 'household', wanted_period, nullif(array_to_string(monitoring.own_townships(), ','), ''),
            'console', clock_timestamp(), pg_current_xact_id(), actor, household
        );
        return given;
    end
    $$
    """,
    """
    create function restricted.opened_household(given uuid, wanted_actor text)
    returns table (period text, household_id text)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select l.period, l.subject from monitoring.access_log as l
        where l.ticket = given and l.what = 'household' and l.login = session_user and l.actor = wanted_actor
            and l.requested_at > clock_timestamp() - interval '1 hour'
            and pg_xact_status(l.transaction_no) = 'committed'
    $$
    """,
    # Who may see every township gets every household, a township its own: the other ones do not exist for it.
    """
    create function restricted.households_of(wanted_period text, work_id text)
    returns table (household_id text)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select distinct s.household_id
        from monitoring.current_publication as c
        join restricted.people as p on p.period = c.period and p.version = c.version
        join monitoring.subject_members as m
            on m.period = c.period and m.version = c.version and m.person = p.person
        join monitoring.monitoring_subjects as s
            on s.period = c.period and s.version = c.version and s.household_id = m.household_id
        where c.period = wanted_period
            and left(p.person_id, 6) || '********' || right(p.person_id, 4) = work_id
            and (
                s.township = any (monitoring.own_townships())
                or pg_has_role(
                    coalesce(nullif(current_setting('role'), 'none'), session_user), 'monitor_analyst', 'member'
                )
            )
        order by s.household_id
    $$
    """,
    "revoke all on function restricted.open_household(text, text, text), restricted.opened_household(uuid, text),"
    " restricted.households_of(text, text) from public",
)


def upgrade() -> None:
    """Adds empty columns, indexes and functions; what is published already stays as it is."""
    for statement in _STATEMENTS:
        op.execute(statement.replace(":", r"\:"))


def downgrade() -> None:
    """Refused: it would drop the record of who looked at whom."""
    raise NotImplementedError("the access log is not taken back")
