"""Simulated counties, run through every stage once for all end-to-end tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitoring.period import parse_range
from tests.lib.county import County, pointed_at, run_month

RESIDENTS = 3_000
SEED = 20_261


@pytest.fixture(scope="session")
def _two_months(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    yield from _published("2026-09..2026-10", tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="session")
def _one_month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    yield from _published("2026-10..2026-10", tmp_path_factory.mktemp("young_county"))


@pytest.fixture
def county(_two_months: County) -> Iterator[County]:
    """A county of two months, so that what earlier months tell is in the second; the environment points at it."""
    with pointed_at(_two_months.home):
        yield _two_months


@pytest.fixture
def young_county(_one_month: County) -> Iterator[County]:
    """A county in its first month, ready in half the time; the environment points at it."""
    with pointed_at(_one_month.home):
        yield _one_month


@pytest.fixture(params=["young_county", pytest.param("county", marks=pytest.mark.slow)])
def any_county(request: pytest.FixtureRequest) -> County:
    found: County = request.getfixturevalue(request.param)
    return found


def _published(months: str, home: Path) -> Iterator[County]:
    from monitoring.commands.months import stop_server
    from monitoring.simulator.simulate import simulate

    periods = parse_range(months)
    simulate(SEED, RESIDENTS, periods, home)
    with pointed_at(home):
        for period in periods:
            run_month(period)
    yield County(home, tuple(periods))
    with pointed_at(home):
        stop_server()
