"""Takes deliveries in: the bytes as delivered, kept under their own hash, and an entry in the ledger."""

from __future__ import annotations

import logging
import os
import stat
from dataclasses import replace
from pathlib import Path

from monitoring import arrivals, ledger, receipts, sealing
from monitoring.beside import Beside, carried_on, clear, complete, give_up
from monitoring.contracts import Contract
from monitoring.errors import ConfigurationError, DeliveryRefused
from monitoring.layout import Layout, remove_abandoned
from monitoring.ledger import Attempt, Entry
from monitoring.period import Period
from monitoring.refusals import refusal
from monitoring.sources import manifest
from monitoring.sources.errors import StillUploading
from monitoring.sources.fetch import Access, fetch, is_asked

_NO_ACCESS = Access()
_DERIVED = ("raw", "standardised", "staging", "quarantine")
_LOG = logging.getLogger(__name__)
_SECURITY_LOG = logging.getLogger("monitoring.security")
# No honest system makes such a file by mistake.
_SECURITY_CODES = ("F025", "F026", "M001", "M002", "M003", "M004", "M005", "M006")


def land(contract: Contract, period: Period, layout: Layout, access: Access = _NO_ACCESS) -> Entry:
    """Keeps the delivered bytes and writes the entry: status "landed", or final "missing" when nothing arrived.

    "deferred": the file is still being written; what another run is receiving of it stays as it is. While a usable
    delivery of the month stands, the entry is written beside it (see `beside`): what stands stays in force until the new
    one proves usable, and after it did not. The same bytes may be landed any number of times. A file that was taken away
    takes what became of it along, unless it was a refused correction: "missing" is said of that, and what stands stays.
    Raises DeliveryRefused (codes F...) after noting the refusal, ConfigurationError when nothing arrived and the bytes of
    what stands went after their time: it stays in force.
    """
    complete(layout, contract.dataset, period)
    previous = ledger.read(layout, contract, period)
    stands = previous.status == "delivered"
    place = Beside(layout, contract.dataset, period) if stands else layout
    nothing = Entry(contract.dataset, contract.department, str(period), "missing")
    entry = arrivals.noted(nothing, previous, period, access.today)
    _sweep(place, entry)
    try:
        with fetch(contract, period, layout, access, previous.sha256) as source:
            if source is not None:
                landed = _keep(contract, source, replace(nothing, status="landed", file_name=source.name), layout)
                landed = arrivals.noted(landed, previous, period, access.today)
                receipts.note(layout, landed, access.now)
                entry = _held_to_list(contract, period, layout, landed)
            elif stands and not sealing.is_kept(layout, previous.sha256 or ""):
                raise _purged(contract, period)
    except StillUploading:
        entry = replace(entry, status="deferred")
        if not stands and previous.status not in ledger.UNDER_WAY:
            ledger.write(layout, entry)
        return entry
    except DeliveryRefused as error:
        if stands and error.code == "SOURCE_NOT_OF_MONTH":
            raise _purged(contract, period) from None
        refuse(place, entry, error)
        raise
    if not is_asked(contract, period, access):
        entry = carried_on(entry, previous)
    return _taken(place, entry, previous)


def refuse(place: Layout, entry: Entry, error: DeliveryRefused) -> Entry:
    """Closes the entry as refused, with code and message; nothing of the delivery remains but the landed bytes. Returns
    the entry that is in force now: of a refused correction, the one of the delivery that goes on standing."""
    if error.code in _SECURITY_CODES:
        _SECURITY_LOG.warning("security event %s: %s %s", error.code, entry.dataset, entry.period)
    if isinstance(place, Beside):
        standing = give_up(place, Attempt("refused", error.code, str(error), entry.file_name, entry.sha256))
        if standing is not None:
            return standing
    layout = place.standing if isinstance(place, Beside) else place
    refused = Entry(
        dataset=entry.dataset,
        department=entry.department,
        period=entry.period,
        status="refused",
        delivery=entry.delivery,
        sha256=entry.sha256,
        file_name=entry.file_name,
        byte_count=entry.byte_count,
        unknown_columns=entry.unknown_columns,
        missing_columns=entry.missing_columns,
        first_seen_on=entry.first_seen_on,
        absent_on=entry.absent_on,
        stated_on=entry.stated_on,
        code=error.code,
        message=str(error),
    )
    ledger.write(layout, refused)
    _remove_derived(layout, refused)
    clear(layout, entry.dataset, Period.parse(entry.period))
    return refused


