"""The doctor says when rows could leave the machine unencrypted, or to a server that has not proved its name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitoring.doctor import database
from monitoring.layout import Layout
from monitoring.settings import load_settings
from monitoring.warehouse import transport

LOGIN = "postgresql://monitor:spoken-to-nobody@"
VERIFIED = "?sslmode=verify-full&sslrootcert=/etc/monitor/ca.pem"


@pytest.mark.parametrize(
    ("address", "how"),
    [
        (f"{LOGIN}/monitor?host=/run/postgresql", "inside"),
        (f"{LOGIN}localhost/monitor", "inside"),
        (f"{LOGIN}127.0.0.1:5433/monitor", "inside"),
        (f"{LOGIN}[::1]/monitor", "inside"),
        (f"{LOGIN}warehouse:5432/monitor", "inside"),
        (f"{LOGIN}db.county:5432/monitor{VERIFIED}", "verified"),
        (f"{LOGIN}db.county/monitor?sslmode=verify-ca", "unnamed"),
        *((f"{LOGIN}db.county/monitor?sslmode={mode}", "open") for mode in ("require", "prefer", "allow", "disable")),
        (f"{LOGIN}db.county/monitor", "open"),
        (f"{LOGIN}10.0.0.7/monitor", "open"),
        (f"{LOGIN}localhost/monitor?hostaddr=10.0.0.7", "open"),
        (f"{LOGIN}localhost,db.county/monitor", "open"),
        ("no address", "open"),
    ],
)
def test_an_address_says_how_rows_travel(address: str, how: str) -> None:
    assert transport.travel(address, inside=["warehouse"]) == how


@pytest.mark.parametrize(
    ("address", "mark"),
    [("db.county/monitor", "✗"), ("db.county/monitor?sslmode=verify-ca", "!"), (f"db.county/monitor{VERIFIED}", "✓")],
)
def test_the_doctor_says_so_of_both_addresses_and_names_no_password(
    address: str, mark: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_CONSOLE_URL", LOGIN + address)
    settings = replace(load_settings(), warehouse_url=LOGIN + address)
    lines = list(database.travel(settings, Layout(settings)))
    assert [line.mark for line in lines] == [mark, mark]
    assert all("spoken" not in f"{line.what}{line.action}" for line in lines)
    assert all(bool(line.action) == (mark != "✓") and bool(line.runbook) == (mark == "✗") for line in lines)


def test_a_host_of_this_machines_own_network_is_named_by_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(load_settings(), warehouse_url=f"{LOGIN}warehouse:5432/monitor")
    assert [line.mark for line in database.travel(settings, Layout(settings))] == ["✗"]
    monkeypatch.setenv(database.INSIDE_VARIABLE, "broker, warehouse")
    assert [line.mark for line in database.travel(settings, Layout(settings))] == ["✓"]


def test_without_an_address_there_is_nothing_to_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MONITOR_CONSOLE_URL", raising=False)
    settings = replace(load_settings(), warehouse_url=None)
    assert list(database.travel(settings, Layout(settings))) == []
