"""The pages inside Airflow: wires who is logged in to them and puts them into the navigation. They are monitoring.console."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from airflow.configuration import conf
from airflow.plugins_manager import AirflowPlugin

PREFIX = "/monitoring"
PAGES = (("发现", "findings"), ("户", "household"), ("规则", "rules"), ("变动", "changes"), ("发布", "publications"))


class _Lazily:
    """The application, built on the first request: this file is loaded by every service, which need none of it."""

    def __init__(self) -> None:
        self._app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if self._app is None:
            self._app = _build()
        await self._app(scope, receive, send)


def _build() -> Any:
    from airflow.api_fastapi.app import get_auth_manager
    from airflow.api_fastapi.auth.managers.models.resource_details import AccessView
    from airflow.api_fastapi.core_api.security import get_user
    from fastapi import HTTPException, Request
    from fastapi.concurrency import run_in_threadpool
    from fastapi.security import HTTPBearer

    from monitoring.console.app import Known, build
    from monitoring.settings import load_settings

    bearer = HTTPBearer(auto_error=False)

    async def identify(request: Request) -> Known | None:
        try:
            user = await get_user(request, None, await bearer(request))
        except HTTPException:
            return None
        manager = get_auth_manager()
        if not await run_in_threadpool(manager.is_authorized_view, access_view=AccessView.WEBSITE, user=user):
            return Known(user.get_name(), ())
        return Known(str(getattr(user, "username", None) or user.get_name()), role_names(user))

    def login_url(path: str) -> str:
        return get_auth_manager().get_url_login(
            next_url=f"{conf.get('api', 'base_url', fallback='').rstrip('/')}{path}"
        )

    return build(load_settings(), identify, login_url, run_of)


def role_names(user: Any) -> tuple[str, ...]:
    """Roles as the auth manager calls them: FAB knows several with names, the simple one a single word."""
    several = getattr(user, "roles", None)
    if several:
        return tuple(str(role.name) for role in several)
    single = getattr(user, "role", None)
    return (str(getattr(single, "name", single)),) if single else ()


def run_of(dag_id: str, period: str) -> str | None:
    """The latest run of that Dag for that month: by its partition key, else by the parameter `period`."""
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session
    from sqlalchemy import select

    with create_session(scoped=False) as session:
        runs = session.execute(
            select(DagRun.run_id, DagRun.partition_key, DagRun.conf)
            .where(DagRun.dag_id == dag_id)
            .order_by(DagRun.id.desc())
            .limit(100)
        ).all()
    said = ((run_id, key or (given or {}).get("period")) for run_id, key, given in runs)
    return next((str(run_id) for run_id, month in said if month == period), None)


def _base() -> str:
    return urlsplit(conf.get("api", "base_url", fallback="")).path.rstrip("/")


def _view(title: str, path: str, route: str, **place: object) -> dict[str, object]:
    """An entry of the navigation; the page opens in a frame within Airflow."""
    return {"name": title, "href": f"{_base()}{PREFIX}/{path}", "destination": "nav", "url_route": route, **place}


class ConsolePlugin(AirflowPlugin):
    name = "monitoring_console"
    fastapi_apps = [{"app": _Lazily(), "url_prefix": PREFIX, "name": "monitoring"}]  # noqa: RUF012 - Airflow reads a list
    external_views = [  # noqa: RUF012
        _view("返贫监测", "", "monitoring", nav_top_level=True, icon=f"{_base()}{PREFIX}/icon.svg"),
        *(_view(title, path, f"monitoring-{path}", category="返贫监测") for title, path in PAGES),
    ]