def _taken(place: Layout, entry: Entry, previous: Entry) -> Entry:
    """Writes the entry where the work goes on, without what other bytes left there."""
    if entry.sha256 is not None and entry.sha256 == previous.sha256 and previous.status == "delivered":
        _LOG.info("F027 %s %s：已接收过（%s）", entry.dataset, entry.period, entry.delivery)
    if entry.sha256 is None and isinstance(place, Beside):
        clear(place.standing, place.dataset, place.period)
        if previous.refused is not None:
            return replace(previous, status="missing")
        place = place.standing
    ledger.write(place, entry)
    _remove_derived(place, entry)
    return entry


def _purged(contract: Contract, period: Period) -> ConfigurationError:
    return ConfigurationError(f"{contract.dataset} {period} 的原件已按保留期限清除，收件目录里也没有：不再重新接收")


def _keep(contract: Contract, source: Path, entry: Entry, layout: Layout) -> Entry:
    folder = layout.home / "landing"
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f".{entry.dataset}.{entry.period}.{os.getpid()}.tmp"
    try:
        # Opened once and not through a link: what was examined is what is kept.
        with os.fdopen(os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as opened:
            _examine(contract, source.name, os.fstat(opened.fileno()))
            sha256, size = sealing.seal(opened, temporary, layout)
        target = layout.landing(sha256)
        target.parent.mkdir(exist_ok=True)
        temporary.replace(target)
        _sync(target.parent)
    finally:
        temporary.unlink(missing_ok=True)
    return replace(entry, sha256=sha256, delivery=sha256[:12], byte_count=size)


def _held_to_list(contract: Contract, period: Period, layout: Layout, entry: Entry) -> Entry:
    """What the department's own list says of the file must hold; the number of rows is compared when they are read."""
    name = entry.file_name or ""
    promise = manifest.promise(contract, period, layout.inbox, name)
    if promise.sha256 not in (None, entry.sha256):
        raise refusal(contract, name, "F014", "文件校验值与清单不一致", "重新上传完整文件，或更正清单")
    return replace(entry, rows_promised=promise.rows, stated_on=promise.sent_on)


def _examine(contract: Contract, name: str, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise refusal(contract, name, "F025", "不是普通文件（链接、管道或目录）", "直接放置文件本身")
    if status.st_size == 0:
        raise refusal(contract, name, "F001", "文件为空（0 字节）", "重新导出后上传")
    most = contract.delivery.limits.file_mb
    if status.st_size > most << 20:
        raise refusal(contract, name, "F018", f"超过 {most} MB 上限", "核对是否导出了多余内容，或与平台管理员联系")


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_derived(layout: Layout, entry: Entry) -> None:
    period = Period.parse(entry.period)
    for layer in _DERIVED:
        layout.table(layer, entry.dataset, period).unlink(missing_ok=True)
    layout.validation(entry.dataset, period).unlink(missing_ok=True)


def _sweep(place: Layout, entry: Entry) -> None:
    """Removes what processes left behind that were killed while they wrote something of this dataset and month."""
    period = Period.parse(entry.period)
    remove_abandoned(place.home / "landing" / f"{entry.dataset}.{entry.period}")
    sealing.sweep(place)
    for layer in _DERIVED:
        remove_abandoned(place.table(layer, entry.dataset, period))
