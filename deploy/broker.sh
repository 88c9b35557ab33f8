#!/bin/sh
# Starts Redis with its password from a secret file, so that it is no argument others could list.
set -eu
umask 077
printf 'requirepass %s\n' "$(cat /run/secrets/broker_password)" > /tmp/broker.conf
exec redis-server /tmp/broker.conf --appendonly yes --dir /data --maxmemory-policy noeviction
