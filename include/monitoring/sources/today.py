"""The one clock of the pipeline: a source that shows the state of today may fill today's month only, no other."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

_CHINA = ZoneInfo("Asia/Shanghai")


def today() -> dt.date:
    """The day it is in China. Nothing published depends on it: it can only refuse to ask."""
    return dt.datetime.now(_CHINA).date()
