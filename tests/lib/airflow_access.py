"""Every address of a running Airflow, asked by everybody: what the rule forbids, and what came of it."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import jwt

from tests.lib.access_rules import STRANGERS, Route, is_open, may
from tests.lib.fab_services import ASKED, MONTHLY, PASSWORD, PROJECT, ROLES, Place

LOGIN_PAGES = ("/auth/login/", "/auth/", ".")
# FAB's forms with buttons for several rows; its other forms have the address and nothing behind it.
BUTTONS = {"users": "resetpasswords", "roles": "copyrole"}
NOBODY = "no-such"
_PARAMETER = re.compile(r"[{<](?:[a-z]+:)?(\w+)(?:\(.*?\))?(?::path)?[}>]")
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Found:
    """attempts: requests the rule forbids; refused: of them; wrong: `who METHOD path: status` of all others, and of what the
    rule allows and was refused; allowed: of what the rule allows, that was not refused."""

    attempts: int = 0
    refused: int = 0
    allowed: int = 0
    wrong: list[str] = field(default_factory=list)


def routes_of(place: Place) -> list[Route]:
    """All of them, but those of this project's own pages."""
    command = [place.services.python, PROJECT / "tests" / "lib" / "fab_routes.py"]
    said = subprocess.run(command, env=place.services.server_environment, capture_output=True, check=True).stdout
    found = json.loads(said.splitlines()[-1])
    routes = {Route(one["path"], method, one["kind"]) for one in found for method in one["methods"]}
    return sorted(route for route in routes if route.method != "OPTIONS" and not _is_nothing(route))


def _is_nothing(route: Route) -> bool:
    """A button that is not there; or pressed by a link, which FAB answers with another page."""
    match = re.fullmatch(r"/auth/(\w+)/(action|action_post|delete)\b.*", route.path)
    has_button = match is not None and (match[2] == "delete" or match[1] in BUTTONS)
    return match is not None and (not has_button or route.method == "GET")


class Visitors:
    """One client for each of ROLES and STRANGERS: api by token, pages by the cookies of a login."""

    def __init__(self, place: Place) -> None:
        self._url, strangers = place.url, spoilt_tokens(place)
        tokens = {**place.tokens, **strangers}
        self.api = {who: self._client({"Authorization": f"Bearer {token}"}) for who, token in tokens.items()}
        self.api["anonymous"] = self._client({})
        self.pages = {who: logged_in(place, who) for who in ROLES}
        self.pages |= {who: self._client({}) for who in STRANGERS}
        for who, token in strangers.items():
            self.pages[who].cookies.set("_token", token)

    def _client(self, headers: dict[str, str]) -> httpx.Client:
        return new_client(self._url, headers)

    def close(self) -> None:
        for client in (*self.api.values(), *self.pages.values()):
            client.close()


def new_client(url: str, headers: dict[str, str] | None = None) -> httpx.Client:
    """Every request by a connection of its own: after an error the server ends the one it came by."""
    alone = httpx.Limits(max_keepalive_connections=0)
    return httpx.Client(base_url=url, headers=headers, timeout=60, trust_env=False, limits=alone)


def logged_in(place: Place, role: str, after: str = "") -> httpx.Client:
    """A browser's session: both cookies, by the login form; after: where the form is told to lead, which it must not."""
    client = new_client(place.url)
    password = place.services.password if role == "Admin" else PASSWORD
    form = {"username": role.lower(), "password": password, "csrf_token": form_token(client, "/auth/login/")}
    while (answer := client.post(f"/auth/login/?next={quote(after)}", data=form)).status_code == 429:
        time.sleep(5)
    assert answer.status_code == 302, answer.status_code
    assert urlsplit(answer.headers["location"]).netloc in ("", urlsplit(place.url).netloc)
    assert "_token" in client.cookies
    return client


def form_token(client: httpx.Client, path: str) -> str:
    """What a form of that page must send back."""
    return form_token_of(client.get(path))


def form_token_of(page: httpx.Response) -> str:
    """The same of a page that was fetched."""
    match = _TOKEN.search(page.text)
    return match[1] if match else ""


def known(place: Place) -> dict[str, str]:
    """Names and numbers of what is there, by the parameter's name."""
    runs = place.ask("GET", f"/api/v2/dags/{MONTHLY}/dagRuns")["dag_runs"]
    [run] = [run for run in runs if run["conf"].get("period") == ASKED]
    first = {
        "asset_id": place.ask("GET", "/api/v2/assets")["assets"][0]["id"],
        "backfill_id": place.ask("GET", f"/api/v2/backfills?dag_id={MONTHLY}")["backfills"][0]["id"],
        "event_log_id": place.ask("GET", "/api/v2/eventLogs")["event_logs"][0]["event_log_id"],
        "file_token": place.ask("GET", f"/api/v2/dags/{MONTHLY}")["file_token"],
        "import_error_id": place.ask("GET", "/api/v2/importErrors")["import_errors"][0]["import_error_id"],
    }
    fixed = {
        "connection_id": "bureau", "dag_id": MONTHLY, "dag_run_id": run["dag_run_id"], "run_id": run["dag_run_id"],
        "key": "k", "map_index": "0", "name": "Viewer", "option": "executor", "pool_name": "default_pool", "section": "core",
        "task_id": "close_deliveries", "username": "viewer", "variable_key": "plain", "xcom_key": "return_value",
    }  # fmt: skip
    return {**{name: str(value) for name, value in first.items()}, **fixed}


