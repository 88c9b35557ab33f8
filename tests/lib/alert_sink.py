"""A web hook on the loopback that keeps what is posted to it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class AlertSink:
    """heard: the messages in the order of their coming."""

    def __init__(self, port: int) -> None:
        self.heard: list[dict[str, Any]] = []
        self.connection = json.dumps({"conn_type": "http", "host": "127.0.0.1", "port": port, "schema": "http"})

    def about(self, run: str) -> list[dict[str, Any]]:
        """Messages about that run."""
        return [message for message in self.heard if message["run"] == run]


@contextmanager
def alert_sink() -> Iterator[AlertSink]:
    """Listens until the end; `connection` is the Airflow connection that leads here."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sink.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Says nothing on the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        sink = AlertSink(server.server_address[1])
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield sink
        server.shutdown()
