#!/bin/sh
# Runs once, when the warehouse's volume is new: the pipeline's login and database.
# The login owns its database and may create the group roles; it is no superuser, so that row policies hold for it.
# The pages inside Airflow have a login of their own, which has no rights but becomes who it serves (`monitor migrate`).
set -eu
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --set=password="$(cat /run/secrets/warehouse_password)" \
    --set=console_password="$(cat /run/secrets/console_password)" <<'SQL'
create role monitor login createrole password :'password';
create database monitor owner monitor;
revoke connect, temporary on database monitor from public;
grant connect, temporary on database monitor to monitor;
create role monitor_console login noinherit password :'console_password';
grant connect on database monitor to monitor_console;
SQL
