"""What a page is given, and what it gives back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode

from monitoring.console.source import Source
from monitoring.console.visitors import Grant, Visitor
from monitoring.settings import Settings

if TYPE_CHECKING:
    from monitoring.reports.data import Labels
    from monitoring.warehouse.sessions import Reader

T = TypeVar("T")
PER_PAGE = 50
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
RunOf = Callable[[str, str], str | None]


@dataclass(frozen=True)
class Shown:
    """A page: its template, what stands in it, and the status of the answer."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True)
class Moved:
    """Another address of this application, without the root."""

    path: str


class NotFound(Exception):
    """There is nothing at this address, for this visitor."""


@dataclass(frozen=True)
class Month:
    """period: the month shown; version: what is published of it; others: all published months, latest first."""

    period: str
    version: int
    others: list[str]


@dataclass(frozen=True)
class Asked:
    """One request, after its visitor is known. query and form: the first value of each name; path: parts of the address;
    root: address of this application; run_of: the Airflow run of a Dag and month, as the last parts of its address."""

    visitor: Visitor
    grant: Grant
    source: Source
    settings: Settings
    root: str
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    path: Mapping[str, str] = field(default_factory=dict)
    run_of: RunOf | None = None

    def read(self, work: Callable[[Reader], T]) -> T:
        """What `work` reads as the visitor's role."""
        return self.source.read(self.grant.role, work)

    def month(self, reader: Reader) -> Month | None:
        """The published month that was asked for, else the latest; None when nothing is published."""
        rows = reader.rows("select period, version from monitoring.current_publication order by period desc")
        versions = {str(row["period"]): int(row["version"]) for row in rows}
        wanted = self.query.get("month", "")
        period = wanted if wanted in versions else next(iter(versions), None)
        return None if period is None else Month(period, versions[period], list(versions))

    def link(self, path: str, **values: object) -> str:
        """The address of a page of this application; empty values are left out."""
        query = urlencode({name: value for name, value in values.items() if value not in (None, "")})
        return f"{self.root}{quote(path)}{'?' + query if query else ''}"

    @property
    def labels(self) -> Labels:
        return _labels(self.settings)


def is_month(text: str) -> bool:
    return _MONTH.fullmatch(text) is not None


@cache
def _labels(settings: Settings) -> Labels:
    from monitoring.reports.data import load_labels

    return load_labels(settings.contracts)
