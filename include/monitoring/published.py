"""Which deliveries each publication of a month rests on, and which later months were made before it changed.

runs/period=…/published.json: version; deliveries: dataset -> SHA-256 -> how it came (first, late, closed); stale: the
earlier months that were published again since this one was.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from monitoring.layout import Layout, write_text
from monitoring.period import Period

Coming = Literal["first", "late", "closed"]
_NAME = "published"


def coming(layout: Layout, dataset: str, period: Period, sha256: str) -> Coming:
    """How a delivery comes: before the month was first published, after it, or after a later month was published too.

    What a publication already rests on keeps the answer it had then, so that a rerun says the same.
    """
    record = _read(layout, period)
    if record is None:
        return "first"
    known: str | None = record["deliveries"].get(dataset, {}).get(sha256)
    if known is not None:
        return known  # type: ignore[return-value]
    return "closed" if _published_after(layout, period) else "late"


def remember(layout: Layout, period: Period, version: int, deliveries: Mapping[str, str]) -> dict[str, list[str]]:
    """Notes what was just published (dataset -> SHA-256); returns the datasets changed by it since the month was first
    published, and the later months that should be run again (both sorted, both empty the first time)."""
    record = _read(layout, period)
    known = record["deliveries"] if record is not None else {}
    new = {dataset: sha256 for dataset, sha256 in deliveries.items() if sha256 not in known.get(dataset, {})}
    stale = _published_after(layout, period) if new and record is not None else []
    comings = {dataset: coming(layout, dataset, period, sha256) for dataset, sha256 in new.items()}
    merged = {dataset: {**known.get(dataset, {}), new[dataset]: comings[dataset]} for dataset in new}
    _write(layout, period, {"version": version, "deliveries": {**known, **merged}, "stale": []})
    for later in stale:
        made = _read(layout, later)
        if made is not None:
            _write(layout, later, {**made, "stale": sorted({*made["stale"], str(period)})})
    return {"changed": sorted(new) if record is not None else [], "stale": [str(month) for month in stale]}


def version(layout: Layout, period: Period) -> int | None:
    """Number of the version last published; None for a month that never was."""
    record = _read(layout, period)
    return None if record is None else int(record["version"])


def rests_on(layout: Layout, dataset: str, period: Period, sha256: str | None) -> bool:
    """Whether a publication of the month was made from those bytes."""
    record = _read(layout, period)
    return record is not None and sha256 in record["deliveries"].get(dataset, {})


def later_months(layout: Layout, period: Period) -> list[Period]:
    """Published months after that one, earliest first: what they say of change was said against it."""
    return _published_after(layout, period)


def stale_months(layout: Layout) -> dict[str, list[str]]:
    """Published months to be run again -> the earlier months that changed since."""
    records = {month: _read(layout, month) for month in _published(layout)}
    return {str(month): record["stale"] for month, record in records.items() if record is not None and record["stale"]}


def _published_after(layout: Layout, period: Period) -> list[Period]:
    return [month for month in _published(layout) if month > period]


def _published(layout: Layout) -> list[Period]:
    folder = layout.run_record(_NAME, Period(2000, 1)).parents[1]
    return sorted(Period.parse(path.parent.name.removeprefix("period=")) for path in folder.glob(f"*/{_NAME}.json"))


def _read(layout: Layout, period: Period) -> dict[str, Any] | None:
    path = layout.run_record(_NAME, period)
    if not path.exists():
        return None
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return record


def _write(layout: Layout, period: Period, record: dict[str, Any]) -> None:
    write_text(
        layout.run_record(_NAME, period), json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    )
