"""A whole Airflow of a test's own on the loopback: each of its services is a process that can be killed and started again."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import psutil

from monitoring.settings import PROJECT

if (_BIN := str(PROJECT / "bin")) not in sys.path:
    sys.path.append(_BIN)

from airflow_environment import airflow_environment
from services import of_sessions

MONTHLY = "monthly_monitoring"
SERVICES = ("api-server", "scheduler", "triggerer", "dag-processor")
ENDED = ("success", "failed")
PATIENCE_SECONDS = 600
_LOOK_SECONDS = 0.3
_STOP_SECONDS = 10
_HEALTHY = ("metadatabase", "scheduler", "triggerer", "dag_processor")
_IMPATIENT = {
    "AIRFLOW__LOGGING__LOGGING_LEVEL": "INFO",
    "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "True",
    "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.1",
    "AIRFLOW__SCHEDULER__SCHEDULER_HEARTBEAT_SEC": "2",
    "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD": "12",
    "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "5",
    "AIRFLOW__SCHEDULER__TRIGGER_TIMEOUT_CHECK_INTERVAL": "1",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_SEC": "2",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "15",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "3",
    "AIRFLOW__API__WORKERS": "1",
}
"""What lasts minutes in production, so that a lost process is noticed, lasts seconds here."""

State = dict[tuple[str, int], str]


class Airflow:
    """home: the data folder, with `airflow` and `logs` in it; users: login -> role of the simple auth manager."""

    def __init__(self, home: Path, users: dict[str, str], **variables: str) -> None:
        port, worker_log, trigger_log = free_ports(3)
        self.home, self.users = home, {name: secrets.token_urlsafe(9) for name in users}
        settings = airflow_environment(home, port=port)
        self.url = settings["AIRFLOW__API__BASE_URL"]
        own = {
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(worker_log),
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(trigger_log),
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{name}:{role}" for name, role in users.items()),
            "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(32),
            "AIRFLOW__API__SECRET_KEY": secrets.token_hex(32),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }
        self.environment = {**os.environ, **settings, **_IMPATIENT, **own, **variables}
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._sessions: set[int] = set()
        self._tokens: dict[str, str] = {}
        passwords = Path(settings["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"])
        passwords.parent.mkdir(parents=True)
        passwords.write_text(json.dumps(self.users), encoding="utf-8")

    def migrate(self) -> subprocess.Popen[bytes]:
        """Begins to make the metadata database."""
        return self._begin("db", "migrate")

    def start(self, *services: str) -> None:
        """Starts services."""
        for service in services or SERVICES:
            self._running[service] = self._begin(service)

    def wait_until_healthy(self) -> None:
        """Returns when every service has answered for itself and the monthly Dag is there and not paused."""
        self.until("healthy", self._is_healthy)
        self.until("Dag parsed", lambda: self.ask("GET", f"/dags/{MONTHLY}", expected=(200, 404)).get("dag_id"))
        self.ask("PATCH", f"/dags/{MONTHLY}", {"is_paused": False})

    def kill(self, service: str) -> None:
        """SIGKILL to the service and to all it has started, as when its container is lost."""
        gone = self._running.pop(service)
        for process in of_sessions({gone.pid}):
            with suppress(psutil.NoSuchProcess):
                process.kill()
        gone.wait()

    def stop(self) -> None:
        """Ends everything that was started here: first asked, then forced."""
        for process in self._running.values():
            process.terminate()
        psutil.wait_procs(of_sessions(self._sessions), timeout=_STOP_SECONDS)
        for left in of_sessions(self._sessions):
            with suppress(psutil.NoSuchProcess):
                left.kill()
        for process in self._running.values():
            process.wait()

    def ask(
        self, method: str, path: str, body: dict[str, Any] | None = None, *, by: str | None = None,
        expected: tuple[int, ...] = (200, 201),
    ) -> dict[str, Any]:  # fmt: skip
        """Answer of the public interface to that login, by default the first one."""
        name = by or next(iter(self.users))
        if name not in self._tokens:
            login = {"username": name, "password": self.users[name]}
            self._tokens[name] = self._send("POST", "/auth/token", login).json()["access_token"]
        answer = self._send(method, f"/api/v2{path}", body, self._tokens[name])
        assert answer.status_code in expected, f"{method} {path}: {answer.status_code} {answer.text}"
        return dict(answer.json()) if answer.content else {}

    def trigger(self, period: str, **conf: Any) -> str:
        """A manual run of the month; returns its id."""
        body = {"logical_date": None, "conf": {"period": period, **conf}}
        return str(self.ask("POST", f"/dags/{MONTHLY}/dagRuns", body)["dag_run_id"])

    def runs(self) -> dict[str, dict[str, Any]]:
        """Every run of the monthly Dag by its id."""
        found = self.ask("GET", f"/dags/{MONTHLY}/dagRuns?limit=100")["dag_runs"]
        return {run["dag_run_id"]: run for run in found}

    def state(self, run: str) -> str:
        """The run's state."""
        return str(self.ask("GET", f"/dags/{MONTHLY}/dagRuns/{run}")["state"])

    def tasks(self, run: str) -> list[dict[str, Any]]:
        """Task instances of a run as Airflow tells them."""
        return list(self.ask("GET", f"/dags/{MONTHLY}/dagRuns/{run}/taskInstances?limit=100")["task_instances"])

    def states(self, run: str) -> State:
        """State by task and map index."""
        return {(task["task_id"], task["map_index"]): str(task["state"]) for task in self.tasks(run)}

    def log(self, run: str, task: str, index: int = -1) -> str:
        """What a task said at all its tries."""
        paths = (self.home / "logs" / "airflow" / f"dag_id={MONTHLY}" / f"run_id={run}" / f"task_id={task}").rglob(
            "*.log"
        )
        wanted = sorted(path for path in paths if index < 0 or f"map_index={index}" in path.parts)
        return "\n".join(path.read_text(encoding="utf-8") for path in wanted)

    def clear(self, run: str, *tasks: str | list[Any], downstream: bool = False) -> list[str]:
        """Clears tasks of a run, without names all; returns what will be run again."""
        body: dict[str, Any] = {"dag_run_id": run, "dry_run": False, "only_failed": False, "reset_dag_runs": True}
        if tasks:
            body |= {"task_ids": list(tasks), "include_downstream": downstream}
        cleared = self.ask("POST", f"/dags/{MONTHLY}/clearTaskInstances", body)["task_instances"]
        return sorted({task["task_id"] for task in cleared})

    def ended(self, run: str) -> str:
        """Waits for the end of a run; returns its state."""
        self.until(f"end of {run}", lambda: self.state(run) in ENDED)
        return self.state(run)

    def until(self, what: str, holds: Callable[[], Any], seconds: float = PATIENCE_SECONDS) -> Any:
        """Waits until it holds, and returns what it said; fails with the state of everything. A server that is too busy to
        answer is asked again."""
        deadline = time.monotonic() + seconds
        while True:
            with suppress(httpx.HTTPError):
                if said := holds():
                    return said
            dead = [name for name, process in self._running.items() if process.poll() is not None]
            assert not dead, f"{dead} ended while waiting for: {what}\n{self.account()}"
            assert time.monotonic() < deadline, f"not in {seconds} s: {what}\n{self.account()}"
            time.sleep(_LOOK_SECONDS)

    def account(self) -> str:
        """Runs, their tasks, and the last lines of every service's log."""
        lines = []
        with suppress(httpx.HTTPError, KeyError):
            for run in self.runs().values():
                lines.append(f"{run['dag_run_id']} {run['state']} {run['conf']}")
                lines += [
                    f"  {t['task_id']}[{t['map_index']}] {t['state']} try {t['try_number']}"
                    for t in self.tasks(run["dag_run_id"])
                ]
        for path in sorted((self.home / "logs").glob("*.log")):
            lines += [f"== {path.name}", *path.read_text(encoding="utf-8", errors="replace").splitlines()[-25:]]
        return "\n".join(lines)

    def _begin(self, *command: str) -> subprocess.Popen[bytes]:
        log = self.home / "logs" / f"{'-'.join(command)}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as said:
            process = subprocess.Popen(
                [Path(sys.executable).with_name("airflow"), *command], cwd=PROJECT, env=self.environment,
                stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True,
            )  # fmt: skip
        self._sessions.add(process.pid)
        return process

    def _is_healthy(self) -> bool:
        try:
            health = httpx.get(f"{self.url}/api/v2/monitor/health", timeout=5, trust_env=False).json()
        except (httpx.HTTPError, ValueError):
            return False
        return all((health.get(name) or {}).get("status") == "healthy" for name in _HEALTHY)

    def _send(self, method: str, path: str, body: dict[str, Any] | None, token: str | None = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = httpx.request(method, f"{self.url}{path}", json=body, headers=headers, timeout=60, trust_env=False)
        return answer.raise_for_status() if answer.is_server_error else answer


@contextmanager
def airflow_services(
    home: Path, users: dict[str, str], prepare: Callable[[], None], **variables: str
) -> Iterator[Airflow]:
    """All services of an Airflow, healthy; prepare is called while its database is made."""
    services = Airflow(home, users, **variables)
    try:
        migration = services.migrate()
        prepare()
        assert migration.wait(PATIENCE_SECONDS) == 0, services.account()
        services.start()
        services.wait_until_healthy()
        yield services
    finally:
        services.stop()


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
