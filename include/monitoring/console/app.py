"""The application: who is asked, which page answers, and that nothing personal leaves by a header, an address or an error."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from monitoring.console.asked import Asked, Moved, NotFound, RunOf, Shown
from monitoring.console.pages import Page, allowed, page_for
from monitoring.console.render import render
from monitoring.console.source import NotOpen, Source
from monitoring.console.visitors import Visitor, load_role_file, visitor
from monitoring.failures import describe
from monitoring.settings import Settings

MOST_FORM_BYTES = 4096
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'self'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}
_FOLDER = Path(__file__).with_name("templates")
_FILES = {"console.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"}
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Known:
    """Who is logged in: the login, and the names of its roles."""

    name: str
    roles: tuple[str, ...]


Identify = Callable[[Request], Awaitable[Known | None]]


@dataclass(frozen=True)
class _Answerer:
    settings: Settings
    source: Source
    run_of: RunOf | None

    def answer(self, request: Request, who: Visitor, form: Mapping[str, str]) -> Response:
        """The page at the request's address, as this visitor may see it."""
        root = request.scope.get("root_path", "")
        found = page_for(request.method, "/" + request.path_params["path"], who)
        if found is None:
            return told(request, who, _NOT_FOUND)
        page, parts = found
        grant = page.grant(who)
        if grant is None and page.pattern == "/" and allowed(who):
            return RedirectResponse(root + allowed(who)[0][2], 303)
        if grant is None:
            return told(request, who, _FORBIDDEN)
        query = dict(reversed(request.query_params.multi_items()))
        asked = Asked(who, grant, self.source, self.settings, root, query, form, parts, self.run_of)
        return self._answer(request, page, asked)

    def _answer(self, request: Request, page: Page, asked: Asked) -> Response:
        try:
            result = page.show(asked)
            if isinstance(result, Moved):
                return RedirectResponse(asked.root + result.path, 303)
            return _html(request, asked.visitor, result, page.tab, asked.link)
        except NotFound:
            return told(request, asked.visitor, _NOT_FOUND)
        except NotOpen as error:
            return told(request, asked.visitor, replace(_CLOSED, values={**_CLOSED.values, "detail": str(error)}))
        except Exception as error:  # noqa: BLE001 - the visitor gets a page, the log the kind and the place
            log.error("the console's page %s failed: %s", page.name, describe(error).message)  # noqa: TRY400
            return told(request, asked.visitor, _BROKEN)


def told(request: Request, who: Visitor, message: Shown) -> Response:
    """A page that only says something."""
    return _html(request, who, message, "", None)


def _html(request: Request, who: Visitor, shown: Shown, here: str, link: Callable[..., str] | None) -> Response:
    root = request.scope.get("root_path", "")
    tabs = allowed(who)
    frame = {
        "root": root,
        "airflow": root.rpartition("/")[0],
        "is_framed": request.headers.get("sec-fetch-dest") == "iframe",
        "tabs": tabs,
        "here": here,
        "link": link,
        "visitor": who.name,
        "may": {name for name, _, _ in tabs},
    }
    return HTMLResponse(render(shown.template, {**frame, **shown.values}), shown.status)


def build(
    settings: Settings, identify: Identify, login_url: Callable[[str], str], run_of: RunOf | None = None
) -> FastAPI:
    """The application, to be mounted under one prefix.

    identify: who sent a request, None for nobody. login_url: where to log in and come back to the address given.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    file = load_role_file(settings)
    answerer = _Answerer(settings, Source(settings), run_of)
    app.state.source = answerer.source

    @app.api_route("/{path:path}", methods=["GET", "HEAD", "POST"])
    async def every_page(request: Request, path: str) -> Response:
        known = await identify(request)
        if known is None:
            return _unknown(request, login_url)
        if path in _FILES and request.method != "POST":
            return Response((_FOLDER / path).read_bytes(), media_type=_FILES[path])
        who = visitor(file, known.name, known.roles)
        form = await _form(request)
        if form is None:
            return told(request, who, _FORBIDDEN)
        return await run_in_threadpool(answerer.answer, request, who, form)

    @app.middleware("http")
    async def guard(request: Request, proceed: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await proceed(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    return app


def _unknown(request: Request, login_url: Callable[[str], str]) -> Response:
    """Pages lead to the login; inside a frame, where the login could not leave it, a page says so."""
    wants_page = "text/html" in request.headers.get("accept", "")
    if request.method != "GET" or not wants_page:
        return Response("401", 401, media_type="text/plain; charset=utf-8")
    if request.headers.get("sec-fetch-dest") == "iframe":
        return HTMLResponse(render("login.html.j2", {"root": request.scope.get("root_path", "")}), 401)
    return RedirectResponse(login_url(request.scope["path"]), 302)


async def _form(request: Request) -> Mapping[str, str] | None:
    """The posted fields; nothing for GET; None for a form of another site or one that is too long."""
    if request.method != "POST":
        return {}
    if not _is_own(request):
        return None
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_FORM_BYTES:
            return None
    try:
        return dict(parse_qsl(body.decode("utf-8"), strict_parsing=False, max_num_fields=20))
    except ValueError:
        return None


def _is_own(request: Request) -> bool:
    """Whether the form was sent from these pages. Browsers say so; one that does not says where it comes from, or "null",
    because these pages give no referrer; then the login's cookie, which no other site's form carries, must suffice."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin", "null")
    return origin == "null" or urlsplit(origin).netloc == request.headers.get("host")


def _message(status: int, heading: str, text: str) -> Shown:
    return Shown("message.html.j2", {"heading": heading, "text": text, "detail": ""}, status)


_NOT_FOUND = _message(404, "没有这一页", "地址不存在，或者不在您可以查看的范围内。")
_FORBIDDEN = _message(
    403, "您不能查看这一页", "您的 Airflow 角色没有这一页的权限。需要的，请管理员在 include/console_roles.yml 中授予。"
)
_CLOSED = _message(503, "现在读不到仓库", "Airflow 正常，数据仓库暂时没有应答；已发布的数据没有受影响。")
_BROKEN = _message(500, "这一页出错了", "错误已记入服务日志，不含任何个人信息。请把时间和页面名称告诉平台管理员。")
