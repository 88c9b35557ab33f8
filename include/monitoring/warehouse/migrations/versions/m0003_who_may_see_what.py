"""Who belongs to which township, who looked at named people, and the two functions through which townships do."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

_STATEMENTS = (
    """
    create table monitoring.township_logins (
        login text not null, township text not null,
        constraint township_logins_pkey primary key (login, township)
    )
    """,
    """
    create table monitoring.access_log (
        entry_no bigint not null generated always as identity, ticket uuid not null, login text not null,
        what text not null, period text not null, townships text, purpose text not null,
        requested_at timestamp with time zone not null, transaction_no xid8 not null,
        constraint access_log_pkey primary key (entry_no),
        constraint access_log_ticket_key unique (ticket)
    )
    """,
    """
    create function monitoring.own_townships() returns text[]
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select coalesce(array_agg(township order by township), '{}')
        from monitoring.township_logins where login = session_user
    $$
    """,
    """
    create function restricted.request_access(wanted_period text, purpose text) returns uuid
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
        given uuid := gen_random_uuid();
    begin
        if cardinality(monitoring.own_townships()) = 0 then
            raise exception 'no township' using errcode = '42501';
        end if;
        if coalesce(btrim(purpose), '') = '' then
            raise exception 'a purpose is needed' using errcode = '22023';
        end if;
        insert into monitoring.access_log
            (ticket, login, what, period, townships, purpose, requested_at, transaction_no)
        values (
            given, session_user, 'worklist', wanted_period, array_to_string(monitoring.own_townships(), ','),
            purpose, clock_timestamp(), pg_current_xact_id()
        );
        return given;
    end
    $$
    """,
    # The entry must be committed before anything is shown: what is rolled back would leave no trace.
    """
    create function restricted.worklist(given uuid)
    returns table (township text, village text, household_id text, person text, person_id text, name text)
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
    declare
        wanted_period text;
    begin
        select l.period into wanted_period from monitoring.access_log as l
        where l.ticket = given and l.login = session_user
            and l.requested_at > clock_timestamp() - interval '1 hour'
            and pg_xact_status(l.transaction_no) = 'committed';
        if wanted_period is null then
            raise exception 'no valid ticket' using errcode = '42501';
        end if;
        return query
            select s.township, s.village, s.household_id, m.person, p.person_id, p.name
            from monitoring.current_publication as c
            join monitoring.monitoring_subjects as s on s.period = c.period and s.version = c.version
            join monitoring.subject_members as m
                on m.period = c.period and m.version = c.version and m.household_id = s.household_id
            join restricted.people as p on p.period = c.period and p.version = c.version and p.person = m.person
            where c.period = wanted_period and s.township = any (monitoring.own_townships())
            order by s.township collate "C", s.village collate "C", s.household_id collate "C", m.person collate "C";
    end
    $$
    """,
    "revoke all on function monitoring.own_townships(), restricted.request_access(text, text),"
    " restricted.worklist(uuid) from public",
)


def upgrade() -> None:
    """Adds tables and functions; grants follow with the views."""
    for statement in _STATEMENTS:
        op.execute(statement.replace(":", r"\:"))


def downgrade() -> None:
    """Refused: it would drop the record of who looked at whom."""
    raise NotImplementedError("the access log is not taken back")
