"""A backup made while somebody publishes is of one moment, and what it holds is what it says."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tests.reliability.own_server import own_server
from tests.reliability.restoring import restored


@pytest.mark.slow
def test_a_backup_made_while_months_are_published_can_be_restored(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="monitor-test-") as home, own_server(Path(home), tmp_path) as bench:
        assert restored(bench)[0]
