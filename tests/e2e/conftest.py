"""A simulated county of two months, run through every stage once for all end-to-end tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from monitoring.period import parse_range
from tests.lib.county import County, environment, run_month

MONTHS = "2026-09..2026-10"
RESIDENTS = 3_000
SEED = 20_261


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    from monitoring.simulator.simulate import simulate

    home = tmp_path_factory.mktemp("county")
    periods = parse_range(MONTHS)
    simulate(SEED, RESIDENTS, periods, home)
    with environment(home):
        for period in periods:
            run_month(period)
        yield County(home, tuple(periods))
