"""Public editions side by side, of several months or of one, given to an outsider who can count."""

from __future__ import annotations

import pytest

from monitoring import disclosure
from monitoring.disclosure import Disclosure, public_indicators
from tests.lib import outsider_over_time as outsider
from tests.lib.households_over_time import FLOWS, indicator_rows
from tests.lib.outsider_over_time import Edition
from tests.lib.public_editions import RESTS_ON, RULES, STOCKS, before_and_after, edition, three_months, untouched


@pytest.fixture
def tied(monkeypatch: pytest.MonkeyPatch) -> None:
    """Disclosure control as it would be if what ties two months together were published."""
    monkeypatch.setattr(disclosure, "stays_inside", lambda name: name.startswith("findings."))


@pytest.mark.parametrize("seed", [1, 2])
def test_months_side_by_side_narrow_no_count_of_few(seed: int) -> None:
    done = outsider.months(three_months(seed, STOCKS)[:2])
    assert done.tried > 10
    assert done.narrowed == []


@pytest.mark.usefixtures("tied")
def test_with_those_who_entered_and_left_the_months_tell() -> None:
    assert outsider.months(three_months(2, STOCKS)[:2]).narrowed


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(30))
def test_months_side_by_side_narrow_nothing_with_all_that_is_counted(seed: int) -> None:
    assert outsider.months(three_months(seed)).narrowed == []


def test_nothing_that_compares_two_months_is_public() -> None:
    names = (*FLOWS, "households_persisting", "workers_registered_change")
    assert public_indicators(indicator_rows({"甲乡": dict.fromkeys(names, 30)}), RULES) == []


def _year_apart() -> outsider.Attack:
    years = [{"workers_registered": 4}, {"workers_registered": 12, "workers_registered_change": 8}]
    made = [indicator_rows({"甲乡": counts}) for counts in years]
    return outsider.year_apart(*(Edition(rows, public_indicators(rows, RULES), RULES) for rows in made))


def test_a_year_apart_narrows_no_count_of_few() -> None:
    done = _year_apart()
    assert (done.tried, done.narrowed) == (1, [])


@pytest.mark.usefixtures("tied")
def test_with_the_change_since_last_year_the_years_tell() -> None:
    (found,) = _year_apart().narrowed
    assert (found.what, found.least, found.most) == ("0: workers_registered", 1, 4)


@pytest.mark.parametrize("late", sorted(RESTS_ON))
def test_what_a_late_delivery_cannot_touch_is_shown_as_it_was(late: str) -> None:
    """Nothing is left out in one edition and shown in the other that he knows to be the same in both."""
    differing = 0
    for seed in range(8):
        first, second = before_and_after(seed, late)
        shown = [{row["indicator"]: row["value"] for row in edition(month).public} for month in (first, second)]
        names = untouched(first, late)["甲乡"]
        assert [name for name in names if shown[0].get(name) != shown[1].get(name)] == []
        differing += first.counts() != second.counts()
    assert differing > 2


def test_what_arrives_after_all_changes_nothing_that_was_said() -> None:
    for seed in range(4):
        rows = edition(before_and_after(seed, "visits")[0]).exact
        lacking = [{**row, "value": None} if row["indicator"].startswith("visits") else row for row in rows]
        before, after = (
            {(row["indicator"], row["area"]): row["value"] for row in public_indicators(given, RULES)}
            for given in (lacking, rows)
        )
        assert {cell: after[cell] for cell in before if not cell[0].startswith("visits")} == {
            cell: value for cell, value in before.items() if not cell[0].startswith("visits")
        }


@pytest.mark.slow
@pytest.mark.parametrize("late", ["list", *sorted(RESTS_ON)])
@pytest.mark.parametrize("seed", range(10))
def test_two_editions_of_a_month_narrow_no_count_of_few(seed: int, late: str) -> None:
    first, second = before_and_after(seed, late)
    done = outsider.of_one_month(edition(first), edition(second), untouched(first, late))
    assert done.narrowed == []


@pytest.mark.parametrize(("again", "told"), [(RULES, 0), (Disclosure(suppressed_max=3, rounding=5), 2)])
def test_a_count_shown_again_tells_nothing_unless_by_other_rules(again: Disclosure, told: int) -> None:
    """So a month that later months show again is shown under its own rules."""
    rows = indicator_rows({"甲乡": {"uninsured_residents": 5}})
    first, second = (Edition(rows, public_indicators(rows, rules), rules) for rules in (RULES, again))
    done = outsider.of_one_month(first, second, {"甲乡": ["uninsured_residents"]})
    assert (done.tried, len(done.narrowed)) == (2, told)
