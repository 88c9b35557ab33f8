"""Reading in a process of its own: it cannot do much, and whatever becomes of it, this process goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from monitoring.contracts import Contract
from monitoring.errors import DeliveryRefused
from monitoring.failures import describe
from monitoring.readers import child
from monitoring.readers.child import ReaderUnavailable
from monitoring.readers.delivered import Unreadable
from monitoring.settings import PROJECT
from tests.badinputs.hostile import high_ratio_sheet
from tests.lib.deliveries import HEADERS, ROW, make_contract, read

CSV = make_contract("csv", encoding="utf-8")
GOOD = f"{','.join(HEADERS)}\n{','.join(ROW)}\n".encode()


def refused(home: Path, contract: Contract, data: bytes) -> str:
    with pytest.raises(DeliveryRefused) as caught:
        read(home, contract, data)
    assert not list(home.rglob("*.tmp"))
    return caught.value.code


def confined(code: str) -> str:
    """What a program prints that first confines itself."""
    start = "from monitoring.readers.confinement import confine\nconfine(512, 60)\n"
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "include")}
    done = subprocess.run(
        [sys.executable, "-c", start + code], capture_output=True, check=False, text=True, env=environment
    )
    return done.stdout + done.stderr


@pytest.mark.slow
def test_a_delivery_that_needs_more_memory_than_allowed_is_refused_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_READER_MEMORY_MB", "600")
    many = json.dumps([dict(zip(HEADERS, ROW, strict=True))] * 1_000_000).encode()
    assert refused(tmp_path / "a", make_contract("json"), many) == "F028"
    assert read(tmp_path / "b", CSV, GOOD).cells() == [ROW]


def test_a_delivery_that_takes_too_long_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    slow = make_contract("xlsx", limits={"seconds": 1, "ratio": 10_000})
    assert refused(tmp_path / "a", slow, high_ratio_sheet()) == "F028"
    assert read(tmp_path / "b", CSV, GOOD).cells() == [ROW]


def test_a_server_that_was_killed_is_started_anew(tmp_path: Path) -> None:
    read(tmp_path / "a", CSV, GOOD)
    server = child._servers[0].process
    server.kill()
    server.wait()
    assert read(tmp_path / "b", CSV, GOOD).cells() == [ROW]


def test_the_reader_knows_no_secret_of_the_process_that_starts_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_PSEUDONYM_KEY", "ab" * 32)
    child._servers.clear()
    read(tmp_path, CSV, GOOD)
    environment = Path(f"/proc/{child._servers[0].process.pid}/environ").read_bytes()
    assert b"ab" * 32 not in environment
    assert b"MONITOR_" not in environment


def test_a_machine_that_cannot_start_a_reader_is_not_the_files_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child._servers.clear()
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(ReaderUnavailable) as caught:
        read(tmp_path, CSV, GOOD)
    assert describe(caught.value).kind == "system"
    child._servers.clear()


@pytest.mark.parametrize("number", [signal.SIGABRT, signal.SIGSEGV, signal.SIGXCPU])
def test_a_reader_that_a_file_brings_down_means_that_the_file_is_refused(number: int) -> None:
    with pytest.raises(Unreadable, match="F028"):
        child._reading({"outcome": "died", "signal": number}, 1024, 60)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, None])
def test_a_reader_that_the_machine_or_a_person_ended_says_nothing_about_the_file(number: int | None) -> None:
    with pytest.raises(ReaderUnavailable):
        child._reading({"outcome": "died", "signal": number}, 1024, 60)


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket()",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
    ],
)
def test_a_reader_opens_no_network_and_starts_no_program(code: str) -> None:
    assert "Forbidden" in confined(code)


def test_a_reader_has_no_more_memory_than_allowed() -> None:
    assert "MemoryError" in confined("bytearray(600 << 20)")
