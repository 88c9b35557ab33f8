"""The services of docker-compose.yaml with the login of production, after a small real month in which things went wrong.

What is there then: a published month; one that failed in its audit; one that asks about two deliveries and has refused a
third; a file that is no Dag; a connection, a variable, a backfill; a login for each role.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from monitoring.settings import PROJECT
from tests.lib import airflow_services, celery_month  # the first makes bin/ importable
from tests.lib import scheduled_county as county

from services import SERVICES, Services, of_sessions, wait  # isort: skip

MONTHLY = airflow_services.MONTHLY
ROLES = ("Viewer", "User", "Admin")
FAILED, PUBLISHED, ASKED, BACKFILLED = "2026-05", "2026-06", "2026-07", "2026-08"
LACKING = "云桥乡"
PASSWORD = f"Aa1!{secrets.token_urlsafe(12)}"
_SECONDS = 900
_DEPARTMENTS = ("housing", "public_security", "rural_revitalization", "water")


class FabServices(Services):
    """Like its base, with Airflow from the libraries of production; include: the county's configuration."""

    def __init__(self, home: Path, include: Path) -> None:
        super().__init__(home)
        self.python = celery_month.production()
        self._include = include

    def _environment(self) -> dict[str, str]:
        found = super()._environment()
        found["PATH"] = f"{self.python.parent}{os.pathsep}{found['PATH']}"
        own = {
            "AIRFLOW__CORE__DAGS_FOLDER": str(self.home / "dags"),
            "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "10",
            "MONITOR_INCLUDE": str(self._include),
            "MONITOR_LOOK_SECONDS": "3600",
        }
        return {**found, **own}


@dataclass(frozen=True)
class Place:
    """home: the data folder; url: of the API server; tokens: by role, each of a login of its own named like the role in small
    letters, password PASSWORD; services: what runs."""

    home: Path
    url: str
    tokens: dict[str, str]
    services: FabServices

    def ask(self, method: str, path: str, body: Any = None, role: str = "Admin") -> Any:
        """The answer to that role; raises when it was refused."""
        headers = {"Authorization": f"Bearer {self.tokens[role]}"}
        answer = httpx.request(method, f"{self.url}{path}", json=body, headers=headers, timeout=60, trust_env=False)
        answer.raise_for_status()
        return answer.json() if answer.content else None


@contextmanager
def fab_services(home: Path) -> Iterator[Place]:
    """home: a folder that is empty. Everything is stopped in the end."""
    include = county.build(home, 3600)
    shutil.copytree(PROJECT / "dags", home / "dags", ignore=shutil.ignore_patterns("__pycache__"))
    (home / "dags" / "broken.py").write_text("from airflow.sdk import DAG\nraise ValueError('no Dag')\n", "utf-8")
    assert county.without_a_township(county.delivered(home, county.CONDITIONS, ASKED), LACKING)
    assert county.half(county.delivered(home, county.HOUSING, ASKED))
    county.delivered(home, county.WATER, ASKED).write_bytes(b"not a workbook")
    with FabServices(home, include) as services:
        services.monitor("run", "--period", PUBLISHED, check=True)
        services.start(*(name for name in SERVICES if name != "worker-2"))
        wait("Airflow", lambda: _is_healthy(services.url), _SECONDS)
        admin = token_of(services.url, "admin", services.password)
        place = Place(home, services.url, {"Admin": admin}, services)
        for role in ROLES:
            _make_login(place, role)
        logins = {role: token_of(services.url, role.lower(), PASSWORD) for role in ROLES if role != "Admin"}
        place.tokens.update(logins)
        _live(place)
        yield place


