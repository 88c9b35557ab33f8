"""A half-uploaded file is waited for: when a file counts as complete, and what holds until then."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from monitoring import landing, ledger, sealing
from monitoring.layout import Layout
from monitoring.sources.fetch import Access
from tests.lib.deliveries import PERIOD, deliver, make_contract, make_layout

CONTRACT = make_contract()
WAITING = Access(settle_seconds=60)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return make_layout(tmp_path)


def aged(path: Path, seconds: float) -> Path:
    """As if it had been written that long ago."""
    then = time.time() - seconds
    os.utime(path, (then, then))
    return path


def land(layout: Layout, access: Access = WAITING) -> str:
    return landing.land(CONTRACT, PERIOD, layout, access).status


def test_a_file_just_written_is_not_read(layout: Layout) -> None:
    deliver(layout, CONTRACT, b"a\n1")
    assert land(layout) == "deferred"
    assert ledger.read(layout, CONTRACT, PERIOD).status == "deferred"
    assert [path.name for path in (layout.home / "landing").rglob("*")] == ["arriving", "finance.payments.2026-10.json"]


def test_a_file_nobody_touched_for_long_is_taken_at_the_first_look(layout: Layout) -> None:
    aged(deliver(layout, CONTRACT, b"a\n1"), 16 * 60)
    assert land(layout) == "landed"


def test_a_file_is_taken_when_two_looks_a_minute_apart_see_the_same(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = deliver(layout, CONTRACT, b"a\n1")
    moment = time.time()
    looks = []
    for seconds, more in ((0, b""), (59, b""), (61, b"2"), (100, b""), (122, b""), (123, b""), (124, b"3")):
        monkeypatch.setattr("monitoring.sources.rest.time.time", lambda seconds=seconds: moment + seconds)
        with path.open("ab") as handle:
            handle.write(more)
        looks.append(land(layout))
    assert looks == ["deferred", "deferred", "deferred", "deferred", "landed", "landed", "deferred"]
    assert ledger.read(layout, CONTRACT, PERIOD).byte_count == 4


def test_a_file_dated_in_the_future_is_looked_at_twice(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    aged(deliver(layout, CONTRACT, b"a\n1"), -7200)
    assert land(layout) == "deferred"
    moment = time.time() + 61
    monkeypatch.setattr("monitoring.sources.rest.time.time", lambda: moment)
    assert land(layout) == "landed"


def test_a_marker_says_that_the_file_is_complete_unless_it_is_older(layout: Layout) -> None:
    path = deliver(layout, CONTRACT, b"a\n1")
    marker = path.with_name(path.name + ".ok")
    marker.touch()
    aged(marker, 30)
    assert land(layout) == "deferred"
    marker.touch()
    assert land(layout) == "landed"


def test_what_was_delivered_stays_in_force_while_a_correction_is_uploaded(layout: Layout) -> None:
    path = aged(deliver(layout, CONTRACT, b"a\n1"), 3600)
    entry = landing.land(CONTRACT, PERIOD, layout, WAITING)
    entry.status = "delivered"
    ledger.write(layout, entry)
    staged = layout.table("staging", CONTRACT.dataset, PERIOD)
    staged.parent.mkdir(parents=True)
    staged.write_bytes(b"staged")
    path.write_bytes(b"a\n")
    assert land(layout) == "deferred"
    assert ledger.read(layout, CONTRACT, PERIOD) == entry
    assert staged.exists()


@pytest.mark.parametrize("status", ["landed", "standardised"])
def test_who_looks_again_takes_nothing_from_a_run_that_is_receiving_the_file(layout: Layout, status: str) -> None:
    path = aged(deliver(layout, CONTRACT, b"a\n1"), 3600)
    entry = landing.land(CONTRACT, PERIOD, layout, WAITING)
    entry.status = status
    ledger.write(layout, entry)
    path.write_bytes(b"a\n1\n2")
    assert land(layout) == "deferred"
    assert ledger.read(layout, CONTRACT, PERIOD) == entry


def test_a_file_that_changes_while_it_is_read_is_waited_for(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    path = aged(deliver(layout, CONTRACT, b"a\n1"), 3600)
    seal = sealing.seal

    def seal_then_grow(*arguments: object) -> object:
        sealed = seal(*arguments)  # type: ignore[arg-type]
        path.write_bytes(b"a\n1\n2")
        return sealed

    monkeypatch.setattr(sealing, "seal", seal_then_grow)
    assert land(layout) == "deferred"
    assert not layout.table("raw", CONTRACT.dataset, PERIOD).exists()
