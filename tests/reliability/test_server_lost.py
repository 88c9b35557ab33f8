"""The server killed with all its processes, at any moment of a publication: it recovers, nothing is lost or torn."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reliability.bench import Bench
from tests.reliability.own_server import own_server
from tests.reliability.sweep import crashes

pytestmark = pytest.mark.slow


@pytest.fixture
def durable(tmp_path: Path) -> Iterator[Bench]:
    """A bench on a server of its own, which writes to the disk what it says it wrote."""
    with tempfile.TemporaryDirectory(prefix="monitor-test-") as home, own_server(Path(home), tmp_path) as bench:
        yield bench


@pytest.mark.parametrize("count", [1, pytest.param(8, marks=pytest.mark.sweep)])
def test_a_lost_server_costs_a_rerun_only(durable: Bench, count: int) -> None:
    tally = crashes(durable, count)
    assert tally.tried == count
    assert tally.failed == set()
