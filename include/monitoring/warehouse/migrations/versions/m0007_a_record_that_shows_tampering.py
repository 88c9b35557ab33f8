"""The record of who looked at whom: a chain of hashes nobody edits, searches in it too, and names nobody can borrow."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"

_FUNCTION = "set search_path = pg_catalog, pg_temp as $$"
# warehouse/access_chain.py reckons the same hash by itself when it looks whether the chain holds.
_CHAIN = (
    "alter table monitoring.access_log add column previous_hash text, add column hash text",
    """
    create table monitoring.access_log_head (
        is_only boolean not null default true, entry_no bigint not null, hash text not null,
        forgotten_no bigint not null, forgotten_hash text not null,
        constraint access_log_head_pkey primary key (is_only), constraint access_log_head_only check (is_only)
    )
    """,
    f"""
    create function monitoring.access_hash(entry monitoring.access_log) returns text
    language sql stable {_FUNCTION}
        select encode(sha256(convert_to(jsonb_build_array(
            entry.entry_no, entry.previous_hash, entry.ticket, entry.login, entry.what, entry.period, entry.townships,
            entry.purpose, extract(epoch from entry.requested_at), entry.transaction_no::text, entry.actor, entry.subject
        )::text, 'UTF8')), 'hex')
    $$
    """,
    """
    do $$
    declare
        head monitoring.access_log_head;
        entry monitoring.access_log;
    begin
        insert into monitoring.access_log_head
        select true, coalesce(min(entry_no) - 1, 0), '', coalesce(min(entry_no) - 1, 0), '' from monitoring.access_log
        returning * into head;
        for entry in select * from monitoring.access_log order by entry_no loop
            entry.previous_hash := head.hash;
            head.hash := monitoring.access_hash(entry);
            head.entry_no := entry.entry_no;
            update monitoring.access_log set previous_hash = entry.previous_hash, hash = head.hash
            where entry_no = entry.entry_no;
        end loop;
        update monitoring.access_log_head set entry_no = head.entry_no, hash = head.hash;
    end
    $$
    """,
    # The head's row is the lock that puts entries one behind the other; numbers without a gap follow from it.
    f"""
    create function monitoring.chain_access() returns trigger
    language plpgsql security definer {_FUNCTION}
    declare
        head monitoring.access_log_head;
    begin
        insert into monitoring.access_log_head values (true, 0, '', 0, '') on conflict do nothing;
        select * into head from monitoring.access_log_head for update;
        new.entry_no := head.entry_no + 1;
        new.previous_hash := head.hash;
        new.hash := monitoring.access_hash(new);
        update monitoring.access_log_head set entry_no = new.entry_no, hash = new.hash;
        return new;
    end
    $$
    """,
    # The oldest entry may go once it is three years old, the others never: a purge cannot take what an audit may ask for.
    f"""
    create function monitoring.guard_access() returns trigger
    language plpgsql security definer {_FUNCTION}
    declare
        head monitoring.access_log_head;
    begin
        if tg_op = 'DELETE' then
            select * into head from monitoring.access_log_head for update;
            if old.entry_no = head.forgotten_no + 1 and old.requested_at < clock_timestamp() - interval '3 years' then
                update monitoring.access_log_head set forgotten_no = old.entry_no, forgotten_hash = old.hash;
                return old;
            end if;
        end if;
        raise exception 'the access log is only added to' using errcode = '42501';
    end
    $$
    """,
    f"""
    create function monitoring.guard_access_head() returns trigger
    language plpgsql security definer {_FUNCTION}
    begin
        if pg_trigger_depth() > 1 and tg_op <> 'TRUNCATE' then
            return coalesce(new, old);
        end if;
        raise exception 'the access log is only added to' using errcode = '42501';
    end
    $$
    """,
    "create trigger chain before insert on monitoring.access_log for each row execute function monitoring.chain_access()",
    "create trigger guard before update or delete on monitoring.access_log"
    " for each row execute function monitoring.guard_access()",
    "create trigger guard_all before truncate on monitoring.access_log"
    " for each statement execute function monitoring.guard_access()",
    "create trigger guard before update or delete on monitoring.access_log_head"
    " for each row execute function monitoring.guard_access_head()",
    "create trigger guard_all before truncate on monitoring.access_log_head"
    " for each statement execute function monitoring.guard_access_head()",
    f"""
    create function monitoring.forget_access(older_than timestamp with time zone) returns bigint
    language plpgsql security definer {_FUNCTION}
    declare
        one bigint;
        gone bigint := 0;
    begin
        for one in
            select entry_no from monitoring.access_log
            where entry_no < (
                select coalesce(min(entry_no), 9223372036854775807) from monitoring.access_log
                where requested_at >= older_than
            )
            order by entry_no
        loop
            delete from monitoring.access_log where entry_no = one;
            gone := gone + 1;
        end loop;
        return gone;
    end
    $$
    """,
)
_FUNCTIONS = (
    # Only the pages' login and the owner speak for somebody else; whoever has a login of their own is named by it.
    f"""
    create function monitoring.acting(actor text) returns text
    language sql stable security definer {_FUNCTION}
        select case
            when session_user = 'monitor_console' or pg_has_role(session_user, current_user, 'member') then btrim(actor)
            else session_user
        end
    $$
    """,
    f"""
    create function monitoring.enter_access(
        what text, wanted_period text, townships text, purpose text, actor text, subject text
    ) returns uuid
    language plpgsql security definer {_FUNCTION}
    declare
        given uuid := gen_random_uuid();
    begin
        if coalesce(btrim(purpose), '') = '' or length(purpose) > 200 or purpose ~ '[0-9]{{15}}' then
            raise exception 'a purpose is needed: words, no number of a citizen' using errcode = '22023';
        end if;
        if wanted_period !~ '^[0-9]{{4}}-(0[1-9]|1[0-2])$' or length(subject) > 2000 or length(actor) > 100 then
            raise exception 'no such month, household or actor' using errcode = '22023';
        end if;
        insert into monitoring.access_log
            (ticket, login, what, period, townships, purpose, requested_at, transaction_no, actor, subject)
        values (
            given, session_user, what, wanted_period, nullif(townships, ''), purpose, clock_timestamp(),
            pg_current_xact_id(), nullif(actor, ''), nullif(subject, '')
        );
        return given;
    end
    $$
    """,
    f"""
    create or replace function restricted.request_access(wanted_period text, purpose text) returns uuid
    language plpgsql security definer {_FUNCTION}
    begin
        if cardinality(monitoring.own_townships()) = 0 then
            raise exception 'no township' using errcode = '42501';
        end if;
        return monitoring.enter_access(
            'worklist', wanted_period, array_to_string(monitoring.own_townships(), ','), purpose, null, null
        );
    end
    $$
    """,
    f"""
    create or replace function monitoring.record_export(wanted_period text, purpose text) returns uuid
    language sql security definer {_FUNCTION}
        select monitoring.enter_access('export', wanted_period, null, purpose, null, null)
    $$
    """,
    f"""
    create or replace function restricted.open_household(wanted_period text, household text, actor text) returns uuid
    language plpgsql security definer {_FUNCTION}
    begin
        if coalesce(btrim(actor), '') = '' then
            raise exception 'an actor is needed' using errcode = '22023';
        end if;
        return monitoring.enter_access(
            'household', wanted_period, array_to_string(monitoring.own_townships(), ','), 'console',
            monitoring.acting(actor), household
        );
    end
    $$
    """,
    f"""
    create or replace function restricted.opened_household(given uuid, wanted_actor text)
    returns table (period text, household_id text)
    language sql stable security definer {_FUNCTION}
        select l.period, l.subject from monitoring.access_log as l
        where l.ticket = given and l.what = 'household' and l.login = session_user
            and l.actor = monitoring.acting(wanted_actor)
            and l.requested_at > clock_timestamp() - interval '1 hour'
            and pg_xact_status(l.transaction_no) = 'committed'
    $$
    """,
    "drop function restricted.households_of(text, text)",
    # A search by the ends of a number links a person one knows to a pseudonym, and all ends in turn would give everybody's:
    # so what it found is on record before it is told, and there are not many in an hour.
    f"""
    create function restricted.seek_households(wanted_period text, work_id text, actor text) returns uuid
    language plpgsql security definer {_FUNCTION}
    declare
        found text;
        who text := monitoring.acting(actor);
        sees_all boolean := pg_has_role(
            coalesce(nullif(current_setting('role'), 'none'), session_user), 'monitor_analyst', 'member'
        );
    begin
        if coalesce(who, '') = '' then
            raise exception 'an actor is needed' using errcode = '22023';
        end if;
        if (
            select count(*) >= 60 from monitoring.access_log as l
            where l.what = 'search' and l.login = session_user and l.actor = who
                and l.requested_at > clock_timestamp() - interval '1 hour'
        ) then
            raise exception 'too many searches' using errcode = '54000';
        end if;
        select string_agg(distinct s.household_id, ',' order by s.household_id) into found
        from monitoring.current_publication as c
        join restricted.people as p on p.period = c.period and p.version = c.version
        join monitoring.subject_members as m
            on m.period = c.period and m.version = c.version and m.person = p.person
        join monitoring.monitoring_subjects as s
            on s.period = c.period and s.version = c.version and s.household_id = m.household_id
        where c.period = wanted_period
            and left(p.person_id, 6) || '********' || right(p.person_id, 4) = work_id
            and (s.township = any (monitoring.own_townships()) or sees_all);
        return monitoring.enter_access(
            'search', wanted_period, array_to_string(monitoring.own_townships(), ','), 'console', who, left(found, 2000)
        );
    end
    $$
    """,
    f"""
    create function restricted.sought_households(given uuid, wanted_actor text) returns table (household_id text)
    language sql stable security definer {_FUNCTION}
        select unnest(string_to_array(l.subject, ',')) from monitoring.access_log as l
        where l.ticket = given and l.what = 'search' and l.login = session_user
            and l.actor = monitoring.acting(wanted_actor)
            and l.requested_at > clock_timestamp() - interval '1 hour'
            and pg_xact_status(l.transaction_no) = 'committed'
    $$
    """,
    "revoke all on function monitoring.access_hash(monitoring.access_log), monitoring.chain_access(),"
    " monitoring.guard_access(), monitoring.guard_access_head(), monitoring.forget_access(timestamp with time zone),"
    " monitoring.acting(text), monitoring.enter_access(text, text, text, text, text, text),"
    " restricted.seek_households(text, text, text), restricted.sought_households(uuid, text) from public",
)


def upgrade() -> None:
    """Chains the entries there are, in their order, and closes the table to everything but another one."""
    for statement in (*_CHAIN, *_FUNCTIONS):
        op.execute(statement.replace(":", r"\:"))


def downgrade() -> None:
    """Refused: what nobody could edit would be open again."""
    raise NotImplementedError("the record of who looked at whom stays closed")
