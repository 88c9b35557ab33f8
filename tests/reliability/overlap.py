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
from tests.reliability.runs import DONE, FREEZE, Running, execute

_JOINED = text(
    "select s.version, i.version, s.priority, i.value from mart.monitoring_subjects as s"
    " full join mart.indicators as i on i.period = s.period where s.period = :period or i.period = :period"
)


@dataclass(frozen=True)
class Ending:
    """How a frozen run ended when it went on, whether readers have what was made current meanwhile, and what they have
    after the overtaken content was run again.
    """

    how: str
    newer_is_shown: bool
    illegal: list[str]
    rerun_is_shown: bool

    @property
    def fenced(self) -> bool:
        lost = self.how in ("LeaseLost", "WarehouseUnavailable")
        return lost and self.newer_is_shown and not self.illegal and self.rerun_is_shown


@dataclass(frozen=True)
class Meanwhile:
    """What happens while a run is frozen. before: contents published first; then: version brought back, or minus the
    content published, in turn; shown: the content readers have in the end.
    """

    before: tuple[int, ...]
    then: tuple[int, ...]
    shown: int


MEANWHILE = {
    "newer content": Meanwhile((1,), (-2,), 2),
    "an earlier version brought back": Meanwhile((1, 2), (1,), 1),
    "the same content again": Meanwhile((1,), (-1,), 1),
    "brought back and forth": Meanwhile((1, 2), (1, 2), 2),
    "newer content, then back": Meanwhile((1,), (-2, 1), 1),
}


def zombie(bench: Bench, at: int, method: str = "careful", meanwhile: str = "newer content") -> Ending:
    """Freezes a run of content 3 at a point, lets something happen, thaws it, and at last runs content 3 again.

    A lock that the frozen run holds is taken away first, as an operator does.
    """
    period, case = bench.fresh_month(), MEANWHILE[meanwhile]
    for number in case.before:
        bench.publish(period, number)
    frozen = Running(bench.run(period, 3, method, FREEZE, at))
    try:
        frozen.wait_until_frozen()
        break_lease(bench.engine, period, "冻结的运行")
        for step in case.then:
            if step > 0:
                rollback(bench.engine, period, step, "核实有误")
            else:
                bench.publish(period, -step)
    finally:
        frozen.thaw()
    how = frozen.outcome().how
    found = look(bench.engine, period)
    is_done = execute(bench.run(period, 3)).how == DONE
    again = look(bench.engine, period)
    is_again = is_done and again.digest == bench.digests[3] and not again.illegal
    return Ending(how, found.digest == bench.digests[case.shown], found.illegal, is_again)


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


def two_months_at_once(bench: Bench) -> bool:
    """Two runs of different months with different contents; whether each ends as its own whole version."""
    months = {bench.fresh_month(): 2, bench.fresh_month(): 3}
    running = [Running(bench.run(period, number)) for period, number in months.items()]
    ends = [run.outcome().how for run in running]
    seen = {period: look(bench.engine, period) for period in months}
    whole = all(seen[period].digest == bench.digests[number] for period, number in months.items())
    return ends == [DONE, DONE] and whole and not any(one.half or one.illegal for one in seen.values())


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
