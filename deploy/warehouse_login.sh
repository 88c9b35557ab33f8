#!/bin/sh
# Runs once, when the warehouse's volume is new: the pipeline's login and database.
# The login owns its database and may create the group roles; it is no superuser, so that row policies hold for it.
# The pages inside Airflow have a login of their own, which has no rights but becomes who it serves (`monitor migrate`).
set -eu
secrets=${SECRETS:-/run/secrets}
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --set=password="$(cat "$secrets/warehouse_password")" \
    --set=console_password="$(cat "$secrets/console_password")" <<'SQL'
create role monitor login createrole password :'password';
create database monitor owner monitor;
revoke connect, temporary on database monitor from public;
grant connect, temporary on database monitor to monitor;
create role monitor_console login noinherit password :'console_password';
grant connect on database monitor to monitor_console;
\connect monitor
-- What PostgreSQL gives everybody and no reader needs: a month's lock for ever, large objects past all rights, messages.
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
        if one::text ~ 'advisory' then
            execute format('grant execute on function %s to monitor', one);
        end if;
    end loop;
end
$$;
SQL