def address(route: Route, names: dict[str, str], other: str = "1") -> str:
    """The route with its parameters filled in; other: what a parameter is that has no name here."""
    given = {**names, "task_id": "decide"} if "map_index" in route.path else names
    if "/action/" in route.path:
        given = {**given, "name": BUTTONS[route.path.split("/")[2]]}
    if route.path.endswith("/list"):
        given = {**given, "dag_id": "~", "dag_run_id": "~"}
    return _PARAMETER.sub(lambda match: quote(given.get(match[1], other), safe=""), route.path)


def bodies(place: Place) -> dict[tuple[str, str], Any]:
    """(path, method) of the published interfaces to a body that fits."""
    found = {}
    for prefix, document in (("", "/openapi.json"), ("/auth", "/auth/openapi.json")):
        spec = httpx.get(f"{place.url}{document}", timeout=60, trust_env=False).json()
        for path, methods in spec["paths"].items():
            for method, said in methods.items():
                content = said.get("requestBody", {}).get("content", {})
                schema = next(iter(content.values()), {}).get("schema", {})
                found[f"{prefix}{path}", method.upper()] = _example(schema, spec, set())
    found["/api/v2/dags/{dag_id}/clearDagRuns", "POST"] = {"dag_runs": [{"dag_run_id": NOBODY}], "dry_run": False}
    return found


def attack(who: Iterable[str], routes: list[Route], visitors: Visitors, place: Place) -> Found:
    """What the rule forbids is tried with real names; what it allows with names of nothing, so that nothing changes."""
    found, names, fitting = Found(), known(place), bodies(place)
    nothing = {name: "999999" if value.isdigit() else NOBODY for name, value in names.items()}
    for one, route in ((one, route) for one in who for route in routes):
        is_allowed = is_open(route) if one in STRANGERS else may(one, route)
        is_harmless = route.method in ("GET", "HEAD")
        path = address(route, nothing, "999999") if is_allowed and not is_harmless else address(route, names)
        if is_allowed and (is_open(route) or one in STRANGERS):
            continue
        body = {} if is_allowed else fitting.get((_published(route.path), route.method), {})
        answer = _send(visitors, one, route, path, body)
        said = f"{one} {route.method} {route.path}: {answer.status_code}"
        is_refused = refused(answer)
        found.attempts += not is_allowed
        found.refused += not is_allowed and is_refused
        found.allowed += is_allowed and not is_refused
        if is_allowed == is_refused:
            found.wrong.append(said)
    return found


def from_another_site(role: str, routes: list[Route], visitors: Visitors, place: Place) -> Found:
    """Every change, tried with that login's cookies as the page of another site makes a browser send it."""
    found, names = Found(), dict.fromkeys(known(place), NOBODY)
    for route in (one for one in routes if one.method not in ("GET", "HEAD")):
        for header in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
            path = address(route, names, "999999")
            answer = visitors.pages[role].request(route.method, path, json={}, headers=header)
            found.attempts += 1
            found.refused += answer.status_code == 403
            if answer.status_code != 403:
                found.wrong.append(f"{route.method} {route.path}: {answer.status_code}")
    return found


def spoilt_tokens(place: Place) -> dict[str, str]:
    """A Viewer's token that is over, and one that somebody signed who has not the key."""
    key = (place.home / "secrets" / "jwt_secret").read_text(encoding="ascii").strip()
    claims = jwt.decode(place.tokens["Viewer"], options={"verify_signature": False})
    over = {**claims, "nbf": 1, "iat": 1, "exp": claims["iat"] - 60}
    return {
        "expired token": jwt.encode(over, key, algorithm="HS512"),
        "foreign token": jwt.encode(claims, "f" * 64, algorithm="HS512"),
    }


def refused(answer: httpx.Response) -> bool:
    """Whether nothing was done or said, or only the login page."""
    leads_to_login = answer.is_redirect and urlsplit(answer.headers["location"]).path in LOGIN_PAGES
    return answer.status_code in (401, 403) or leads_to_login


def _send(visitors: Visitors, who: str, route: Route, path: str, body: Any) -> httpx.Response:
    if route.kind == "page":
        client = visitors.pages[who]
        if route.method in ("GET", "HEAD"):
            return client.request(route.method, path)
        form = "/auth/login/" if who in STRANGERS else "/auth/resetmypassword/form"
        pressed = {"action": BUTTONS.get(route.path.split("/")[2], ""), "rowid": "1"}
        return client.request(route.method, path, data={"csrf_token": form_token(client, form), **pressed})
    client = visitors.api[who]
    with client.stream(route.method, path, json=None if route.method in ("GET", "HEAD") else body) as answer:
        return answer


def _published(path: str) -> str:
    return path.replace(":path}", "}")


def _example(schema: dict[str, Any], spec: dict[str, Any], seen: set[str]) -> Any:
    """The least that fits a schema."""
    if reference := schema.get("$ref"):
        return {} if reference in seen else _example(_resolved(reference, spec), spec, {*seen, reference})
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return _example(schema[several][0], spec, seen)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if schema.get("type") == "object":
        wanted = schema.get("required", ())
        return {
            name: _example(part, spec, seen) for name, part in schema.get("properties", {}).items() if name in wanted
        }
    if schema.get("type") == "array":
        return [_example(schema.get("items", {}), spec, seen)]
    moments = {"date-time": "2026-08-01T00:00:00Z"}
    plain = {"string": moments.get(schema.get("format", ""), NOBODY), "integer": 1, "number": 1, "boolean": True}
    return plain.get(schema.get("type", ""), {})


def _resolved(reference: str, spec: dict[str, Any]) -> dict[str, Any]:
    found = spec
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found
