"""What a page tells its reader to type and no test can: why, command by command. Anything else must be executed."""

from __future__ import annotations

from tests.reliability.disk import can_mount_as_root

_COMPOSE = "needs the containers of a deployment"
_AIRFLOW = "needs a running Airflow; the same months run without it"
NOT_HERE = {
    ("console", "docker compose ps api-server warehouse"): _COMPOSE,
    ("rerun_a_month", 'eval "$(.venv/bin/python bin/airflow_environment.py)"'): _AIRFLOW,
    (
        "rerun_a_month",
        ".venv/bin/airflow backfill create --dag-id monthly_monitoring --from-date 2026-06-01 --to-date 2026-09-30"
        " --reprocess-behavior failed --max-active-runs 1",
    ): _AIRFLOW,
    ("warehouse_down", "docker compose logs --tail 20 warehouse"): _COMPOSE,
    ("warehouse_down", "docker compose up -d warehouse"): _COMPOSE,
}
_WITHOUT_ROOT = "only root may mount a small disk"


def elsewhere(page: str, command: str) -> str | None:
    """Why the command cannot be typed here; None when it can."""
    if page == "disk_full" and not can_mount_as_root():
        return _WITHOUT_ROOT
    return NOT_HERE.get((page, command))
