"""Everything a login can read from a running Airflow, with the names of all that is there, kept as files to be searched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.lib.access_rules import Route, is_open, may
from tests.lib.airflow_access import new_client
from tests.lib.fab_services import MONTHLY, Place

# What a list is asked for, and the parameter its rows fill.
LISTED = {
    "asset_id": ("/assets", "assets", "id"),
    "asset_alias_id": ("/assets/aliases", "asset_aliases", "id"),
    "backfill_id": (f"/backfills?dag_id={MONTHLY}", "backfills", "id"),
    "import_error_id": ("/importErrors", "import_errors", "import_error_id"),
    "pool_name": ("/pools", "pools", "name"),
}
_PARAMETER = re.compile(r"\{(\w+)(?::path)?\}")
_EVERY_ROW = {"limit": 1000, "full_content": "true", "stringify": "true"}


@dataclass(frozen=True)
class Read:
    """answers: how many; bytes: in all of them; unanswered: `path: status` of those that found nothing or broke."""

    answers: int
    bytes: int
    unanswered: list[str]


def read_all(place: Place, role: str, routes: list[Route], into: Path) -> Read:
    """Every address that role may GET, with every Dag, run, task, index, try, result and row there is; a file each."""
    into.mkdir(parents=True)
    required = _required(place)
    unanswered, count, size = [], 0, 0
    headers = {"Authorization": f"Bearer {place.tokens[role]}"}
    with new_client(place.url, headers) as client:
        things = list(_things(client))
        for route in routes:
            if route.method != "GET" or route.kind != "api" or is_open(route) or not may(role, route):
                continue
            for path, query in _addresses(route, things, required):
                answer = _whole(client, path, query)
                name = f"{count + len(unanswered):05}.txt"
                (into / name).write_bytes(path.encode() + b"\n" + answer.content)
                size += len(answer.content)
                if answer.status_code == 200:
                    count += 1
                else:
                    unanswered.append(f"{path}: {answer.status_code}")
    return Read(count, size, unanswered)


def _whole(client: httpx.Client, path: str, query: dict[str, Any]) -> httpx.Response:
    """A run's end is waited for no longer than its first line; logs come as text, too."""
    if path.endswith("/wait"):
        query = {**query, "interval": 1}
        with client.stream("GET", path, params=query) as answer:
            return httpx.Response(answer.status_code, content=next(answer.iter_raw(), b""))
    return client.get(path, params=query)


def _things(client: httpx.Client) -> Iterator[dict[str, str]]:
    """Names that belong together: of each task with each of its tries and results, and of each row of other lists."""
    for parameter, (path, rows, key) in LISTED.items():
        for row in client.get(f"/api/v2{path}").json()[rows]:
            yield {parameter: str(row[key])}
    for dag in client.get("/api/v2/dags").json()["dags"]:
        versions = client.get(f"/api/v2/dags/{dag['dag_id']}/dagVersions").json()["dag_versions"]
        yield from ({"dag_id": dag["dag_id"], "version_number": str(one["version_number"])} for one in versions)
        yield {"dag_id": dag["dag_id"], "node_id": f"dag:{dag['dag_id']}"}
    tasks: list[dict[str, Any]] = []
    path = "/api/v2/dags/~/dagRuns/~/taskInstances"
    while page := client.get(path, params={"limit": 100, "offset": len(tasks)}).json()["task_instances"]:
        tasks += page
    for task in tasks:
        run = task["dag_run_id"]
        names = {"dag_id": task["dag_id"], "dag_run_id": run, "run_id": run, "task_id": task["task_id"]}
        names["map_index"] = str(task["map_index"])
        place = f"/api/v2/dags/{task['dag_id']}/dagRuns/{run}/taskInstances/{task['task_id']}/xcomEntries"
        found = client.get(place, params={"map_index": task["map_index"]}).json()["xcom_entries"]
        yield from ({**names, "xcom_key": one["key"]} for one in found)
        for attempt in range(max(task["try_number"], 1)):
            yield {**names, "try_number": str(attempt + 1), "task_try_number": str(attempt + 1)}


def _addresses(
    route: Route, things: list[dict[str, str]], required: dict[str, set[str]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each address once: all sets of names that fill the route and what it must be asked with."""
    inside = set(_PARAMETER.findall(route.path))
    asked = required.get(route.path.replace(":path}", "}"), set())
    if not inside and not asked:
        yield route.path, _EVERY_ROW
        return
    seen = set()
    for thing in things:
        if not (inside | asked) <= {*thing, *_EVERY_ROW}:
            continue
        index = {"map_index": thing["map_index"]} if "map_index" in thing and "map_index" not in inside else {}
        path = _PARAMETER.sub(lambda match, thing=thing: thing[match[1]].replace("+", "%2B"), route.path)  # type: ignore[misc]
        query = {**_EVERY_ROW, **index, **{name: thing[name] for name in asked if name in thing}}
        if (path, str(query)) not in seen:
            seen.add((path, str(query)))
            yield path, query


def _required(place: Place) -> dict[str, set[str]]:
    """What an address must be asked with, by its path."""
    spec = httpx.get(f"{place.url}/openapi.json", timeout=60, trust_env=False).json()
    return {
        path: {one["name"] for one in said["get"].get("parameters", ()) if one["in"] == "query" and one.get("required")}
        for path, said in spec["paths"].items()
        if "get" in said
    }