@contextmanager
def another_server(place: Place, scheme: str) -> Iterator[tuple[str, int]]:
    """A second API server on the same database, as behind a proxy at which people come by that scheme; yields the address
    people would type, and the port at which it listens, without TLS."""
    [port] = airflow_services.free_ports(1)
    address = f"{scheme}://127.0.0.1:{port}"
    settings = {"AIRFLOW__API__BASE_URL": address, "AIRFLOW__API__PORT": str(port)}
    with (place.home / "logs" / "another-api-server.log").open("wb") as said:
        server = subprocess.Popen(
            [place.services.python.with_name("airflow"), "api-server"], stdout=said, stderr=said, start_new_session=True,
            env={**place.services.server_environment, **settings},
        )  # fmt: skip
        try:
            wait("another server", lambda: _answers(f"http://127.0.0.1:{port}"), _SECONDS)
            yield address, port
        finally:
            for process in of_sessions({server.pid}):
                process.kill()
            server.wait()


def token_of(url: str, login: str, password: str) -> str:
    """A token of that login; raises when it is refused."""
    body = {"username": login, "password": password}
    answer = httpx.post(f"{url}/auth/token", json=body, timeout=60, trust_env=False)
    answer.raise_for_status()
    return str(answer.json()["access_token"])


def _make_login(place: Place, role: str) -> None:
    if role == "Admin":
        return
    who = {"username": role.lower(), "email": f"{role.lower()}@localhost", "first_name": role, "last_name": "of test"}
    place.ask("POST", "/auth/fab/v1/users", {**who, "password": PASSWORD, "roles": [{"name": role}]})


def _live(place: Place) -> None:
    """The months, and what only an administrator makes."""
    dags = [f"ingest__{name}" for name in _DEPARTMENTS]
    wait("Dags", lambda: {*dags, MONTHLY} <= _dags(place), _SECONDS)
    _trigger(place, MONTHLY, {"period": FAILED, "wait": False})
    for dag in dags:
        _trigger(place, dag, {"period": ASKED})
    wait("first runs", lambda: all(_states(place, dag) <= {"success", "failed"} for dag in (MONTHLY, *dags)), _SECONDS)
    until = (dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    run = _trigger(place, MONTHLY, {"period": ASKED, "until": until})
    path = f"/api/v2/dags/{MONTHLY}/dagRuns/{run}/hitlDetails"
    wait("two questions", lambda: len(place.ask("GET", path)["hitl_details"]) == 2, _SECONDS)
    secret = "held-by-administrators-only"
    place.ask("POST", "/api/v2/connections", {"connection_id": "bureau", "conn_type": "http", "password": secret})
    place.ask("POST", "/api/v2/variables", {"key": "plain", "value": secret})
    month = {"from_date": f"{BACKFILLED}-01T00:00:00Z", "to_date": f"{BACKFILLED}-28T00:00:00Z"}
    how = {"dag_id": MONTHLY, "dag_run_conf": {"wait": False}, "max_active_runs": 1, "reprocess_behavior": "none"}
    backfill = place.ask("POST", "/api/v2/backfills", {**month, **how})
    place.ask("PUT", f"/api/v2/backfills/{backfill['id']}/pause")
    for dag in (MONTHLY, *dags):
        place.ask("PATCH", f"/api/v2/dags/{dag}", {"is_paused": True})


def _trigger(place: Place, dag: str, conf: dict[str, Any]) -> str:
    place.ask("PATCH", f"/api/v2/dags/{dag}", {"is_paused": False})
    answer = place.ask("POST", f"/api/v2/dags/{dag}/dagRuns", {"logical_date": None, "conf": conf})
    return str(answer["dag_run_id"])


def _dags(place: Place) -> set[str]:
    return {dag["dag_id"] for dag in place.ask("GET", "/api/v2/dags?limit=100")["dags"]}


def _states(place: Place, dag: str) -> set[str]:
    return {run["state"] for run in place.ask("GET", f"/api/v2/dags/{dag}/dagRuns")["dag_runs"]}


def _answers(url: str) -> bool:
    with suppress(httpx.HTTPError):
        return httpx.get(f"{url}/api/v2/version", timeout=5, trust_env=False).is_success
    return False


def _is_healthy(url: str) -> bool:
    try:
        health = httpx.get(f"{url}/api/v2/monitor/health", timeout=5, trust_env=False).json()
    except (httpx.HTTPError, ValueError):
        return False
    services = ("metadatabase", "scheduler", "triggerer", "dag_processor")
    return all((health.get(name) or {}).get("status") == "healthy" for name in services)
