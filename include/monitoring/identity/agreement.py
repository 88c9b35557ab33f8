"""What is left of a damaged citizen ID, held against a whole one: the evidence for a repair, never a repair."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from monitoring.identity.forms import CERTIFICATE, NUMERIC_CELL, normalise

ENOUGH_DIGITS = 10
"""Address and year of birth: with fewer, the name alone would decide."""

_AS_NUMBER = re.compile(rf"(?:{NUMERIC_CELL})?([0-9])(?:[.]([0-9]+))?E[+]?17|{NUMERIC_CELL}([0-9]{{18}})(?:[.]0+)?")
_KEPT_BY_A_DOUBLE = 16
_KEPT_BY_A_SPREADSHEET = 15
_MASKED = re.compile("([0-9]*)[*●•○■□#?_X]{2,}([0-9]*X?)")
_LOOK_ALIKE = str.maketrans("OQDILZSBХ", "00011258X")


@dataclass(frozen=True)
class Agreement:
    """damage: the class of damage that explains the difference; digits: how many characters agree."""

    damage: str
    digits: int


def agreement(delivered: str | None, person_id: str) -> Agreement | None:
    """How the delivered text may come from the person's number; none when no single known damage explains it."""
    number = normalise(delivered)
    if re.fullmatch(CERTIFICATE, number) and len(person_id) == len(number[:18]):
        number = number[:18]
    return next(_explained(number, person_id), None)


def _explained(number: str, person_id: str) -> Iterator[Agreement]:
    if number == person_id:
        yield Agreement("unconfirmed", 18)
    if not person_id.endswith("X"):
        # An X never becomes a number, so whatever numbers lose, it is not lost here.
        yield from _by_a_number(number, person_id)
    if number.translate(_LOOK_ALIKE) == person_id:
        yield Agreement("look_alike", 17)
    masked = _MASKED.fullmatch(number)
    if masked and len(number) == len(person_id) and person_id.startswith(masked[1]) and person_id.endswith(masked[2]):
        yield Agreement("masked", len(masked[1]) + len(masked[2]))
    if len(number) == len(person_id):
        yield from _same_length(number, person_id)
    elif number in _shortened(person_id):
        yield Agreement("one_missing", 17)
    elif person_id in _shortened(number):
        yield Agreement("one_extra", 18)


def _by_a_number(number: str, person_id: str) -> Iterator[Agreement]:
    kept = _KEPT_BY_A_SPREADSHEET
    if len(number) == len(person_id) and number.endswith("000") and number[:kept] == person_id[:kept]:
        yield Agreement("excel15", kept)
    if number + "0" == person_id:
        yield Agreement("trimmed_zero", 17)
    written = _AS_NUMBER.fullmatch(number)
    if written is None:
        return
    digits = written[3] or written[1] + (written[2] or "")
    whole = int(digits.ljust(18, "0")[:18])
    if len(digits.rstrip("0")) >= _KEPT_BY_A_DOUBLE:
        if float(whole) == float(int(person_id)):
            yield Agreement("float64", kept)
    elif len(digits) >= kept or number.startswith(NUMERIC_CELL):
        if str(whole)[:kept] == person_id[:kept]:
            yield Agreement("excel15", kept)
    elif digits in (person_id[: len(digits)], _rounded(person_id, len(digits))):
        yield Agreement("scientific", len(digits))


def _rounded(person_id: str, digits: int) -> str:
    return f"{Decimal(person_id):.{digits - 1}E}".partition("E")[0].replace(".", "")


def _same_length(number: str, person_id: str) -> Iterator[Agreement]:
    differing = [place for place in range(len(number)) if number[place] != person_id[place]]
    if len(differing) == 1:
        yield Agreement("one_digit", 17)
    elif len(differing) == 2:
        first, second = differing
        if second == first + 1 and number[first] == person_id[second] and number[second] == person_id[first]:
            yield Agreement("swapped", 18)


def _shortened(text: str) -> set[str]:
    return {text[:place] + text[place + 1 :] for place in range(len(text))}
