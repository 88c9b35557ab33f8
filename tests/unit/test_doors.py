"""What every address of the API server says to browsers, and which requests do not get in."""

from __future__ import annotations

import asyncio
import runpy
from typing import Any

import pytest

from monitoring.settings import PROJECT

Doors = runpy.run_path(str(PROJECT / "plugins" / "doors.py"))["Doors"]
HTTP, HTTPS = "http://127.0.0.1:8080", "https://monitor.county/pages"


def ask(
    path: str, method: str = "GET", address: str = HTTP, **headers: str
) -> tuple[dict[str, Any] | None, int, dict[str, str]]:
    """What the application behind was asked, None when nothing; status and headers of the answer."""
    seen: list[dict[str, Any]] = []
    said: list[dict[str, Any]] = []

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        seen.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"referrer-policy", b"no-referrer")]})
        await send({"type": "http.response.body", "body": b""})

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "scheme": "http", "headers": given}
    asyncio.run(Doors(application, address)(scope, None, send))
    answer = {name.decode(): value.decode() for name, value in said[0]["headers"]}
    return (seen[0] if seen else None), said[0]["status"], answer


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("POST", {"origin": "https://elsewhere.example", "host": "monitor.county"}, 403),
        ("PATCH", {"sec_fetch_site": "cross-site", "host": "monitor.county"}, 403),
        ("DELETE", {"sec_fetch_site": "same-site", "host": "monitor.county"}, 403),
        ("POST", {"origin": "https://monitor.county", "host": "monitor.county"}, 200),
        ("POST", {"sec_fetch_site": "same-origin", "origin": "null", "host": "monitor.county"}, 200),
        ("POST", {"origin": "https://elsewhere.example", "authorization": "Bearer x", "host": "monitor.county"}, 200),
        ("POST", {"host": "monitor.county"}, 200),
        ("GET", {"sec_fetch_site": "cross-site", "host": "monitor.county"}, 200),
    ],
)
def test_a_change_sent_for_another_site_does_not_get_in(method: str, headers: dict[str, str], status: int) -> None:
    seen, found, _ = ask("/api/v2/dags/x", method, **headers)
    assert (found, seen is not None) == (status, status == 200)


@pytest.mark.parametrize("path", ["/auth/users/delete/3", "/auth/roles/action/copyrole/1"])
def test_a_form_is_not_pressed_by_asking_for_its_head(path: str) -> None:
    assert ask(path, "HEAD")[:2] == (None, 403)
    assert ask(f"/pages{path}", "HEAD", HTTPS)[:2] == (None, 403)
    assert ask("/static/app.js", "HEAD")[1] == 200


def test_logging_out_ends_the_session_on_the_server() -> None:
    for path, address in (("/auth/logout", HTTP), ("/auth/logout", HTTPS), ("/pages/auth/logout", HTTPS)):
        seen, _, _ = ask(path, address=address)
        assert seen is not None
        assert seen["path"] == f"{path}/"
    seen, _, _ = ask("/api/v2/auth/logout")
    assert seen is not None
    assert seen["path"] == "/api/v2/auth/logout"


def test_people_who_come_by_https_get_cookies_for_https_only() -> None:
    """Whether a cookie is marked so follows from the scheme the application sees."""
    for address, scheme in ((HTTP, "http"), (HTTPS, "https")):
        seen, _, headers = ask("/", address=address)
        assert seen is not None
        assert seen["scheme"] == scheme
        assert ("strict-transport-security" in headers) == (scheme == "https")


def test_an_answer_is_not_kept_nor_framed_elsewhere_and_a_pages_own_word_stands() -> None:
    headers = ask("/ui/dags")[2]
    assert (headers["cache-control"], headers["x-frame-options"]) == ("no-store", "SAMEORIGIN")
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
    assert "cache-control" not in ask("/static/app.js")[2]
