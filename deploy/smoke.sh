#!/bin/sh
# Whether what `docker compose up -d` started serves: `deploy/smoke.sh PASSWORD_FILE [LOGIN]`, in the project's folder.
# Waits until every service is healthy (WAIT_SECONDS, default 900), lets `monitor doctor` examine, logs in as LOGIN (default
# admin) and opens a page. Changes nothing; exit code 1: see why.
set -eu
password=${1:?"usage: deploy/smoke.sh PASSWORD_FILE [LOGIN]"}
login=${2:-admin}
deadline=$(($(date +%s) + ${WAIT_SECONDS:-900}))

# One line per container that is not as it should be.
lacking() {
    for service in $(docker compose config --services); do
        containers=$(docker compose ps --all --quiet "$service")
        test -n "$containers" || echo "$service: missing"
        for container in $containers; do
            state=$(docker inspect --format \
                '{{if .State.Health}}{{.State.Health.Status}}{{else}}{{.State.Status}} {{.State.ExitCode}}{{end}}' "$container")
            case $state in healthy | "exited 0") ;; *) echo "$service: $state" ;; esac
        done
    done
}

while missing=$(lacking) && test -n "$missing"; do
    test "$(date +%s)" -lt "$deadline" || { echo "$missing" >&2; exit 1; }
    sleep 5
done
echo "every service is healthy"
docker compose exec -T worker monitor doctor
docker compose exec -T api-server python /opt/monitor/deploy/visit.py "$login" < "$password"
