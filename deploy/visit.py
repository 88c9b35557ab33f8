"""Logs in as a person does and opens a page: `visit.py LOGIN < PASSWORD`. Exit code 0 when the pages serve, and only then.

Needs the standard library only, so that it runs in the API server's container.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
from typing import Any

SECONDS = 30
PAGE = "/monitoring/"


class Site:
    """The API server, before a login and after it."""

    def __init__(self, base: str) -> None:
        self.base, self.headers = base, {"Content-Type": "application/json"}

    def read(self, path: str, sent: object = None) -> bytes:
        body = None if sent is None else json.dumps(sent).encode()
        request = urllib.request.Request(self.base + path, body, self.headers)  # noqa: S310 - own server
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            return bytes(answer.read())

    def code(self, path: str) -> int:
        try:
            self.read(path)
        except urllib.error.HTTPError as error:
            return error.code
        return 200

    def log_in(self, login: str, password: str) -> None:
        answer: dict[str, Any] = json.loads(self.read("/auth/token", {"username": login, "password": password}))
        self.headers["Authorization"] = f"Bearer {answer['access_token']}"


def faults(site: Site, login: str, password: str) -> list[str]:
    """What does not serve, in words; empty when all does."""
    try:
        closed = site.code(PAGE)
        site.log_in(login, password)
        opened = site.code(PAGE)
        broken = json.loads(site.read("/api/v2/importErrors?limit=1"))["total_entries"]
    except (OSError, ValueError, KeyError) as error:
        return [f"login of {login}: {error}"]
    looked = {
        f"{PAGE} without a login: {closed}, not 401": closed != 401,
        f"{PAGE} with a login: {opened}, not 200": opened != 200,
        f"Dag files that cannot be read: {broken}": broken > 0,
    }
    return [words for words, is_wrong in looked.items() if is_wrong]


if __name__ == "__main__":
    server = Site(os.environ.get("MONITOR_API_SERVER", "http://127.0.0.1:8080"))
    found = faults(server, sys.argv[1], sys.stdin.read().strip())
    sys.stdout.write("\n".join(found or [f"login and {PAGE} work"]) + "\n")
    sys.exit(bool(found))
