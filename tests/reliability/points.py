"""Kill points: the moments before and after everything a run does with the database, counted from 1.

They are put round the driver's own calls, so that the code under test needs no hooks and none can be forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import psycopg

Fault = Callable[[str, "psycopg.Connection[Any]"], None]


class Points:
    """What was passed, as `step: call, before or after`; at point number `at` the fault happens."""

    def __init__(self, at: int = 0, fault: Fault | None = None) -> None:
        self.at = at
        self.fault = fault
        self.step = ""
        self.passed: list[str] = []

    def passing(self, what: str, connection: psycopg.Connection[Any]) -> None:
        self.passed.append(f"{self.step}: {what}")
        if len(self.passed) == self.at and self.fault is not None:
            self.fault(what, connection)


def install(points: Points) -> None:
    """Puts the points round every statement, block of COPY, commit and roll-back of this process, for good."""
    for owner, name in (
        (psycopg.Cursor, "execute"),
        (psycopg.Copy, "write"),
        (psycopg.Connection, "commit"),
        (psycopg.Connection, "rollback"),
    ):
        setattr(owner, name, _around(getattr(owner, name), name, points))
    psycopg.Cursor.copy = _around_block(psycopg.Cursor.copy, points)


def _around(call: Callable[..., Any], name: str, points: Points) -> Callable[..., Any]:
    @wraps(call)
    def with_points(subject: Any, *args: Any, **kwargs: Any) -> Any:
        connection = subject if isinstance(subject, psycopg.Connection) else subject.connection
        points.passing(f"before {name}", connection)
        result = call(subject, *args, **kwargs)
        points.passing(f"after {name}", connection)
        return result

    return with_points


def _around_block(call: Callable[..., Any], points: Points) -> Callable[..., Any]:
    @contextmanager
    def with_points(cursor: psycopg.Cursor[Any], *args: Any, **kwargs: Any) -> Iterator[psycopg.Copy]:
        points.passing("before copy", cursor.connection)
        with call(cursor, *args, **kwargs) as copy:
            yield copy
            points.passing("at the end of copy", cursor.connection)
        points.passing("after copy", cursor.connection)

    return with_points
