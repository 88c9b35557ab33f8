"""Starts Airflow with its pages for this project and stops all of it on Ctrl-C: `make up`.

MONITOR_PORT (default 8080) is the page's port; the log servers use the two ports 713 and 714 above it.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from airflow_environment import airflow_environment
from monitoring.settings import load_settings

START_SECONDS = 180
STOP_SECONDS = 10
COMPONENTS = ("metadatabase", "scheduler", "triggerer", "dag_processor")


def password(path: Path) -> str:
    """The administrator's password of this data folder, made on first use."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(json.dumps({"admin": secrets.token_urlsafe(12)}), encoding="utf-8")
    return str(json.loads(path.read_text(encoding="utf-8"))["admin"])


def is_healthy(url: str) -> bool:
    """Whether every component answers for itself."""
    try:
        with urllib.request.urlopen(f"{url}/api/v2/monitor/health", timeout=5) as answer:  # noqa: S310 - own server
            health = json.load(answer)
    except (urllib.error.URLError, OSError, ValueError):
        return False
    return all((health.get(name) or {}).get("status") == "healthy" for name in COMPONENTS)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ends the whole process group: first asked, then forced."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline and _group_lives(process):
            time.sleep(0.2)


def _group_lives(process: subprocess.Popen[bytes]) -> bool:
    process.poll()
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until_healthy(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Returns when all components are up; raises SystemExit when they are not in time."""
    deadline = time.monotonic() + START_SECONDS
    while not is_healthy(url):
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"Airflow did not start; see {log}")
        time.sleep(1)


def main() -> None:
    """Runs until interrupted."""
    home, port = load_settings().home, int(os.environ.get("MONITOR_PORT", "8080"))
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise SystemExit(f"port {port} is taken: choose another with MONITOR_PORT=8090 make up")
    settings = airflow_environment(home, port=port)
    url, log = settings["AIRFLOW__API__BASE_URL"], home / "logs" / "airflow-standalone.log"
    secret = password(Path(settings["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"]))
    log.parent.mkdir(parents=True, exist_ok=True)
    airflow = Path(sys.executable).with_name("airflow")
    path = f"{airflow.parent}{os.pathsep}{os.environ['PATH']}"
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, signal.default_int_handler)
    print(f"Starting Airflow (about a minute); log: {log}", flush=True)
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - the venv's own airflow
            [airflow, "standalone"],
            env={**os.environ, **settings, "PATH": path},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_healthy(process, url, log)
        print(f"Ready: {url}   user admin   password {secret}\nCtrl-C stops it.", flush=True)
        process.wait()
        raise SystemExit(f"Airflow ended by itself; see {log}")
    except KeyboardInterrupt:
        print("Stopping …", flush=True)
    finally:
        stop(process)


if __name__ == "__main__":
    main()
