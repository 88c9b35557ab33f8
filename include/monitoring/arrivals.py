"""When a delivery arrived, as far as anybody honestly knows: what the pipeline saw in the month itself, or the list says.

A file's own date says when it was written or copied. The day of a run says something only in the month it is about: a
month that is run or rerun later says nothing about when its files came.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from monitoring.ledger import Entry
from monitoring.period import Period


def noted(entry: Entry, previous: Entry, period: Period, today: dt.date | None) -> Entry:
    """The entry, landed or not, with what is known of its arrival.

    What was usable once has arrived: the same bytes, or a correction of them, keep the day of the first. Bytes that
    were refused count as absent, unless they are landed again and may be usable after all.
    """
    seen = _in_its_month(period, today)
    is_there = entry.sha256 is not None
    keeps_day = previous.status not in ("refused", "stopped") or (is_there and previous.sha256 == entry.sha256)
    absent = [previous.absent_on, None if keeps_day else previous.first_seen_on, None if is_there else seen]
    first = previous.first_seen_on if keeps_day else None
    return replace(
        entry,
        first_seen_on=first or (seen if is_there else None),
        absent_on=max(filter(None, absent), default=None),
    )


def _in_its_month(period: Period, today: dt.date | None) -> str | None:
    if today is None or today.replace(day=1) != period.day(1):
        return None
    return today.isoformat()
