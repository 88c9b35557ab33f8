"""What leaves the authorised circle tells nothing of few people, not even by subtraction."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitoring.disclosure import Disclosure, public_indicators, total
from tests.lib.households_over_time import CATEGORIES

RULES = Disclosure(suppressed_max=7, rounding=5)
TABLES = st.dictionaries(st.text("甲乙丙丁戊", min_size=1, max_size=3), st.integers(0, 60), min_size=1, max_size=8)


def _rows(counts: dict[str, int | None], unit: str = "户") -> list[dict[str, object]]:
    kept = {"indicator": "households_suspected", "title": "疑似户", "unit": unit}
    cells = [{**kept, "area_level": "township", "area": area, "value": value} for area, value in counts.items()]
    exact = sum(value or 0 for value in counts.values())
    return [*cells, {**kept, "area_level": "county", "area": "全县", "value": exact}]


def test_few_are_not_shown_and_more_are_rounded() -> None:
    assert [RULES.shown(count) for count in (0, 1, 7, 8, 12, 13, 100)] == [0, None, None, 10, 10, 15, 100]


@given(TABLES)
def test_subtraction_gives_nothing_away(counts: dict[str, int]) -> None:
    """An outsider who knows the total and all other cells learns of the hidden ones only that they are small."""
    shown = RULES.cells(counts)
    known = total(shown)
    hidden = [area for area, value in shown.items() if value is None]
    if known is not None:
        assert known - sum(value or 0 for value in shown.values()) == 0
    # Any other small counts in the hidden cells give the very same table.
    others = {**counts, **{area: 1 + (counts[area] % RULES.suppressed_max) for area in hidden}}
    assert RULES.cells(others) == shown and total(RULES.cells(others)) == known


def test_the_county_is_the_sum_of_what_is_shown() -> None:
    found = {row["area"]: row["value"] for row in public_indicators(_rows({"甲": 3, "乙": 23, "丙": 12}), RULES)}
    assert found == {"甲": None, "乙": 25, "丙": 10, "全县": 35}


def test_what_was_not_delivered_is_not_shown_as_little() -> None:
    found = {row["area"]: row["value"] for row in public_indicators(_rows({"甲": None, "乙": 23}), RULES)}
    assert found == {"甲": None, "乙": 25, "全县": None}


@given(st.lists(st.integers(0, 40), min_size=3, max_size=3), st.integers(0, 60), st.booleans())
def test_a_part_never_looks_like_more_than_its_whole(categories: list[int], done: int, is_all: bool) -> None:
    """The whole is the sum of what its categories show, and so may be far from its own rounding."""
    due = sum(categories)
    counts = {f"households_{name}_listed": count for name, count in zip(CATEGORIES, categories, strict=True)}
    counts |= {"visits_due": due, "visits_done": due if is_all else min(done, due)}
    rows = [{**_rows({"甲": count})[0], "indicator": name} for name, count in counts.items()]
    shown = {row["indicator"]: row["value"] for row in public_indicators(rows, RULES) if row["area"] == "甲"}
    if shown["visits_done"] is not None and shown["visits_due"] is not None:
        assert shown["visits_done"] <= shown["visits_due"]
    if is_all:
        assert shown["visits_done"] == shown["visits_due"]


def test_amounts_and_shares_stay_inside() -> None:
    assert public_indicators(_rows({"甲": 30}, unit="元"), RULES) == []
