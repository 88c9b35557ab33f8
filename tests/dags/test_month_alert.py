"""The message about a month that is not published in time: to one host, and no further."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from airflow.sdk import Connection

import month_alert
from monitoring import steps

TOKEN = "only-for-this-host"
CONTEXT = {"dag_run": {"partition_key": "2026-10", "dag_id": "monthly_monitoring", "dag_run_id": "r1"}}


class Listener(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.heard.append((self.path, self.headers["Authorization"], body))  # type: ignore[attr-defined]
        self.send_response(302 if self.path == "/moved" else 204)
        if self.path == "/moved":
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    do_GET = do_POST  # noqa: N815 - the library's name

    def log_message(self, format: str, *arguments: Any) -> None:
        """Says nothing on the terminal."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Listener) as found:
        found.heard = []  # type: ignore[attr-defined]
        threading.Thread(target=found.serve_forever, daemon=True).start()
        yield found
        found.shutdown()


def _alert(server: ThreadingHTTPServer, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    port = server.server_address[1]
    connection = Connection(
        conn_id="monitor_alerts", conn_type="http", host="127.0.0.1", port=port, schema="http", password=TOKEN,
        extra=json.dumps({"path": path}),
    )  # fmt: skip
    monkeypatch.setattr(month_alert.Connection, "get", lambda name: connection)
    monkeypatch.setattr(steps, "unpublished", lambda period: {"period": period, "text": "尚未发布"})
    month_alert.month_is_late(CONTEXT)


def test_it_says_which_month_and_run_and_leads_there(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__API__BASE_URL", "https://airflow.county/")
    _alert(server, "/hook", monkeypatch)
    link = "https://airflow.county/dags/monthly_monitoring/runs/r1"
    body = {"period": "2026-10", "text": "尚未发布", "dag": "monthly_monitoring", "run": "r1", "link": link}
    assert server.heard == [("/hook", f"Bearer {TOKEN}", body)]


def test_its_token_follows_no_redirect_and_stands_in_no_message(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RuntimeError) as failed:
        _alert(server, "/moved", monkeypatch)
    assert [path for path, _, _ in server.heard] == ["/moved"]
    assert TOKEN not in str(failed.value)
