"""Small counts that are left out of what goes outside, attacked with editions side by side: of months, and of one month."""

from __future__ import annotations

from argparse import Namespace
from unittest.mock import patch

from monitoring import disclosure
from tests.lib import outsider_over_time as outsider
from tests.lib.outsider import Attack
from tests.lib.public_editions import RESTS_ON, STOCKS, before_and_after, edition, three_months, untouched
from tests.reliability.measures.line import Line

_TOWNSHIPS, _CORRECTED = 8, 2


def measure(given: Namespace) -> list[Line]:
    months, editions = _months(), _editions()
    # What it would be if those who entered and left were published beside the stocks they tie together.
    with patch.object(disclosure, "stays_inside", lambda name: name.startswith("findings.")):
        control = _months()
    tried, narrowed = _tried([*months, *editions]), _narrowed([*months, *editions])
    figure = f"{narrowed} of {tried} (entered and left published, too: {_narrowed(control)} of {_tried(control)})"
    kept = narrowed == 0 < tried and _narrowed(control) > 0
    title = "hidden small counts that what is shown narrows down, months and editions of a month side by side"
    return [Line(title, figure, kept)]


def _months() -> list[Attack]:
    return [outsider.months(three_months(seed, STOCKS)) for seed in range(_TOWNSHIPS)]


def _editions() -> list[Attack]:
    found = []
    for late in ("list", *sorted(RESTS_ON)):
        for seed in range(_CORRECTED):
            first, second = before_and_after(seed, late)
            found.append(outsider.of_one_month(edition(first), edition(second), untouched(first, late)))
    return found


def _tried(attacks: list[Attack]) -> int:
    return sum(attack.tried for attack in attacks)


def _narrowed(attacks: list[Attack]) -> int:
    return sum(len(attack.narrowed) for attack in attacks)
