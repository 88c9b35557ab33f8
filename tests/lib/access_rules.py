"""Who may do what in Airflow, as docs/deployment.md promises it: a rule, from which every address's outcome follows."""

from __future__ import annotations

import re
from dataclasses import dataclass

READING = ("GET", "HEAD")
STRANGERS = ("anonymous", "expired token", "foreign token")


@dataclass(frozen=True, order=True)
class Route:
    """path: with its parameters in braces; kind: api, page (by forms, with a cookie), execution (for tasks)."""

    path: str
    method: str
    kind: str


# The login itself, what it needs, and what says nothing about this county.
OPEN = (
    "/(auth/|execution/)?(openapi.json|docs(/oauth2-redirect)?|redoc|changelog)",
    "/auth/(static/.*|login/|logout/?|back|)",
    "/auth/(token(/cli)?|api/v1/security/login)",
    "/api/v2/(version|monitor/health|auth/log(in|out))",
    "/(health|api/.*path.|.rest_of_path:path.)",
    "/execution/health(/ping)?",
)
# A login's own affairs; the last is answered only to who knows what it asked for itself.
OWN = (
    "/auth/(resetmypassword/form|userinfoeditview/form|users/userinfo/)",
    "/api/v2/dags/.dag_id./(un)?favorite",
    "/ui/auth/(me|menus|token)",
    "GET /api/v2/connections/enqueue-test",
)
# Answered to nobody: several teams are not set up, connections are not tried from here, the settings are not shown, what
# FAB's roles are made of is not edited, nobody has the token of an interface that is not used, and a HEAD would change.
SHUT = (
    "/ui/teams",
    "POST /api/v2/connections/(test|enqueue-test)",
    "/api/v2/config.*",
    "/auth/(actions|permissions|resources)/(add|delete|download|edit|show).*",
    "/auth/api/v1/security/refresh",
    "HEAD /auth/.*",
)
# Read by POST, because the question is long.
ASKED_BY_POST = ("POST /api/v2/.*/list",)
# Secrets, accounts, settings, and who did what.
ADMINISTRATION = (
    "/api/v2/(connections|variables|plugins|providers|eventLogs).*",
    "/ui/connections.*",
    "/auth/(fab|users|roles|actions|resources|permissions|userstatschartview|resetpassword|api)/.*",
)
# What an operator does: run, clear, mark, answer, pause, read a Dag file again.
OPERATION = (
    "PATCH /api/v2/dags(/.dag_id.)?",
    "POST /api/v2/dags/.dag_id./(dagRuns|clearDagRuns|clearTaskInstances|clearPartitions|dagRuns/.dag_run_id./clear)",
    "PATCH /api/v2/dags/.dag_id./dagRuns(/.dag_run_id.)?",
    "PATCH /api/v2/dags/.dag_id./dagRuns/.dag_run_id./task(Group)?Instances(/.*)?",
    "POST /api/v2/assets/(events|.asset_id./materialize)",
    "PUT /api/v2/parseDagFile/.file_token.",
    "POST /api/v2/backfills(/dry_run)?",
    "PUT /api/v2/backfills/.backfill_id./(pause|unpause|cancel)",
)


def is_open(route: Route) -> bool:
    """Whether anybody may ask there."""
    return _is((route.path,), OPEN)


def may(role: str, route: Route) -> bool:
    """Whether a login of that role may; Admin may all that people may."""
    asked = (route.path, f"{route.method} {route.path}")
    if is_open(route) or route.kind == "execution" or _is(asked, SHUT):
        return is_open(route)
    if role == "Admin" or _is(asked, OWN):
        return True
    if _is(asked, ADMINISTRATION):
        return False
    if route.method in READING or _is(asked, ASKED_BY_POST):
        return True
    return role == "User" and _is(asked, OPERATION)


def _is(asked: tuple[str, ...], patterns: tuple[str, ...]) -> bool:
    return any(re.fullmatch(pattern, text) for pattern in patterns for text in asked)
