"""The one clock of the pipeline: what shows the state of today may fill today's month only, and what is seen in its own
month for the first time has arrived by then (arrivals.py)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

_CHINA = ZoneInfo("Asia/Shanghai")


def today() -> dt.date:
    """The day it is in China. It can refuse to ask, and it is remembered in the ledger; nothing else depends on it."""
    return dt.datetime.now(_CHINA).date()


def now() -> dt.datetime:
    """The moment, to the second; it is remembered in the ledger and shown on a page, and nothing published depends on it."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)
