"""Every path under the data folder, and the one way to write there: aside, then renamed into place."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitoring.period import Period
from monitoring.settings import Settings

LAYERS = ("raw", "standardised", "staging", "quarantine", "intermediate", "findings", "marts")


class Layout:
    """Names of files; creates a folder only when something is written into it."""

    def __init__(self, settings: Settings) -> None:
        self.home = settings.home
        self.inbox = settings.inbox

    def landing(self, sha256: str) -> Path:
        """Bytes as delivered, sealed, named by their content before sealing."""
        return self.home / "landing" / sha256[:2] / f"{sha256}.age"

    def table(self, layer: str, table: str, period: Period) -> Path:
        """The Parquet file of one table and month; layer is one of LAYERS."""
        if layer not in LAYERS:
            raise ValueError(f"unknown layer {layer}")
        return self.home / layer / table / f"period={period}" / "data.parquet"

    def ledger(self, dataset: str, period: Period) -> Path:
        """What became of one delivery (JSON)."""
        return self.home / "ledger" / dataset / f"period={period}.json"

    def validation(self, dataset: str, period: Period) -> Path:
        """Results of the suite of one delivery, counts only (JSON)."""
        return self.home / "validation" / dataset / f"period={period}.json"

    def profile(self, dataset: str, period: Period) -> Path:
        """What one delivery looks like in numbers (JSON)."""
        return self.home / "profiles" / dataset / f"period={period}.json"

    def decisions(self, dataset: str, period: Period) -> Path:
        """What people decided about a held delivery (JSON)."""
        return self.home / "decisions" / dataset / f"period={period}.json"

    def source_definition(self, dataset: str, period: Period) -> Path:
        """What the department's table looked like when the month's rows were taken (JSON)."""
        return self.home / "sources" / dataset / f"period={period}.json"

    def run_record(self, name: str, period: Period) -> Path:
        """Small JSON a stage leaves for the next one (counts, hashes)."""
        return self.home / "runs" / f"period={period}" / f"{name}.json"

    def reports(self, period: Period) -> Path:
        """Folder of what people open."""
        return self.home / "reports" / str(period)

    @property
    def identity(self) -> Path:
        """Restricted: aliases, confirmed repairs and proposals, with whole numbers."""
        return self.home / "identity"

    @property
    def access_anchors(self) -> Path:
        """Ends of the access log, a line per day on which somebody wrote it down."""
        return self.home / "runs" / "access_log_anchors.csv"

    @property
    def keys(self) -> Path:
        return self.home / "keys"

    @property
    def postgres(self) -> Path:
        return self.home / "postgres"


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yields a temporary path beside target; on success it becomes target at once, on failure it is gone."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        yield temporary
        with temporary.open("rb") as handle:
            os.fsync(handle.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def remove_abandoned(target: Path) -> None:
    """Removes temporary files beside target whose writer no longer lives."""
    for path in target.parent.glob(f".{glob.escape(target.name)}.*.tmp"):
        writer = path.name.split(".")[-2]
        if not writer.isdecimal() or not _is_alive(int(writer)):
            path.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's, and alive
        return True
    return True


def write_text(target: Path, text: str) -> None:
    """Writes a small text file atomically."""
    with replacing(target) as temporary:
        temporary.write_text(text, encoding="utf-8")
