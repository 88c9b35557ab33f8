"""The services of docker-compose.yaml without containers, and a month through them while a worker is killed.

`bin/native.py --home FOLDER [--residents 1500] [--departments a,b]` needs the libraries of requirements-production.lock
and redis-server on the PATH. It starts two PostgreSQL clusters, Redis, API server, scheduler, Dag processor, triggerer and
two workers, runs every department's Dag and the monthly one, kills the first worker meanwhile, and prints what was
published. Everything it started is stopped in the end. Differences from Compose: databases are reached by socket without
a password, and what a dead worker held is noticed sooner (NOTICE_SECONDS).
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT / "include"), str(PROJECT / "bin")]

from sqlalchemy import URL  # noqa: E402

from airflow_environment import airflow_environment  # noqa: E402 - found through the line above
from monitoring.warehouse import server  # noqa: E402
from monitoring.warehouse.cluster import SUPERUSER, Cluster  # noqa: E402
from up import is_healthy, stop  # noqa: E402

PERIOD = "2026-10"
MONTHLY = "monthly_monitoring"
NOTICE_SECONDS = 45
START_SECONDS, RUN_SECONDS = 240, 1800
SERVICES = {
    "api-server": ["api-server"],
    "scheduler": ["scheduler"],
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
    "worker-1": ["celery", "worker", "--skip-serve-logs", "--celery-hostname", "worker-1"],
    "worker-2": ["celery", "worker", "--skip-serve-logs", "--celery-hostname", "worker-2"],
}
Process = subprocess.Popen[bytes]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def database(folder: Path, login: str, rights: str) -> tuple[Cluster, URL]:
    """A cluster of its own with one database, owned by a login that is no superuser."""
    cluster = Cluster(folder)
    cluster.start()
    superuser = URL.create("postgresql+psycopg", SUPERUSER, database="postgres", query={"host": str(cluster.socket)})
    with server.engine_for(superuser).execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql(f"create role {login} login {rights}")
        connection.exec_driver_sql(f"create database {login} owner {login}")
    return cluster, superuser.set(username=login, database=login)


def environment(home: Path, port: int, broker: str, metadata: URL, warehouse: URL) -> dict[str, str]:
    """The names docker-compose.yaml uses; secrets as files or commands, as there."""
    folder = home / "secrets"
    subprocess.run([PROJECT / "deploy/secrets.sh", folder], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    (folder / "warehouse_url").chmod(0o600)
    (folder / "warehouse_url").write_text(warehouse.render_as_string(hide_password=False), encoding="utf-8")
    address = f"{PROJECT / 'deploy/address'} redis '' {folder / 'broker_password'} {broker}"
    own = {
        "AIRFLOW__CORE__AUTH_MANAGER": "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager",
        "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
        "AIRFLOW__CORE__FERNET_KEY_CMD": f"cat {folder / 'fernet_key'}",
        "AIRFLOW__API__SECRET_KEY_CMD": f"cat {folder / 'api_secret_key'}",
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API_AUTH__JWT_SECRET_CMD": f"cat {folder / 'jwt_secret'}",
        "AIRFLOW__CELERY__BROKER_URL_CMD": f"{address}/0",
        "AIRFLOW__CELERY__RESULT_BACKEND_CMD": f"{address}/1",
        "AIRFLOW__CELERY__WORKER_CONCURRENCY": "2",
        "AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__VISIBILITY_TIMEOUT": "86400",
        "AIRFLOW__OPENLINEAGE__DISABLED": "True",
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": str(NOTICE_SECONDS),
        "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": str(NOTICE_SECONDS),
        "MONITOR_WAREHOUSE_URL_FILE": str(folder / "warehouse_url"),
        "MONITOR_PSEUDONYM_KEY_FILE": str(folder / "pseudonym_key"),
        "MONITOR_LANDING_KEY_FILE": str(folder / "landing_key"),
        "MONITOR_SETTLE_SECONDS": "0",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    found = {**os.environ, **airflow_environment(home, port=port), **own}
    del found["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]
    return found


def with_metadata(settings: dict[str, str], metadata: URL) -> dict[str, str]:
    """For every service but the workers, which need no login to Airflow's database."""
    text = metadata.render_as_string(hide_password=False)
    asynchronous = text.replace("+psycopg:", "+psycopg_async:", 1)
    prefix = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"
    return {**settings, f"{prefix}_CMD": f"echo {text}", f"{prefix}_ASYNC_CMD": f"echo {asynchronous}"}


def start(name: str, command: list[str], settings: dict[str, str], home: Path) -> Process:
    log = home / "logs" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 - own services
            command, env=settings, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )


def start_broker(home: Path, port: int) -> Process:
    program = shutil.which("redis-server")
    if program is None:
        raise SystemExit("redis-server is not on the PATH")
    configuration = home / "broker.conf"
    configuration.touch(mode=0o600)
    password = (home / "secrets" / "broker_password").read_text(encoding="ascii")
    configuration.write_text(f"requirepass {password}\nbind 127.0.0.1\nport {port}\ndir {home}\n", encoding="ascii")
    return start("broker", [program, str(configuration)], dict(os.environ), home)


