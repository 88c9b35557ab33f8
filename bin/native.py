"""The services of docker-compose.yaml without containers, and a month through them in which everything is killed once.

`bin/native.py --home FOLDER [--residents 1500] [--departments a,b]` needs the libraries of requirements-production.lock
and redis-server on the PATH. It runs departments' Dags and the monthly one; kills a worker, a task's process, the
scheduler, the broker, the API server and both databases meanwhile; breaks a delivery, a statement of the database and
the audit; then runs the same month undisturbed. FOLDER/trial.json says how long each took to be made good, and whether
both published the same; exit code 1 when not. FOLDER/dumps holds what was in Airflow's database and in the broker.
Everything it started is stopped in the end. Differences from Compose: databases are reached by socket without a
password, and what a dead worker held is noticed sooner (services.NOTICE_SECONDS).
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT / "include"), str(PROJECT / "bin")]

from sqlalchemy import Connection  # noqa: E402

from clusters import administrator, connection_of  # noqa: E402 - found through the line above
from dumps import dump_broker, dump_metadata  # noqa: E402
from monitoring.period import Period  # noqa: E402
from monitoring.warehouse import versions  # noqa: E402
from monitoring.warehouse.cluster import SUPERUSER, Cluster  # noqa: E402
from monitoring.warehouse.load import content_digest  # noqa: E402
from services import NOTICE_SECONDS, Services, end_on_request, wait  # noqa: E402
from up import is_healthy  # noqa: E402

PERIOD = "2026-10"
MONTHLY = "monthly_monitoring"
BROKEN = "water"
KILLED_UNDER_THE_MONTH = ("scheduler", "broker", "api-server", "metadata", "warehouse")
START_SECONDS, RUN_SECONDS = 300, 1800
# The first quotes a row in what the database answers, the second makes the audit count a row too few.
_SWALLOW = "create function monitoring.swallow() returns trigger language plpgsql as 'begin return null; end'"
_TRIGGER = (
    "create trigger swallow before insert on monitoring.rule_runs for each row"
    " when (new.rule = 'delivery.missing') execute function monitoring.swallow()"
)
FAULTS = {
    "stage_publication": (
        ["alter table restricted.people add constraint refused check (false) not valid"],
        "alter table restricted.people drop constraint refused",
    ),
    "audit_publication": ([_SWALLOW, _TRIGGER], "drop function monitoring.swallow() cascade"),
}
Task = dict[str, Any]


class Api:
    """Airflow's REST interface, as one user."""

    def __init__(self, url: str, password: str) -> None:
        self.url, self.token = url, ""
        self.token = self.call("POST", "/auth/token", {"username": "admin", "password": password})["access_token"]

    def call(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)  # noqa: S310 - own server
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return json.load(answer)

    def dags(self) -> set[str]:
        return {dag["dag_id"] for dag in self.call("GET", "/api/v2/dags?limit=100")["dags"]}

    def trigger(self, dag: str) -> None:
        self.call("PATCH", f"/api/v2/dags/{dag}", {"is_paused": False})
        conf = {"period": PERIOD} | ({"wait": False} if dag == MONTHLY else {})
        self.call("POST", f"/api/v2/dags/{dag}/dagRuns", {"logical_date": None, "conf": conf})

    def tasks(self, state: str = "") -> list[Task]:
        found: list[Task] = []
        while True:
            query = f"?limit=100&offset={len(found)}&order_by=id{'&state=' + state if state else ''}"
            page = self.call("GET", f"/api/v2/dags/~/dagRuns/~/taskInstances{query}")
            found += page["task_instances"]
            if not page["task_instances"] or len(found) >= page["total_entries"]:
                return found

    def runs(self, dags: list[str]) -> list[dict[str, Any]]:
        return [self.call("GET", f"/api/v2/dags/{dag}/dagRuns")["dag_runs"][0] for dag in dags]

    def have_ended(self, dags: list[str]) -> bool:
        return {run["state"] for run in self.runs(dags)} <= {"success", "failed"}

    def clear(self, task: str) -> None:
        """The task of the month's run and all after it."""
        [run] = self.runs([MONTHLY])
        body = {"dag_run_id": run["dag_run_id"], "task_ids": [task], "include_downstream": True}
        self.call(
            "POST", f"/api/v2/dags/{MONTHLY}/clearTaskInstances", {**body, "dry_run": False, "only_failed": False}
        )


