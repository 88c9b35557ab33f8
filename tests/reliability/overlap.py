"""Runs and readers that overlap: two runs at once, a run frozen while another publishes, reading while publishing."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from sqlalchemy import text

from monitoring.period import Period
from monitoring.warehouse.publish import break_lease, rollback
from tests.reliability.bench import Bench
from tests.reliability.look import look
from tests.reliability.runs import DONE, FREEZE, Running

_JOINED = text(
    "select s.version, i.version, s.priority, i.value from mart.monitoring_subjects as s"
    " full join mart.indicators as i on i.period = s.period where s.period = :period or i.period = :period"
)


@dataclass(frozen=True)
class Ending:
    """How a frozen run ended when it went on, and whether readers have what was made current meanwhile."""

    how: str
    newer_is_shown: bool
    illegal: list[str]

    @property
    def fenced(self) -> bool:
        return self.how in ("LeaseLost", "WarehouseUnavailable") and self.newer_is_shown and not self.illegal


def zombie(bench: Bench, at: int, method: str = "careful", rolled_back: bool = False) -> Ending:
    """Freezes a run of content 3 at a point; meanwhile content 2 is published, or content 1 brought back; thaws it.

    A lock that the frozen run holds is taken away first, as an operator does.
    """
    period = bench.fresh_month()
    bench.publish(period, 1)
    if rolled_back:
        bench.publish(period, 2)
    frozen = Running(bench.run(period, 3, method, FREEZE, at))
    try:
        frozen.wait_until_frozen()
        break_lease(bench.engine, period, "冻结的运行")
        if rolled_back:
            rollback(bench.engine, period, 1, "核实有误")
        else:
            bench.publish(period, 2)
    finally:
        frozen.thaw()
    how = frozen.outcome().how
    found = look(bench.engine, period)
    return Ending(how, found.digest == bench.digests[1 if rolled_back else 2], found.illegal)


def points_of_zombies(bench: Bench, method: str = "careful") -> list[int]:
    """Points from a run's audit to just before the commit that publishes."""
    points = bench.points(3, 1, method)
    first = next(number for number, point in enumerate(points, 1) if point.startswith("audit"))
    last = points.index("publish: before commit") + 1
    return list(range(first, last + 1))


def between_audit_and_publish(bench: Bench, method: str = "careful") -> int:
    """The point before the first statement of the publication."""
    points = bench.points(3, 1, method)
    return next(number for number, point in enumerate(points, 1) if point.startswith("publish"))


def doubled(bench: Bench, delay: float) -> bool:
    """Two runs with the same files, the second `delay` seconds later; whether they end as one whole version."""
    period = bench.fresh_month()
    first = Running(bench.run(period, 2))
    time.sleep(delay)
    second = Running(bench.run(period, 2))
    ends = [first.outcome().how, second.outcome().how]
    found = look(bench.engine, period)
    whole = found.digest == bench.digests[2] and not found.half and not found.illegal
    return ends == [DONE, DONE] and found.version == 1 and whole


@dataclass(frozen=True)
class Reading:
    """reads made during publications; torn: those that were not one whole version; versions seen."""

    reads: int
    torn: int
    publications: int
    versions: int


def read_while_publishing(bench: Bench, reads: int, method: str = "careful", least: int = 4) -> Reading:
    """Joins two marts in a loop, every second time in one repeatable transaction with all rows digested, while two
    contents are published in turn, at least `least` times.
    """
    period = bench.fresh_month()
    bench.publish(period, 1, method)
    enough = threading.Event()
    published = [0]

    def keep_publishing() -> None:
        while not enough.is_set() or published[0] < least:
            published[0] += 1
            bench.publish(period, 1 + published[0] % 2, method)

    publisher = threading.Thread(target=keep_publishing)
    publisher.start()
    done, torn, seen = 0, 0, set[int | None]()
    while done < reads or publisher.is_alive():
        whole, version = _digested(bench, period) if done % 2 else _joined(bench, period)
        torn += not whole
        seen.add(version)
        done += 1
        if done >= reads:
            enough.set()
    publisher.join()
    return Reading(done, torn, published[0], len(seen))


def _joined(bench: Bench, period: Period) -> tuple[bool, int | None]:
    with bench.engine.connect() as connection:
        rows = connection.execute(_JOINED, {"period": str(period)}).all()
    whole = len(rows) == 2 and all(row[0] == row[1] and row[2] == row[3] for row in rows)
    return whole, rows[0][0] if whole else None


def _digested(bench: Bench, period: Period) -> tuple[bool, int | None]:
    found = look(bench.engine, period)
    return found.digest in (bench.digests[1], bench.digests[2]), found.version