def initialise(settings: dict[str, str], password: str, home: Path) -> None:
    """What deploy/initialise.sh does."""
    python = sys.executable
    who = {"username": "admin", "role": "Admin", "firstname": "a", "lastname": "b", "email": "admin@localhost"}
    administrator = [f"--{name}={value}" for name, value in who.items()]
    for command, words in (
        (["airflow", "db", "migrate"], ""),
        (["airflow", "sync-perm"], ""),
        (["airflow", "users", "create", *administrator], f"{password}\n{password}\n"),
        ([python, "-m", "monitoring", "migrate"], ""),
    ):
        with (home / "logs" / "init.log").open("ab") as log:
            subprocess.run(  # noqa: S603
                command, env=settings, input=words.encode(), stdout=log, stderr=log, check=True, start_new_session=True
            )


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

    def trigger(self, dag: str) -> None:
        self.call("PATCH", f"/api/v2/dags/{dag}", {"is_paused": False})
        conf = {"period": PERIOD} | ({"wait": False} if dag == MONTHLY else {})
        self.call("POST", f"/api/v2/dags/{dag}/dagRuns", {"logical_date": None, "conf": conf})

    def tasks(self, state: str = "") -> list[dict[str, Any]]:
        query = f"?limit=1000{'&state=' + state if state else ''}"
        found: list[dict[str, Any]] = self.call("GET", f"/api/v2/dags/~/dagRuns/~/taskInstances{query}")[
            "task_instances"
        ]
        return found

    def states(self, dags: list[str]) -> dict[str, str]:
        return {dag: self.call("GET", f"/api/v2/dags/{dag}/dagRuns")["dag_runs"][0]["state"] for dag in dags}


def wait(what: str, is_done: Any, seconds: float) -> float:
    """Seconds it took; raises SystemExit when it was not in time."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        try:
            if is_done():
                return time.monotonic() - started
        except (urllib.error.URLError, OSError):
            pass  # not up yet
        time.sleep(2)
    raise SystemExit(f"{what}: not within {seconds} s")


def run_month(api: Api, dags: list[str], victim: Process) -> None:
    """Every department, the first worker killed once it is at work; then the month."""
    wait(
        "Dags",
        lambda: {dag["dag_id"] for dag in api.call("GET", "/api/v2/dags?limit=100")["dags"]} >= {*dags, MONTHLY},
        180,
    )
    for dag in dags:
        api.trigger(dag)

    def held() -> list[str]:
        return [task["task_id"] for task in api.tasks("running") if "worker-1" in str(task.get("hostname"))] or [
            task["task_id"] for task in api.tasks("running")
        ]

    wait("a running task", held, 300)
    os.killpg(victim.pid, signal.SIGKILL)
    print(f"killed worker-1 while {len(api.tasks('running'))} tasks were running", flush=True)
    seconds = wait("departments", lambda: set(api.states(dags).values()) <= {"success", "failed"}, RUN_SECONDS)
    print(f"{len(dags)} departments in {seconds:.0f} s after that: {api.states(dags)}", flush=True)
    api.trigger(MONTHLY)
    seconds = wait(MONTHLY, lambda: api.states([MONTHLY])[MONTHLY] in ("success", "failed"), RUN_SECONDS)
    tasks = api.tasks()
    again = [f"{task['dag_id']}.{task['task_id']}" for task in tasks if task["try_number"] > 1]
    bad = [
        f"{task['dag_id']}.{task['task_id']}: {task['state']}"
        for task in tasks
        if task["state"] not in ("success", "skipped")
    ]
    print(f"{MONTHLY} {api.states([MONTHLY])[MONTHLY]} in {seconds:.0f} s", flush=True)
    print(f"{len(tasks)} tasks, tried again: {again or 'none'}, not well: {bad or 'none'}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--home", type=Path, required=True, help="an empty folder")
    parser.add_argument("--residents", type=int, default=1500)
    parser.add_argument("--departments", help="only these, as public_security,civil_affairs")
    arguments = parser.parse_args()
    home, port, broker_port = arguments.home.resolve(), free_port(), free_port()
    (home / "logs").mkdir(parents=True)
    clusters: list[Cluster] = []
    processes: dict[str, Process] = {}
    try:
        metadata_cluster, metadata = database(home / "metadata", "airflow", "")
        clusters.append(metadata_cluster)
        warehouse_cluster, warehouse = database(home / "warehouse", "pipeline", "createrole")
        clusters.append(warehouse_cluster)
        settings = environment(home, port, f"127.0.0.1:{broker_port}", metadata, warehouse)
        processes["broker"] = start_broker(home, broker_port)
        password = secrets.token_urlsafe(16)
        serving = with_metadata(settings, metadata)
        started = time.monotonic()
        initialise(serving, password, home)
        print(f"initialised in {time.monotonic() - started:.0f} s", flush=True)
        monitor = [sys.executable, "-m", "monitoring"]
        county = ["--seed", "3", "--residents", str(arguments.residents), "--months", f"{PERIOD}..{PERIOD}"]
        subprocess.run([*monitor, "simulate", *county, "--out", str(home)], env=settings, check=True)  # noqa: S603
        for name, command in SERVICES.items():
            own = settings if name.startswith("worker") else serving
            processes[name] = start(name, ["airflow", *command], own, home)
        url = settings["AIRFLOW__API__BASE_URL"]
        print(f"healthy after {wait('Airflow', lambda: is_healthy(url), START_SECONDS):.0f} s", flush=True)
        names = sorted(path.name for path in (PROJECT / "include/contracts").iterdir() if path.is_dir())
        chosen = arguments.departments.split(",") if arguments.departments else names
        run_month(Api(url, password), [f"ingest__{name}" for name in chosen], processes["worker-1"])
        for command in (["publications"], ["summary", "--period", PERIOD], ["doctor"]):
            subprocess.run([*monitor, *command], env=settings, check=False)  # noqa: S603
    finally:
        for process in reversed(processes.values()):
            stop(process)
        for cluster in clusters:
            cluster.stop()


if __name__ == "__main__":
    main()
