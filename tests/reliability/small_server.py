"""PostgreSQL on a disk that fills up while a month is published: `python -m tests.reliability.small_server FOLDER`.

FOLDER is a small file system of this process's own. Each trial leaves another amount of room; what is printed says, per
trial, how the run ended, what readers had meanwhile, and whether a rerun with room ended as an undisturbed run does.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Engine

from monitoring.errors import MonitoringError
from monitoring.warehouse.errors import WarehouseUnavailable
from tests.lib import marts
from tests.reliability.bench import Bench, numbered
from tests.reliability.disk import ALONE_AS_ROOT
from tests.reliability.look import look
from tests.reliability.own_server import own_server

MEGABYTES = 320
LEFT_KILOBYTES = (0, 64, 256, 512, 1024, 2048, 3072, 4096, 6144, 8192)
_ROWS = 15_000


@dataclass(frozen=True)
class Trial:
    """how: full (said so), lost (the server went down), done (there was room); old: readers kept the old version;
    rerun: with room it ended as an undisturbed run does; clean: no half version, no impossible ledger.
    """

    left: int
    how: str
    old: bool
    rerun: bool
    clean: bool

    @property
    def held(self) -> bool:
        return self.old and self.rerun and self.clean


def trials_on_a_small_disk() -> list[Trial]:
    """Runs this module with a file system of its own; needs root, and root's right to mount."""
    with tempfile.TemporaryDirectory(prefix="monitor-test-") as folder:
        mount = f'mount -t tmpfs -o size={MEGABYTES}m,mode=755 none "$1" && shift && exec "$@"'
        command = [*ALONE_AS_ROOT, "sh", "-c", mount, "sh", folder, sys.executable, "-m", __name__, folder]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return [Trial(**line) for line in json.loads(done.stdout.splitlines()[-1])]


def large(number: int) -> marts.Marts:
    """A month of some megabytes."""
    rows = numbered(number)
    first = rows["quarantined_rows"][0]
    rows["quarantined_rows"] += [{**first, "row_no": 100 + row, "code": f"ID_{number}"} for row in range(_ROWS)]
    for delivery in rows["deliveries"]:
        if delivery["dataset"] == first["dataset"]:
            more = {name: delivery[name] + _ROWS for name in ("rows_delivered", "rows_quarantined")}
            delivery.update(more)
    return rows


def _trial(bench: Bench, filler: Path, left: int) -> Trial:
    period = bench.fresh_month()
    bench.publish(period, 1)
    _checkpoint(bench.engine)
    _fill(filler, left)
    how = "done"
    try:
        bench.publish(period, 2)
    except WarehouseUnavailable as error:
        how = "full" if error.sqlstate == "53100" and "磁盘已满" in str(error) else "lost"
    except MonitoringError as error:
        how = type(error).__name__
    if how == "lost":
        filler.unlink()
        bench.reconnect()
    seen = look(bench.engine, period)
    filler.unlink(missing_ok=True)
    bench.publish(period, 2)
    after = look(bench.engine, period)
    wanted = bench.digests[2] if how == "done" else bench.digests[1]
    clean = not (seen.half or seen.illegal or after.half or after.illegal)
    return Trial(left, how, seen.digest == wanted, after.digest == bench.digests[2], clean)


def _checkpoint(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("vacuum")
        connection.exec_driver_sql("checkpoint")


def _fill(filler: Path, left: int) -> None:
    status = os.statvfs(filler.parent)
    size = status.f_bavail * status.f_frsize - (left << 10)
    with filler.open("wb") as written:
        os.posix_fallocate(written.fileno(), 0, max(size, 1))


def main(folder: Path) -> None:
    home, scratch = folder / "home", Path(tempfile.mkdtemp(prefix="monitor-test-"))
    home.mkdir()
    with own_server(home, scratch) as bench:
        with bench.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for name, value in (("max_wal_size", "64MB"), ("min_wal_size", "32MB"), ("autovacuum", "off")):
                connection.exec_driver_sql(f"alter system set {name} = '{value}'")
            connection.exec_driver_sql("select pg_reload_conf()")
        bench.__dict__["files"] = {n: marts.write(large(n), scratch / str(n)) for n in (1, 2, 3)}
        assert bench.digests
        trials = [asdict(_trial(bench, folder / "filler", left)) for left in LEFT_KILOBYTES]
        sys.stdout.write(json.dumps(trials) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
