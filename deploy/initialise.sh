#!/bin/sh
# Brings both databases to this image's schema, makes the first administrator, examines the installation.
# Safe to run again: it changes only what is not there yet.
set -eu
airflow db migrate
airflow sync-perm
if ! airflow users list --output plain | awk '{print $2}' | grep -qx admin; then
    # The password goes through standard input; it is asked for twice.
    { cat /run/secrets/admin_password; echo; cat /run/secrets/admin_password; echo; } |
        airflow users create --username admin --role Admin --firstname admin --lastname admin --email admin@localhost
fi
monitor migrate
monitor doctor
