"""The page about bad inputs says what the tests show."""

from __future__ import annotations

from collections import Counter

from monitoring.settings import PROJECT
from tests.badinputs.catalogue import CASES
from tests.badinputs.departures import DEPARTURES
from tests.badinputs.summary import CATALOGUE
from tests.badinputs.table import PAGE, page

DECISIONS = PROJECT / "docs" / "adr"


def test_the_page_about_bad_inputs_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.badinputs.table"


def test_a_number_of_the_catalogue_bears_one_name() -> None:
    names = {(case.number, case.name[:4]) for case in CASES}
    assert [number for number, count in Counter(number for number, _ in names).items() if count > 1] == []


def test_every_number_of_the_catalogue_has_a_case() -> None:
    assert {case.number for case in CASES} == set(range(1, CATALOGUE + 1))


def test_what_differs_from_the_catalogue_stands_in_the_decision_it_names() -> None:
    for departure in DEPARTURES:
        [decision] = DECISIONS.glob(f"{departure.decision}-*.md")
        assert all(1 <= number <= CATALOGUE for number in departure.numbers), departure
        text = decision.read_text(encoding="utf-8")
        assert all(word in text for word in departure.words), (decision.name, departure.words)
