#!/bin/sh
# Runs once, when the warehouse's volume is new: the pipeline's login and database.
# The login owns its database and may create the group roles; it is no superuser, so that row policies hold for it.
set -eu
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --set=password="$(cat /run/secrets/warehouse_password)" <<'SQL'
create role monitor login createrole password :'password';
create database monitor owner monitor;
revoke connect, temporary on database monitor from public;
grant connect, temporary on database monitor to monitor;
SQL
