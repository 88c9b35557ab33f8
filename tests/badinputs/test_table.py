"""The page about bad inputs says what the tests show."""

from __future__ import annotations

from collections import Counter

from tests.badinputs.catalogue import CASES
from tests.badinputs.summary import CATALOGUE
from tests.badinputs.table import PAGE, page


def test_the_page_about_bad_inputs_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.badinputs.table"


def test_a_number_of_the_catalogue_bears_one_name() -> None:
    names = {(case.number, case.name[:4]) for case in CASES}
    assert [number for number, count in Counter(number for number, _ in names).items() if count > 1] == []
    assert all(1 <= number <= CATALOGUE for number, _ in names)
