"""What `deploy/smoke.sh`, the visit it makes and a service's health check call a failure, with an engine and servers that
only answer."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import subprocess
import sys
import threading
import urllib.error
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
DOCKER = """#!/bin/sh
case "$*" in
"compose config --services") echo init; echo worker ;;
"compose ps"*init) echo container-init ;;
"compose ps"*worker) echo $WORKERS ;;
inspect*container-init) echo "$INIT" ;;
inspect*) echo "$WORKER" ;;
*"monitor doctor") exit "$DOCTOR" ;;
*visit.py*) cat; exit "$VISIT" ;;
*) exit 64 ;;
esac
"""
WELL = {
    "INIT": "exited 0",
    "WORKERS": "container-1 container-2",
    "WORKER": "healthy",
    "DOCTOR": "0",
    "VISIT": "0",
}


def smoke(folder: Path, **said: str) -> subprocess.CompletedProcess[str]:
    docker = folder / "docker"
    docker.write_text(DOCKER, encoding="ascii")
    docker.chmod(0o755)
    password = folder / "password"
    password.write_text("abc", encoding="ascii")
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", "WAIT_SECONDS": "0", **WELL, **said}
    command = [PROJECT / "deploy/smoke.sh", password]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_an_installation_that_serves_passes_and_its_password_goes_by_standard_input(tmp_path: Path) -> None:
    done = smoke(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("abc")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"WORKER": "unhealthy"}, "worker: unhealthy\nworker: unhealthy"),
        ({"INIT": "exited 1"}, "init: exited 1"),
        ({"WORKERS": ""}, "worker: missing"),
        ({"DOCTOR": "1"}, ""),
        ({"VISIT": "1"}, ""),
    ],
)
def test_an_installation_that_does_not_serve_fails(said: dict[str, str], reason: str, tmp_path: Path) -> None:
    done = smoke(tmp_path, **said)
    assert done.returncode == 1
    assert done.stderr.strip() == reason


Serve = Callable[..., str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a server that knows one login; given: the answer's code without a login and the number of broken Dags."""
    servers = []

    def begin(*, closed: int = 401, broken: int = 0) -> str:
        class Handler(BaseHTTPRequestHandler):
            def answer(self, code: int, body: object) -> None:
                self.send_response(code)
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def do_POST(self) -> None:
                given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                known = given == {"username": "li", "password": "abc"}
                self.answer(201 if known else 401, {"access_token": "t"})

            def do_GET(self) -> None:
                is_known = self.headers["Authorization"] == "Bearer t"
                self.answer(200 if is_known else closed, {"total_entries": broken})

            def log_message(self, *_: object) -> None:
                return

        server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield begin
    for server in servers:
        server.shutdown()
        server.server_close()


def visit(base: str, password: str = "abc") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, PROJECT / "deploy/visit.py", "li"],
        env={"MONITOR_API_SERVER": base},
        input=password,
        capture_output=True,
        text=True,
        check=False,
    )


def test_pages_that_need_a_login_and_give_it_serve(serve: Serve) -> None:
    done = visit(serve())
    assert (done.returncode, done.stdout) == (0, "login and /monitoring/ work\n")


def test_pages_that_refuse_or_stand_open_or_lack_a_dag_do_not_serve(serve: Serve) -> None:
    said = [visit(serve(), "wrong"), visit(serve(closed=200)), visit(serve(broken=2)), visit("http://127.0.0.1:1")]
    assert [done.returncode for done in said] == [1, 1, 1, 1]
    assert "401" in said[0].stdout
    assert said[1].stdout == "/monitoring/ without a login: 200, not 401\n"
    assert said[2].stdout == "Dag files that cannot be read: 2\n"
    assert "login of li" in said[3].stdout


def test_health_is_what_the_component_says_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.spec_from_file_location("healthy", PROJECT / "deploy/healthy.py")
    assert spec is not None
    assert spec.loader is not None
    healthy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(healthy)
    answer = b'{"metadatabase": {"status": "healthy"}, "scheduler": {"status": "unhealthy"}, "triggerer": null}'
    monkeypatch.setattr(healthy.urllib.request, "urlopen", lambda *_, **__: io.BytesIO(answer))
    assert healthy.is_healthy("api_server", "http://127.0.0.1:1")
    assert not healthy.is_healthy("scheduler", "http://127.0.0.1:1")
    assert not healthy.is_healthy("triggerer", "http://127.0.0.1:1")

    def refuse(*_: object, **__: object) -> None:
        raise urllib.error.URLError("refused")

    monkeypatch.setattr(healthy.urllib.request, "urlopen", refuse)
    assert not healthy.is_healthy("api_server", "http://127.0.0.1:1")
