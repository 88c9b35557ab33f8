"""The one way to a delivery's bytes: the drop folder, or the source its contract names, ends as one file."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from monitoring import sealing
from monitoring.contract_parts import DatabaseTable, Source
from monitoring.contracts import Contract
from monitoring.errors import ConfigurationError, DeliveryRefused
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.refusals import refusal
from monitoring.sources import files
from monitoring.sources.connection import Connection
from monitoring.sources.errors import StillUploading
from monitoring.sources.rest import MARKER, Look, Patience

_ABANDONED_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Access:
    """What fetching needs besides the contract. connection: of the contract's source, if it names one; settle_seconds:
    how long nobody may have written to a file before it is read (0: not waited for); today: the day in China; now: the
    moment."""

    connection: Connection | None = None
    settle_seconds: float = 0
    today: dt.date | None = None
    now: dt.datetime | None = None


@contextmanager
def fetch(
    contract: Contract, period: Period, layout: Layout, access: Access, kept: str | None = None
) -> Iterator[Path | None]:
    """Yields the delivery as a file under its promised name, or None when there is none; a fetched one is removed
    afterwards. kept: SHA-256 of what was landed for this month before.

    A source that shows the state of today is asked in its own month only; later the month is what was kept then, and
    without that it is refused (SOURCE_NOT_OF_MONTH): the rows of another month would pass for its own.
    Raises StillUploading (also at the end, when the file changed meanwhile), DeliveryRefused, SourceUnavailable,
    ConfigurationError.
    """
    source = contract.delivery.source
    memory = layout.home / "landing" / "arriving" / f"{contract.dataset}.{period}.json"
    patience = Patience(memory, access.settle_seconds)
    if source is None:
        path = files.find(contract, period, layout.inbox)
        before = _look(path) if path else None
        if path and before:
            patience.require_rest(before, _look(path.with_name(path.name + MARKER)))
        yield path
        if path and _look(path) != before:
            raise StillUploading("the file changed while it was read")
        return
    with _workplace(contract, period, layout) as folder:
        target = folder / contract.delivery.file_name(period)
        if is_asked(contract, period, access):
            yield _ask(contract, source, period, layout, access, target, patience)
        elif kept is not None and sealing.is_kept(layout, kept):
            with sealing.opened(layout, kept) as delivered:
                shutil.copyfile(delivered, target)
            yield target
        else:
            raise _too_late(contract, period)


def is_asked(contract: Contract, period: Period, access: Access) -> bool:
    """Whether the bytes come from the department now; otherwise they are those taken in the month itself."""
    source = contract.delivery.source
    shows_month = source is None or source.names_its_month
    return shows_month or access.today is None or period.day(1) == access.today.replace(day=1)


def _too_late(contract: Contract, period: Period) -> DeliveryRefused:
    reason, action = (
        f"数据源只反映当天的状态，取不到 {period} 的数据",
        "在当月接收，或在合同中写明 month_column 或路径中的 {period}",
    )
    return refusal(contract, contract.delivery.file_name(period), "SOURCE_NOT_OF_MONTH", reason, action)


def _ask(
    contract: Contract, source: Source, period: Period, layout: Layout, access: Access, target: Path, patience: Patience
) -> Path | None:
    # Imported here: most departments use the drop folder, and the Dags parse quickly.
    if access.connection is None:
        raise ConfigurationError(f"{contract.dataset}: no connection was handed over for {source.connection}")
    if isinstance(source, DatabaseTable):
        from monitoring.sources.database.extract import extract

        return extract(contract, source, period, access.connection, target, layout)
    if source.kind == "sftp":
        from monitoring.sources import sftp

        return sftp.download(contract, source, period, access.connection, target, patience)
    from monitoring.sources import http

    return http.download(contract, source, period, access.connection, target)


@contextmanager
def _workplace(contract: Contract, period: Period, layout: Layout) -> Iterator[Path]:
    folder, prefix = layout.home / "landing" / "incoming", f"{contract.dataset}.{period}."
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{prefix}*"):
        if time.time() - left.stat().st_mtime > _ABANDONED_SECONDS:  # of a process that was killed
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=folder) as place:
        yield Path(place)


def _look(path: Path) -> Look | None:
    try:
        status = path.lstat()
    except FileNotFoundError:
        return None
    return Look(status.st_size, status.st_mtime)
