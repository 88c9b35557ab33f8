"""Fixtures of the tests of reliability."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from monitoring.layout import Layout
from tests.lib.warehouse import server_layout, server_url, warehouse
from tests.reliability.bench import Bench

__all__ = ["server_layout", "server_url", "warehouse"]


@pytest.fixture(scope="session")
def known_digests() -> dict[int, str]:
    """Digests by content, found out once."""
    return {}


@pytest.fixture
def bench(server_layout: Layout, warehouse: Engine, tmp_path: Path, known_digests: dict[int, str]) -> Bench:
    """A bench on the session's server."""
    return Bench(server_layout.home, tmp_path, warehouse, known_digests)
