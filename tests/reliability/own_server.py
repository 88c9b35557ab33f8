"""A server that may be killed: one nobody else uses."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitoring.warehouse import keeper, server
from monitoring.warehouse.migrate import upgrade
from tests.lib.warehouse import layout_at
from tests.reliability.bench import Bench


@contextmanager
def own_server(home: Path, scratch: Path) -> Iterator[Bench]:
    """A bench on the private server of a data folder, with the settings it has in production."""
    layout = layout_at(home)
    try:
        engine = server.engine_for(server.private_url(layout))
        upgrade(engine)
        yield Bench(home, scratch, engine)
    finally:
        server.stop(layout, force=True)
        keeper.drop_lease(layout.postgres)


@contextmanager
def lone_bench() -> Iterator[Bench]:
    """The same in folders that are removed afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="monitor-test-") as home,
        tempfile.TemporaryDirectory() as scratch,
        own_server(Path(home), Path(scratch)) as bench,
    ):
        yield bench
