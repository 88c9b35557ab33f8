"""Runs that end at any point, by their own death or the server's, are looked at, repeated, and looked at again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.reliability.bench import Bench
from tests.reliability.look import Look, look
from tests.reliability.runs import CRASH, CUT, DONE, KILL, KILLED, execute

OLD, NEW = 1, 2


@dataclass
class Tally:
    """Points by what was found: old, new, torn: what readers saw after the fault; half: rows of no whole version;
    illegal: an impossible ledger; different: the rerun did not end as an undisturbed run does; misjudged: the run said
    something else than that trying again may help.
    """

    tried: int = 0
    old: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    illegal: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    misjudged: list[str] = field(default_factory=list)

    @property
    def failed(self) -> set[str]:
        """Points at which a promise was broken."""
        return {*self.torn, *self.half, *self.illegal, *self.different, *self.misjudged}

    @property
    def survived(self) -> int:
        return self.tried - len(self.failed)

    def add(self, point: str, after_fault: Look, after_rerun: Look, before: str | None, wanted: str) -> None:
        self.tried += 1
        seen = self.old if after_fault.digest == before else self.new if after_fault.digest == wanted else self.torn
        seen.append(point)
        if after_fault.half or after_rerun.half:
            self.half.append(point)
        if after_fault.illegal or after_rerun.illegal:
            self.illegal.append(point)
        if after_rerun.digest != wanted:
            self.different.append(point)

    def __add__(self, other: Tally) -> Tally:
        lists = {name: value + getattr(other, name) for name, value in vars(self).items() if name != "tried"}
        return Tally(tried=self.tried + other.tried, **lists)


def sweep(bench: Bench, again: bool, method: str = "careful", every: int = 1, first: int = 1) -> Tally:
    """Kills a run at every `every`-th point of a publication, of a month published before if `again`."""
    points = bench.points(NEW, OLD if again else None, method)
    return _trials(bench, again, method, points, range(first, len(points) + 1, every), KILL)


def crashes(bench: Bench, count: int) -> Tally:
    """Kills the server at `count` points spread over a repeated publication."""
    points = bench.points(NEW, OLD)
    return _trials(bench, True, "careful", points, spread(len(points), count), CRASH)


def cuts(bench: Bench, every: int = 1) -> Tally:
    """Loses the connection at every commit and every `every`-th other point of a repeated publication."""
    points = bench.points(NEW, OLD)
    chosen = [at for at, point in enumerate(points, 1) if "commit" in point or at % every == 0]
    return _trials(bench, True, "careful", points, chosen, CUT)


def spread(length: int, count: int) -> list[int]:
    """`count` of the numbers 1 to length, evenly apart, the ends left out."""
    return [1 + length * (2 * turn + 1) // (2 * count) for turn in range(count)]


def _trials(bench: Bench, again: bool, method: str, points: list[str], chosen: Iterable[int], fault: str) -> Tally:
    tally = Tally()
    for at in chosen:
        before = bench.digests[OLD] if again else None
        period = bench.fresh_month()
        if again:
            bench.publish(period, OLD, method)
        outcome = execute(bench.run(period, NEW, method, fault, at))
        if fault == KILL and outcome.how != KILLED:
            raise AssertionError(f"point {at} was not reached")
        if fault == CRASH:
            bench.reconnect()
        after_fault = look(bench.engine, period)
        bench.publish(period, NEW, method)
        point = f"{at} ({points[at - 1]})"
        tally.add(point, after_fault, look(bench.engine, period), before, bench.digests[NEW])
        if outcome.how not in (KILLED, DONE, "WarehouseUnavailable"):
            tally.misjudged.append(f"{point}: {outcome.how}")
    return tally
