"""Numbers of people who do not exist must still be right, different and recognisable as invented."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from monitoring.identity import citizen_id
from monitoring.simulator.clock import day_number
from monitoring.simulator.ids import HOME_AREA, damage, id_text, id_texts, make_numbers, old_form

AS_OF = dt.date(2026, 10, 20)


def crowd(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Numbers and sexes of many people born within three years, so that birthdays coincide often."""
    rng = np.random.default_rng(4)
    born = day_number(dt.date(1961, 2, 1)) + rng.integers(0, 1000, count)
    male = rng.random(count) < 0.5
    return make_numbers(np.full(count, HOME_AREA), born, male), male


def test_numbers_are_valid_different_and_fit_the_sex() -> None:
    numbers, male = crowd(40_000)
    texts = id_texts(numbers).to_pylist()
    assert len(set(texts)) == 40_000
    assert all(text.startswith("529901") for text in texts)
    sample = texts[::37]
    assert all(citizen_id.classify(text, AS_OF).status is citizen_id.Status.VALID for text in sample)
    assert ((numbers % 2 == 1) == male).all()


def test_numbers_never_look_like_a_spreadsheet_accident_or_an_uncertain_century() -> None:
    numbers, _ = crowd(40_000)
    assert not any(text.endswith("000") for text in id_texts(numbers).to_pylist())
    assert int((numbers % 1000).max()) < citizen_id.CENTENARIANS


def test_published_check_characters() -> None:
    for number in ("11010519491231002X", "440524188001010014", "34052419800101001X"):
        assert id_text(int(number[:17])) == number


def test_old_form_becomes_the_same_number_again() -> None:
    number = id_text(52990119550301158)
    assert len(old_form(number)) == 15
    assert citizen_id.upgrade_15(old_form(number)) == number


@pytest.mark.parametrize("kind", ["check", "short", "letter", "date", "scientific"])
def test_damaged_numbers_are_quarantined(kind: str) -> None:
    for number in (id_text(52999919550301158), id_text(52999919720315001), id_text(52999919940317003)):
        status = citizen_id.classify(damage(number, kind), AS_OF).status
        assert status in citizen_id.REASONS


def test_more_births_on_a_day_than_numbers_is_refused() -> None:
    with pytest.raises(ValueError, match="too many residents"):
        make_numbers(np.full(600, HOME_AREA), np.full(600, 9000), np.ones(600, dtype=bool))
