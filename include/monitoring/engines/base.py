"""What the stages ask of an engine, so that the same SQL can run elsewhere when one machine is outgrown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from monitoring.errors import MonitoringError


class EngineError(MonitoringError):
    """A query failed. The message names the step and the kind of error, never a value (engines quote values)."""

    def __init__(self, step: str, kind: str, detail: str = "") -> None:
        super().__init__(f"{step}: {kind}" + (f": {detail}" if detail else ""))
        self.step = step
        self.kind = kind


class EngineUnavailable(OSError):
    """Disk or memory did not suffice: nothing is wrong with the query, and trying again may help."""


class Engine(Protocol):
    """Named relations in, Parquet files out. Fails with EngineError or EngineUnavailable and nothing else."""

    def view(self, name: str, source: str | Path | Sequence[Path]) -> None:
        """Registers a relation: Parquet files (one schema), or the SQL that makes it."""

    def query(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        """Runs one statement and returns its rows as an Arrow table."""

    def write(self, sql: str, target: Path, order_by: str | Sequence[str]) -> int:
        """Writes the query's rows, in that order, atomically to one zstd Parquet file; returns their number."""

    def drop(self, name: str) -> None:
        """Forgets a relation; not an error when it is unknown."""
