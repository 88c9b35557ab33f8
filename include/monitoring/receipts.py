"""At which moment each file was first received: for the figures of freshness only, beside the ledger and not in it.

The ledger is the same whenever a month is run; this is not, and nothing that is published comes from here.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from monitoring.layout import Layout, write_text
from monitoring.ledger import Entry
from monitoring.period import Period


def note(layout: Layout, entry: Entry, now: dt.datetime | None) -> None:
    """Remembers when the entry's bytes came; the same bytes taken again keep the moment of the first time."""
    path = _path(layout, entry.dataset, Period.parse(entry.period))
    known = _read(path)
    if now is not None and entry.sha256 is not None and entry.sha256 not in known:
        text = json.dumps({**known, entry.sha256: now.isoformat()}, indent=1, sort_keys=True)
        write_text(path, text + "\n")


def moments(layout: Layout, dataset: str, period: Period) -> list[dt.datetime]:
    """When each file of that dataset and month came, earliest first."""
    return sorted(dt.datetime.fromisoformat(text) for text in _read(_path(layout, dataset, period)).values())


def _path(layout: Layout, dataset: str, period: Period) -> Path:
    return layout.run_record(f"received.{dataset}", period)


def _read(path: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found
