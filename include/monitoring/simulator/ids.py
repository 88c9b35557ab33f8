"""Citizen ID numbers of people who do not exist: area codes 5299xx only, which no county has."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from monitoring.simulator.clock import ymd
from monitoring.simulator.table import Array

HOME_AREA = 529901
STRANGER_AREA = 529998
FABRICATED_AREA = 529999
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = pa.array(list("10X98765432"))
_PER_DAY = 479
_ODD = np.arange(1, 2 * _PER_DAY, 2)
_EVEN = np.array([n for n in range(2, 998, 2) if n % 100][:_PER_DAY])


def make_numbers(area: Array, birth_days: Array, male: Array) -> Array:
    """Seventeen digits per person, all different, sequence odd for men and even for women.

    Never a sequence of 996 to 999 (whose 15-digit form is uncertain) nor one that could end the number in 000.
    Raises ValueError when one area has too many births of a sex on one day.
    """
    stem = area.astype(np.int64) * 100_000_000 + ymd(birth_days)
    group = stem * 2 + male.astype(np.int64)
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(ordered) else np.array([], dtype=np.int64)
    rank = np.empty(len(group), dtype=np.int64)
    rank[order] = np.arange(len(group)) - np.repeat(starts, np.diff(np.r_[starts, len(group)]))
    if len(rank) and int(rank.max()) >= _PER_DAY:
        raise ValueError("too many residents for the numbers of one area and day")
    place = (rank * 37 + group % 101) % _PER_DAY
    numbers: Array = stem * 1000 + np.where(male, _ODD[place], _EVEN[place])
    return numbers


def check_positions(numbers: Array) -> Array:
    """Position of the check character in 10X98765432 for numbers of seventeen digits."""
    total = np.zeros(len(numbers), dtype=np.int64)
    rest = numbers.astype(np.int64)
    for weight in reversed(_WEIGHTS):
        rest, digit = np.divmod(rest, 10)
        total += weight * digit
    return total % 11


def id_texts(numbers: Array) -> pa.Array:
    """The eighteen characters as people write them."""
    checks = _CHECKS.take(pa.array(check_positions(numbers)))
    return pc.binary_join_element_wise(pc.cast(pa.array(numbers), pa.string()), checks, "")


def id_text(number: int) -> str:
    """One number of seventeen digits with its check character."""
    return str(id_texts(np.array([number], dtype=np.int64))[0].as_py())


def old_form(text: str) -> str:
    """The fifteen digits this number had before 1999; only for people born from 1900 to 1999."""
    return text[:6] + text[8:17]


def damage(text: str, kind: str) -> str:
    """The number as a careless hand delivers it; every kind makes it invalid for certain."""
    if kind == "check":
        return text[:17] + ("1" if text[17] != "1" else "2")
    if kind == "short":
        return text[:11] + text[12:]
    if kind == "letter":
        return text[:3] + "O" + text[4:] if text[3] == "0" else text[:9] + "O" + text[10:]
    if kind == "date":
        return id_text(int(text[:10] + "13" + text[12:17]))
    if kind == "scientific":
        return f"{text[0]}.{text[1:6]}E+17"
    raise ValueError(f"unknown damage {kind}")
