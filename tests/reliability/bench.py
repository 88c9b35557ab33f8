"""A warehouse to break: contents to publish, a fresh month for each trial, and what an undisturbed run ends with."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from sqlalchemy import Engine

from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.warehouse import server
from tests.lib import marts
from tests.lib.warehouse import layout_at
from tests.reliability.look import look
from tests.reliability.methods import METHODS, Month
from tests.reliability.points import Points
from tests.reliability.runs import KILL, Run, execute


def numbered(number: int) -> marts.Marts:
    """A month that carries its number in two tables."""
    rows = marts.sample()
    rows["indicators"][0]["value"] = number
    for subject in rows["monitoring_subjects"]:
        subject["priority"] = number
    return rows


@dataclass
class Bench:
    """home: the data folder with the server; scratch: for the files to publish; known: digests found before."""

    home: Path
    scratch: Path
    engine: Engine
    known: dict[int, str] = field(default_factory=dict)
    _last: Period = field(default=Period(2027, 1))

    @cached_property
    def layout(self) -> Layout:
        return layout_at(self.home)

    @cached_property
    def files(self) -> dict[int, dict[str, Path]]:
        """Parquet files by table, of contents 1 to 3."""
        return {number: marts.write(numbered(number), self.scratch / str(number)) for number in (1, 2, 3)}

    @property
    def digests(self) -> dict[int, str]:
        """What readers get of each content after an undisturbed run."""
        for number in self.files.keys() - self.known.keys():
            period = self.fresh_month()
            self.publish(period, number)
            self.known[number] = look(self.engine, period).digest or ""
        return self.known

    @property
    def address(self) -> str:
        return self.engine.url.render_as_string(hide_password=False)

    def fresh_month(self) -> Period:
        """A month nothing was published of."""
        self._last = self._last.shift(1)
        return self._last

    def publish(self, period: Period, number: int, method: str = "careful") -> None:
        """One undisturbed run, in this process."""
        METHODS[method](Month(self.engine, self.layout, period, self.files[number]), Points())

    def run(self, period: Period, number: int, method: str = "careful", fault: str = KILL, at: int = 0) -> Run:
        return Run(self.address, self.home, period, self.files[number], method, fault, at)

    def points(self, number: int, earlier: int | None = None, method: str = "careful") -> list[str]:
        """The points an undisturbed run passes; earlier: what is published of the month before."""
        period = self.fresh_month()
        if earlier is not None:
            self.publish(period, earlier, method)
        return execute(self.run(period, number, method)).points

    def reconnect(self) -> None:
        """Finds the server again, starting it if it was lost."""
        self.engine = server.engine_for(server.private_url(self.layout))
