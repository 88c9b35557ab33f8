"""Work on a delivery whose month has a usable one already: done beside it, and put in its place only when it is usable.

What stands is never touched meanwhile. beside/<layer>/<dataset>/period=…, beside/ledger/…: the work; its entry there is
final only while it is being moved into place, which whoever comes next completes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from monitoring import ledger
from monitoring.errors import ConfigurationError
from monitoring.layout import Layout
from monitoring.ledger import Attempt, Entry, Remark
from monitoring.locks import WAIT_SECONDS, locked
from monitoring.period import Period

REFUSED = "REPLACEMENT_REFUSED"
FOLDER = "beside"
_LAYERS = ("raw", "standardised", "staging", "quarantine")


class Beside(Layout):
    """The data folder with another place for what becomes of one dataset's delivery of one month."""

    def __init__(self, layout: Layout, dataset: str, period: Period) -> None:
        self.home, self.inbox = layout.home, layout.inbox
        self.standing, self.dataset, self.period = layout, dataset, period

    def table(self, layer: str, table: str, period: Period) -> Path:
        """As Layout; of the delivery itself beside."""
        return self._moved(super().table(layer, table, period), table, period)

    def ledger(self, dataset: str, period: Period) -> Path:
        """As Layout; of the delivery itself beside."""
        return self._moved(super().ledger(dataset, period), dataset, period)

    def validation(self, dataset: str, period: Period) -> Path:
        """As Layout; of the delivery itself beside."""
        return self._moved(super().validation(dataset, period), dataset, period)

    def profile(self, dataset: str, period: Period) -> Path:
        """As Layout; of the delivery itself beside."""
        return self._moved(super().profile(dataset, period), dataset, period)

    def _moved(self, path: Path, dataset: str, period: Period) -> Path:
        is_own = (dataset, period) == (self.dataset, self.period)
        return self.home / FOLDER / path.relative_to(self.home) if is_own else path


@contextmanager
def alone(layout: Layout, dataset: str, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """One process at a time works on a dataset: a second run of the same delivery waits, then finds it done. Raises Busy
    when it waited in vain."""
    with locked(layout.home / "tmp" / "receiving" / dataset, dataset, wait_seconds):
        yield


@contextmanager
def nobody_receives(layout: Layout, datasets: Iterable[str], wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Waits for whoever works on one of the datasets, and keeps everybody else waiting: ledger, layers and landed bytes
    fit together meanwhile. Raises Busy when it waited in vain."""
    with ExitStack() as held:
        for dataset in sorted(datasets):
            held.enter_context(alone(layout, dataset, wait_seconds))
        yield


def place(layout: Layout, dataset: str, period: Period) -> Layout:
    """Where the delivery is being worked on: beside the one that stands, or in place when none does."""
    complete(layout, dataset, period)
    beside = Beside(layout, dataset, period)
    return beside if beside.ledger(dataset, period).exists() else layout


def reopened(layout: Layout, dataset: str, period: Period, layer: str) -> Layout:
    """The place for a stage that is run alone: what stands is worked on beside itself, from its own file of that layer.

    Raises ConfigurationError when that file went after its time.
    """
    found = place(layout, dataset, period)
    entry = ledger.known(layout, dataset, period)
    if isinstance(found, Beside) or entry is None or entry.status != "delivered":
        return found
    source, beside = layout.table(layer, dataset, period), Beside(layout, dataset, period)
    if not source.exists():
        raise ConfigurationError(f"{dataset} {period} 的中间数据已按保留期限清除：请从 land 起重跑")
    target = beside.table(layer, dataset, period)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    target.hardlink_to(source)
    ledger.write(beside, replace(entry, status="landed"))
    return beside


def settle(found: Layout) -> None:
    """Puts what is usable in the place of what stood, or notes that it is not."""
    if isinstance(found, Beside):
        complete(found.standing, found.dataset, found.period)


def complete(layout: Layout, dataset: str, period: Period) -> None:
    """Moves a delivery whose fate is known into place; broken off anywhere, it goes on from there."""
    beside = Beside(layout, dataset, period)
    entry = ledger.known(beside, dataset, period)
    if entry is None or entry.status not in ("delivered", "stopped"):
        return
    if entry.status == "stopped" and give_up(beside, _attempt(entry)) is not None:
        return
    for made, stands in zip(_files(beside, dataset, period), _files(layout, dataset, period), strict=True):
        if made.exists():
            stands.parent.mkdir(parents=True, exist_ok=True)
            made.replace(stands)
    if entry.status == "stopped":
        layout.table("staging", dataset, period).unlink(missing_ok=True)
    ledger.write(layout, entry)
    clear(layout, dataset, period)


def complete_all(layout: Layout) -> None:
    """The same for every delivery that a killed process left half moved."""
    for dataset, period in begun(layout):
        with alone(layout, dataset):
            complete(layout, dataset, period)


def begun(layout: Layout) -> list[tuple[str, Period]]:
    """Datasets and months that are worked on beside what stands, sorted."""
    paths = (layout.home / FOLDER / "ledger").glob("*/period=*.json")
    return sorted((path.parent.name, Period.parse(path.stem.removeprefix("period="))) for path in paths)


def give_up(beside: Beside, attempt: Attempt) -> Entry | None:
    """Notes on the entry of what stands that a correction of it was refused, and drops the work; None, and nothing is
    noted, when what stands are the very bytes that were refused, or nothing stands any more."""
    standing = ledger.known(beside.standing, beside.dataset, beside.period)
    if standing is None or standing.status != "delivered" or standing.sha256 == attempt.sha256:
        return None
    standing.refused = attempt
    said = attempt.message.removeprefix(f"【{attempt.code}】")
    told = f"{said}这份后报的文件未采用（{attempt.code}），先前收到的报送（{standing.delivery}）仍在采用。"
    standing.remark(Remark(REFUSED, "held", told))
    ledger.write(beside.standing, standing)
    clear(beside.standing, beside.dataset, beside.period)
    return standing


def carried_on(entry: Entry, previous: Entry) -> Entry:
    """The same bytes taken again by ourselves, not sent again: what was said of a refused correction stays said."""
    remarks = [remark for remark in previous.remarks if remark.code == REFUSED]
    return replace(entry, refused=previous.refused, remarks=[*entry.remarks, *remarks])


def clear(layout: Layout, dataset: str, period: Period) -> None:
    """Nothing of the work stays: the entry first, for without it nobody looks at the rest."""
    beside = Beside(layout, dataset, period)
    beside.ledger(dataset, period).unlink(missing_ok=True)
    for path in _files(beside, dataset, period):
        path.unlink(missing_ok=True)


def _attempt(entry: Entry) -> Attempt:
    return Attempt(entry.status, entry.code or "", entry.message or "", entry.file_name, entry.sha256)


def _files(layout: Layout, dataset: str, period: Period) -> list[Path]:
    tables = [layout.table(layer, dataset, period) for layer in _LAYERS]
    return [*tables, layout.validation(dataset, period), layout.profile(dataset, period)]
