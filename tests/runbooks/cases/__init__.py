"""A case per page: what breaks, what is typed, what shows that it worked."""

from __future__ import annotations

from tests.runbooks.cases import deliveries, keys, months, system

CASES = {**deliveries.CASES, **keys.CASES, **months.CASES, **system.CASES}
