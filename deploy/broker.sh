#!/bin/sh
# Starts Redis with its password from a secret file, so that it is no argument others could list.
# Full, it refuses what is new and says so (the container's limit is 512 MB); it forgets nothing and is not killed.
set -eu
umask 077
printf 'requirepass %s\n' "$(cat /run/secrets/broker_password)" > /tmp/broker.conf
exec redis-server /tmp/broker.conf --appendonly yes --dir /data --maxmemory 256mb --maxmemory-policy noeviction