class Trial:
    """Faults made in running services.

    recovered: seconds from each until its task ran again or the next one began; stopped_warm: whether a worker that was
    asked to stop has ended its tasks first.
    """

    def __init__(self, services: Services, api: Api) -> None:
        self.services, self.api = services, api
        self.recovered: dict[str, float] = {}
        self.stopped_warm = False

    def departments(self, dags: list[str]) -> None:
        """Every department; a worker and a task's process are killed while they are at work."""
        for dag in dags:
            self.api.trigger(dag)
        held = self._work_of("worker-1")
        self.services.kill("worker-1")
        killed = time.monotonic()
        other = self._work_of("worker-2")
        os.kill(other[0]["pid"], signal.SIGKILL)
        self._made_good("task process", other[:1], time.monotonic())
        self._made_good("worker", held, killed)
        wait("departments", lambda: self.api.have_ended(dags), RUN_SECONDS)

    def month(self) -> None:
        """The monthly Dag: services are killed under it, and it is refused by the database and by the audit."""
        for statements, _ in FAULTS.values():
            self._change(*statements)
        self.api.trigger(MONTHLY)
        for name in KILLED_UNDER_THE_MONTH:
            wait("a running task", lambda: self._of_month("running"), RUN_SECONDS)
            self.services.kill(name)
            self._next_began(name, datetime.now(UTC), time.monotonic())
        for task, (_, mend) in FAULTS.items():
            wait(MONTHLY, lambda: self.api.have_ended([MONTHLY]), RUN_SECONDS)
            red = [found["task_id"] for found in self._of_month("failed")]
            if red != [task]:
                raise SystemExit(f"{task} should have refused; red: {red}")
            self._change(mend)
            self.api.clear("stage_publication")
        asked = self._ask_a_busy_worker_to_stop()
        wait(MONTHLY, lambda: self.api.have_ended([MONTHLY]), RUN_SECONDS)
        self.stopped_warm = asked <= {task["id"] for task in self.api.tasks("success")}

    def _ask_a_busy_worker_to_stop(self) -> set[str]:
        """Tasks it works on: one that is tried again gets another id."""
        found: dict[str, set[str]] = {}

        def is_one_busy() -> bool:
            for name in ("worker-1", "worker-2"):
                own = self.services.of(name)
                found[name] = {task["id"] for task in self.api.tasks("running") if task["pid"] in own}
            return any(found.values())

        wait("a busy worker", is_one_busy, RUN_SECONDS)
        busy = max(found, key=lambda name: len(found[name]))
        self.services.ask_to_stop(busy)
        return found[busy]

    def _work_of(self, worker: str) -> list[Task]:
        """Waits until that worker works on something."""
        found: list[Task] = []

        def is_at_work() -> bool:
            own = self.services.of(worker)
            found.extend(task for task in self.api.tasks("running") if task["pid"] in own)
            return bool(found)

        wait(f"work on {worker}", is_at_work, RUN_SECONDS)
        return found

    def _of_month(self, state: str) -> list[Task]:
        return [task for task in self.api.tasks(state) if task["dag_id"] == MONTHLY]

    def _made_good(self, what: str, lost: list[Task], killed: float) -> None:
        """Waits until every lost task runs again."""
        wanted = {(task["dag_run_id"], task["task_id"], task["map_index"]): task["try_number"] for task in lost}

        def ran_again() -> bool:
            found = {(t["dag_run_id"], t["task_id"], t["map_index"]): t for t in self.api.tasks()}
            return all(
                found[key]["try_number"] > tried and found[key]["state"] in ("running", "success")
                for key, tried in wanted.items()
            )

        wait(f"tasks of the killed {what}", ran_again, RUN_SECONDS)
        self._note(what, killed)

    def _next_began(self, what: str, since: datetime, killed: float) -> None:
        """Waits until the month went on to another task, or another try."""

        def goes_on() -> bool:
            starts = [task["start_date"] for task in self._of_month("") if task["start_date"]]
            return any(datetime.fromisoformat(start) > since for start in starts)

        wait(f"the month after the {what} was killed", goes_on, RUN_SECONDS)
        self._note(what, killed)

    def _note(self, what: str, killed: float) -> None:
        self.recovered[what] = round(time.monotonic() - killed, 1)
        print(f"{what} killed: made good after {self.recovered[what]} s", flush=True)

    def _change(self, *statements: str) -> None:
        with administrator(self.services.warehouse, "monitor") as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)


