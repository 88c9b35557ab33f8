"""What several departments have in common."""

from __future__ import annotations

import numpy as np

from monitoring.simulator.clock import NONE
from monitoring.simulator.table import Array
from monitoring.simulator.view import View


def new_deaths(view: View, source: str) -> tuple[Array, Array]:
    """People and death days this source reports this month; the first delivery brings what was reported before too."""
    deaths, index = view.world["deaths"], view.month.index
    month = deaths[f"{source}_month"]
    due = (month == index) | ((month != NONE) & (month < index) & (index == view.world.first.index))
    rows = np.flatnonzero(due)
    return deaths["person"][rows], deaths[f"{source}_day"][rows]


def school_year(years: Array) -> tuple[list[str], Array]:
    """School years as text and each row's position among them."""
    known = np.unique(years)
    return [f"{year}-{year + 1}" for year in known], np.searchsorted(known, years)
