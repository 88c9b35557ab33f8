"""The services of docker-compose.yaml as processes of one machine: kept running as its `restart:` does, and ended whole."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import psutil

from airflow_environment import PROJECT, airflow_environment
from clusters import ADMINISTRATOR, address, administrator, begin
from monitoring.errors import MonitoringError
from monitoring.warehouse.cluster import Cluster

# In Compose 300 and 600: a trial shall not wait so long. Starting a task must fit into it on a busy machine.
NOTICE_SECONDS = 60
SERVICES = {
    "api-server": ["api-server"],
    "scheduler": ["scheduler"],
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
    "worker-1": ["celery", "worker", "--skip-serve-logs", "--celery-hostname", "worker-1"],
    "worker-2": ["celery", "worker", "--skip-serve-logs", "--celery-hostname", "worker-2"],
}
_STOP_SECONDS = 15
Process = subprocess.Popen[bytes]


class Services:
    """Two PostgreSQL clusters, a broker and Airflow's services, their files all under home. Use it as a context.

    worker_environment has the names docker-compose.yaml uses, secrets as files or commands; server_environment has
    Airflow's database too, which workers need not know.
    """

    def __init__(self, home: Path) -> None:
        self.home, self.logs, self.secrets = home, home / "logs", home / "secrets"
        self.port, self.broker_port, self.password = free_port(), free_port(), f"Aa1-{secrets.token_urlsafe(16)}"
        self.metadata, self.warehouse = Cluster(home / "metadata"), Cluster(home / "warehouse")
        self._clusters = {"metadata": self.metadata, "warehouse": self.warehouse}
        self.worker_environment: dict[str, str] = {}
        self.server_environment: dict[str, str] = {}
        self._commands: dict[str, tuple[list[str], dict[str, str]]] = {}
        self._running: dict[str, Process] = {}
        self._sessions: set[int] = set()
        self._ending = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def __enter__(self) -> Self:
        self.logs.mkdir(parents=True)
        try:
            made = [str(PROJECT / "deploy/secrets.sh"), str(self.secrets)]
            subprocess.run(made, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - own script
            for cluster in self._clusters.values():
                begin(cluster)
            with administrator(self.metadata) as connection:
                connection.exec_driver_sql("create role airflow login")
                connection.exec_driver_sql("create database airflow owner airflow")
            self._make_warehouse()
            self.worker_environment = self._environment()
            self.server_environment = {**self.worker_environment, **self._server_settings()}
            self._start("broker", self._broker(), dict(os.environ))
            self._initialise()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        with suppress(RuntimeError):  # not started
            self._keeper.join()
        for process in self._running.values():
            process.terminate()
        psutil.wait_procs(of_sessions(self._sessions), timeout=_STOP_SECONDS)
        for left in of_sessions(self._sessions):
            with suppress(psutil.NoSuchProcess):
                left.kill()
        for process in self._running.values():
            process.wait()
        for cluster in self._clusters.values():
            cluster.stop()

    @property
    def url(self) -> str:
        return self.worker_environment["AIRFLOW__API__BASE_URL"]

    def start(self, *names: str) -> None:
        """Starts Airflow's services, all or those named, and from now on whatever died."""
        for name in names or SERVICES:
            command = SERVICES[name]
            settings = self.worker_environment if name.startswith("worker") else self.server_environment
            self._start(name, ["airflow", *command], settings)
        self._keeper.start()

    def kill(self, name: str) -> None:
        """SIGKILL to a service and all it has started, as when its container is lost."""
        if name in self._clusters:
            number = int((self._clusters[name].data / "postmaster.pid").read_text(encoding="ascii").split("\n")[0])
            server_process = psutil.Process(number)
            server_process.suspend()  # or it would end its own children, and say so
            lost = [*server_process.children(recursive=True), server_process]
        else:
            lost = of_sessions({self._running[name].pid})
        for process in lost:
            with suppress(psutil.NoSuchProcess):
                process.kill()

    def ask_to_stop(self, name: str) -> None:
        """SIGTERM to the service itself, as `docker compose stop` sends it."""
        self._running[name].terminate()

    def of(self, name: str) -> set[int]:
        """Numbers of the processes a service consists of now."""
        return {process.pid for process in of_sessions({self._running[name].pid})}

    def monitor(self, *arguments: str, check: bool = False) -> None:
        """`monitor` as a worker would run it."""
        command = [sys.executable, "-m", "monitoring", *arguments]
        subprocess.run(command, env=self.worker_environment, check=check)  # noqa: S603 - own program

    def _make_warehouse(self) -> None:
        """What the database's container does when its volume is new."""
        place = {"PGHOST": str(self.warehouse.socket), "PGUSER": ADMINISTRATOR, "PGDATABASE": "postgres"}
        path = f"{self.warehouse.binaries}{os.pathsep}{os.environ['PATH']}"
        own = {**os.environ, **place, "PATH": path, "SECRETS": str(self.secrets)}
        subprocess.run([str(PROJECT / "deploy/warehouse_login.sh")], env=own, check=True)  # noqa: S603 - own script
        for name, login in (("warehouse_url", "monitor"), ("console_url", "monitor_console")):
            (self.secrets / name).chmod(0o600)
            (self.secrets / name).write_text(address(self.warehouse, login, "monitor"), encoding="utf-8")

    def _server_settings(self) -> dict[str, str]:
        text = address(self.metadata, "airflow", "airflow")
        prefix = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"
        return {
            f"{prefix}_CMD": f"echo {text}",
            f"{prefix}_ASYNC_CMD": f"echo {text.replace('+psycopg:', '+psycopg_async:', 1)}",
            "AIRFLOW__FAB__CONFIG_FILE": str(PROJECT / "config" / "webserver_config.py"),
            "AIRFLOW__FAB__SESSION_LIFETIME_MINUTES": "120",
            "AIRFLOW__FAB__SESSION_MAX_LIFETIME_MINUTES": "720",
            "AIRFLOW__API_AUTH__JWT_EXPIRATION_TIME": "3600",
            "AIRFLOW__API__ENABLE_SWAGGER_UI": "False",
            "MONITOR_CONSOLE_URL_FILE": str(self.secrets / "console_url"),
        }

    def _environment(self) -> dict[str, str]:
        folder = self.secrets
        broker = f"{PROJECT / 'deploy/address'} redis '' {folder / 'broker_password'} 127.0.0.1:{self.broker_port}"
        own = {
            "AIRFLOW__CORE__AUTH_MANAGER": "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager",
            "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
            "AIRFLOW__CORE__FERNET_KEY_CMD": f"cat {folder / 'fernet_key'}",
            "AIRFLOW__API__SECRET_KEY_CMD": f"cat {folder / 'api_secret_key'}",
            "AIRFLOW__API__WORKERS": "1",
            "AIRFLOW__API_AUTH__JWT_SECRET_CMD": f"cat {folder / 'jwt_secret'}",
            "AIRFLOW__CELERY__BROKER_URL_CMD": f"{broker}/0",
            "AIRFLOW__CELERY__RESULT_BACKEND_CMD": f"{broker}/1",
            "AIRFLOW__CELERY__TASK_ACKS_LATE": "True",
            "AIRFLOW__CELERY__WORKER_CONCURRENCY": "2",
            "AIRFLOW__CELERY__WORKER_PREFETCH_MULTIPLIER": "1",
            "AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__VISIBILITY_TIMEOUT": "86400",
            "AIRFLOW__OPENLINEAGE__DISABLED": "True",
            "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "60",
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": str(NOTICE_SECONDS),
            "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": str(2 * NOTICE_SECONDS),
            "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": "10",
            "MONITOR_WAREHOUSE_URL_FILE": str(folder / "warehouse_url"),
            "MONITOR_PSEUDONYM_KEY_FILE": str(folder / "pseudonym_key"),
            "MONITOR_LANDING_KEY_FILE": str(folder / "landing_key"),
            "MONITOR_SETTLE_SECONDS": "0",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONUNBUFFERED": "1",
            "TMPDIR": str(self._scratch()),
        }
        # A test's own settings, as a log that says warnings only, are not the services'.
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW_", "MONITOR_"))}
        found = {**inherited, **airflow_environment(self.home, port=self.port), **own}
        del found["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]
        return found

    def _scratch(self) -> Path:
        """The services' own folder for temporary files: what they leave there can be looked at."""
        folder = self.home / "system_tmp"
        folder.mkdir()
        return folder

    def _broker(self) -> list[str]:
        program = shutil.which("redis-server")
        if program is None:
            raise SystemExit("redis-server is not on the PATH")
        configuration = self.home / "broker.conf"
        configuration.touch(mode=0o600)
        password = (self.secrets / "broker_password").read_text(encoding="ascii")
        (self.home / "broker").mkdir()
        lines = ("bind 127.0.0.1", f"port {self.broker_port}", f"dir {self.home / 'broker'}", "appendonly yes")
        configuration.write_text("\n".join([f"requirepass {password}", *lines, ""]), encoding="ascii")
        return [program, str(configuration)]

    def _initialise(self) -> None:
        """What deploy/initialise.sh does."""
        who = {"username": "admin", "role": "Admin", "firstname": "a", "lastname": "b", "email": "admin@localhost"}
        for command, words in (
            (["airflow", "db", "migrate"], ""),
            (["airflow", "sync-perm"], ""),
            (
                ["airflow", "users", "create", *(f"--{name}={value}" for name, value in who.items())],
                f"{self.password}\n" * 2,
            ),
            ([sys.executable, "-m", "monitoring", "migrate"], ""),
        ):
            with (self.logs / "init.log").open("ab") as log:
                subprocess.run(  # noqa: S603 - own programs
                    command,
                    env=self.server_environment,
                    input=words.encode(),
                    stdout=log,
                    stderr=log,
                    check=True,
                    start_new_session=True,
                )

    def _start(self, name: str, command: list[str], settings: dict[str, str]) -> None:
        self._commands[name] = command, settings
        with (self.logs / f"{name}.log").open("ab") as said:
            process = subprocess.Popen(  # noqa: S603 - own services
                command, env=settings, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
            )
        self._running[name] = process
        self._sessions.add(process.pid)

    def _keep(self) -> None:
        while not self._ending.wait(1):
            for cluster in self._clusters.values():
                if not cluster.answers():
                    with suppress(MonitoringError):
                        cluster.start()
            for name, process in list(self._running.items()):
                if process.poll() is not None:
                    self._start(name, *self._commands[name])


def of_sessions(sessions: set[int]) -> list[psutil.Process]:
    """Living processes of those sessions, whoever their parent is by now."""
    found = []
    for process in psutil.process_iter():
        with suppress(ProcessLookupError, PermissionError, psutil.NoSuchProcess):
            if os.getsid(process.pid) in sessions and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def end_on_request() -> None:
    """SIGTERM ends this program as Ctrl-C does, so that contexts are left and nothing goes on running."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def wait(what: str, is_done: Any, seconds: float) -> float:
    """Seconds it took; raises SystemExit when it was not in time."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        with suppress(OSError):  # not up, or just killed
            if is_done():
                return time.monotonic() - started
        time.sleep(0.5)
    raise SystemExit(f"{what}: not within {seconds} s")
