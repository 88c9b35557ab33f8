"""The pages over a seeded warehouse, with a header in place of Airflow's login."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import URL, Engine

from monitoring.console.app import Known, build
from monitoring.layout import Layout
from monitoring.settings import Settings, load_settings
from monitoring.warehouse import server
from monitoring.warehouse.tables import metadata
from tests.lib.warehouse import server_layout, server_url
from tests.unit.console import county

__all__ = ["server_layout", "server_url"]

ROLES = """
roles:
  Viewer: [counts]
  Op: [operator]
  Analyst: [analyst]
  Auditor: [auditor]
  Admin: [operator, analyst, auditor]
users:
  town: ["township:云坪镇"]
"""


@dataclass(frozen=True)
class Browser:
    """Asks for pages as somebody."""

    client: TestClient

    def get(self, path: str, role: str = "Admin", user: str = "zhang") -> Response:
        return self.client.get(f"/monitoring{path}", headers=self._who(role, user), follow_redirects=False)

    def post(
        self, path: str, form: dict[str, str], role: str = "Admin", user: str = "zhang", **headers: str
    ) -> Response:
        sent = {"sec-fetch-site": "same-origin", **{name.replace("_", "-"): value for name, value in headers.items()}}
        who = self._who(role, user) | sent
        return self.client.post(f"/monitoring{path}", data=form, headers=who, follow_redirects=False)

    def anonymously(self, method: str, path: str, accept: str) -> Response:
        return self.client.request(method, f"/monitoring{path}", headers={"accept": accept}, follow_redirects=False)

    def _who(self, role: str, user: str) -> dict[str, str]:
        return {"x-role": role, "x-user": user, "accept": "text/html"}


@pytest.fixture(scope="session")
def role_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("console") / "roles.yml"
    path.write_text(ROLES, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def open_pages(role_file: Path) -> Iterator[Callable[[Settings], Browser]]:
    """Builds the application for some settings."""
    built = []

    def pages(settings: Settings) -> Browser:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("MONITOR_CONSOLE_ROLES", str(role_file))
            app = build(settings, _identify, lambda path: f"/auth/login?next={path}", lambda dag, period: None)
        built.append(app)
        airflow = FastAPI()
        airflow.mount("/monitoring", app)
        return Browser(TestClient(airflow, base_url="http://testserver"))

    yield pages
    for app in built:
        app.state.source.close()


async def _identify(request: Request) -> Known | None:
    role = request.headers.get("x-role")
    return Known(request.headers["x-user"], (role,)) if role else None


@pytest.fixture(scope="session")
def settings(server_layout: Layout) -> Settings:
    return replace(load_settings(), home=server_layout.home, inbox=server_layout.inbox, warehouse_url=None)


@pytest.fixture(scope="module")
def engine(server_url: URL) -> Engine:
    """The migrated, emptied database of this module."""
    engine = server.engine_for(server_url)
    tables = ", ".join(f"{table.schema}.{table.name}" for table in metadata.sorted_tables)
    with engine.begin() as connection:
        # The access log refuses to be emptied; a superuser can look away from that.
        connection.exec_driver_sql("set local session_replication_role = replica")
        connection.exec_driver_sql(f"truncate {tables} restart identity")
    return engine


@pytest.fixture(scope="module")
def browser(
    engine: Engine,
    settings: Settings,
    tmp_path_factory: pytest.TempPathFactory,
    open_pages: Callable[[Settings], Browser],
) -> Browser:
    """The pages over the two months of county.py."""
    folder = tmp_path_factory.mktemp("county")
    county.release(engine, folder, county.SEPTEMBER, county.september())
    county.release(engine, folder, county.OCTOBER, county.october())
    return open_pages(settings)


@pytest.fixture(autouse=True)
def everything_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
