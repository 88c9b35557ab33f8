"""What holds for every address of the API server: Airflow's own pages say nothing of frames, caches and other sites.

A change that another site makes a browser send is refused. A token in the header is never sent by a browser on its own.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from airflow.configuration import conf
from airflow.plugins_manager import AirflowPlugin

HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"SAMEORIGIN",
    b"referrer-policy": b"same-origin",
    b"content-security-policy": b"frame-ancestors 'self'; object-src 'none'; base-uri 'self'; form-action 'self'",
}
_HTTPS = {b"strict-transport-security": b"max-age=31536000"}
_KEPT_BY_BROWSERS = ("/static/", "/auth/static/")
_READING = ("GET", "HEAD", "OPTIONS")


class Doors:
    """ASGI middleware. address: at which people open the pages; a proxy may hide from this server that it is https."""

    def __init__(self, app: Any, address: str) -> None:
        self._app, self._https = app, address.startswith("https://")
        self._forms = ("/auth/", urlsplit(address).path.rstrip("/") + "/auth/")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._https:
            scope["scheme"] = "https"  # so that every cookie is for https only
        if scope["path"] in [f"{forms}logout" for forms in self._forms]:
            # Else the browser only would forget the form's session, and whoever has kept it could go on.
            scope = {**scope, "path": scope["path"] + "/"}
        given = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}

        async def answer(message: Any) -> None:
            if message["type"] == "http.response.start":
                said = {name.lower() for name, _ in message["headers"]}
                wanted = {**HEADERS, **_caching(scope["path"]), **(_HTTPS if self._https else {})}
                new = [(name, value) for name, value in wanted.items() if name not in said]
                message = {**message, "headers": [*message["headers"], *new]}
            await send(message)

        # FAB's forms take a HEAD for a GET that may change: it deletes a login, without the form's token.
        is_disguised = scope["method"] == "HEAD" and scope["path"].startswith(self._forms)
        if is_disguised or _is_another_site(scope["method"], given):
            await _refuse(answer)
        else:
            await self._app(scope, receive, answer)


def _is_another_site(method: str, given: dict[bytes, str]) -> bool:
    """Whether a browser sends this for another site's page. Browsers say so, or name the page's origin."""
    if method in _READING or b"authorization" in given:
        return False
    site, origin = given.get(b"sec-fetch-site"), given.get(b"origin")
    if site is not None:
        return site not in ("same-origin", "none")
    return origin not in (None, "null") and urlsplit(origin).netloc != given.get(b"host")


def _caching(path: str) -> dict[bytes, bytes]:
    return {} if path.startswith(_KEPT_BY_BROWSERS) else {b"cache-control": b"no-store"}


async def _refuse(send: Any) -> None:
    text = '{"detail": "不接受这个请求：可能来自其他网站"}'.encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": text})


class DoorsPlugin(AirflowPlugin):
    name = "monitoring_doors"
    fastapi_root_middlewares = [  # noqa: RUF012 - Airflow reads a list
        {
            "name": "doors",
            "middleware": Doors,
            "kwargs": {"address": conf.get("api", "base_url", fallback="")},
        }
    ]
