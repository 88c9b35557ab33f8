"""The step the Dag of the purge calls."""

from __future__ import annotations

import logging
from collections import Counter
from typing import Any

from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.settings import load_settings

_LOG = logging.getLogger(__name__)


def purge_expired(period: str) -> dict[str, Any]:
    """Removes what is past its window on the first day of the month; how much of each store."""
    from monitoring.published_data import warehouse
    from monitoring.retention.purge import purge
    from monitoring.sources.today import today

    settings, as_of = load_settings(), Period.parse(period).day(1)
    layout = Layout(settings)
    removed = purge(settings, layout, warehouse(settings, layout), as_of, today())
    for one in removed:
        _LOG.info("%s %s %s", one.store, one.month, one.what)
    counts = Counter(one.store for one in removed)
    return {"period": period, "as_of": str(as_of), "removed": len(removed), **dict(sorted(counts.items()))}