def published(connection: Connection) -> str | None:
    """Digest of what readers of that database see of the month."""
    version = versions.current(connection, Period.parse(PERIOD))
    return None if version is None else content_digest(connection, Period.parse(PERIOD), version)


def undisturbed(services: Services) -> str | None:
    """The same of the same month, run by the command line in a folder and a database of its own."""
    with tempfile.TemporaryDirectory(prefix="monitor-test-") as folder:
        own = {"MONITOR_HOME": folder, "MONITOR_INBOX": str(services.home / "inbox")}
        settings = {**services.worker_environment, **own}
        del settings["MONITOR_WAREHOUSE_URL_FILE"]
        monitor = [sys.executable, "-m", "monitoring"]
        try:
            command = [*monitor, "run", "--period", PERIOD]
            subprocess.run(command, env=settings, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
            with connection_of(Cluster(Path(folder) / "postgres"), SUPERUSER, "postgres") as connection:
                return published(connection)
        finally:
            subprocess.run([*monitor, "stop"], env=settings, check=True, stdout=subprocess.DEVNULL)  # noqa: S603


def tasks_of(api: Api) -> dict[str, list[str]]:
    """Tasks tried more than once, and those that did not end well."""
    named = [(f"{task['dag_id']}.{task['task_id']}", task) for task in api.tasks()]
    return {
        "tried_again": sorted({name for name, task in named if task["try_number"] > 1}),
        "not_well": sorted({name for name, task in named if task["state"] not in ("success", "skipped")}),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--home", type=Path, required=True, help="a folder that does not exist yet")
    parser.add_argument("--residents", type=int, default=1500)
    parser.add_argument("--departments", help="these by their own Dags, the others by the month's: water,civil_affairs")
    arguments = parser.parse_args()
    names = sorted(path.name for path in (PROJECT / "include/contracts").iterdir() if path.is_dir())
    dags = [f"ingest__{name}" for name in (arguments.departments.split(",") if arguments.departments else names)]
    end_on_request()
    with Services(arguments.home.resolve()) as services:
        county = ["--seed", "3", "--residents", str(arguments.residents), "--months", f"{PERIOD}..{PERIOD}"]
        services.monitor("simulate", *county, "--out", str(services.home), check=True)
        next((services.home / "inbox" / PERIOD / BROKEN).iterdir()).write_bytes(b"not a workbook")
        services.start()
        print(f"healthy after {wait('Airflow', lambda: is_healthy(services.url), START_SECONDS):.0f} s", flush=True)
        api, began = Api(services.url, services.password), time.monotonic()
        wait("Dags", lambda: api.dags() >= {*dags, MONTHLY}, START_SECONDS)
        trial = Trial(services, api)
        trial.departments(dags)
        trial.month()
        found = {"recovered": trial.recovered, "noticed_after": NOTICE_SECONDS, **tasks_of(api)}
        found["stopped_warm"] = trial.stopped_warm
        found["seconds"] = round(time.monotonic() - began)
        dump_metadata(services, services.home / "dumps" / "metadata")
        dump_broker(services, services.home / "dumps")
        with administrator(services.warehouse, "monitor") as connection:
            digest = published(connection)
        found["same"] = digest is not None and digest == undisturbed(services)
        services.monitor("publications")
        services.monitor("doctor")
    (services.home / "trial.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    print(json.dumps(found, indent=1), flush=True)
    return 0 if found["same"] else 1


if __name__ == "__main__":
    sys.exit(main())
