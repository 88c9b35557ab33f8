"""Good rows whose citizen ID a spreadsheet, a clerk or a mask has damaged, and whose they truly are."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np

from monitoring.contracts import load_contracts
from monitoring.settings import load_settings
from monitoring.simulator.ids import FABRICATED_AREA, damage, id_text
from monitoring.simulator.sheet import Sheet
from monitoring.simulator.world import World

_NUMBER = re.compile("([0-9]{17}[0-9X])([0-9A-Z]{0,4})")
_BY_SPREADSHEET = ("excel15", "scientific", "float64", "trimmed_zero")
_BY_HAND = ("check", "short", "letter", "date", "swapped", "masked")


@dataclass(frozen=True, order=True)
class Told:
    """delivered: what stands in the column of numbers; person_id: whose it truly is; damage: empty when untouched."""

    dataset: str
    delivered: str
    person_id: str
    damage: str


def damage_numbers(world: World, sheet: Sheet, percent: float) -> tuple[Sheet, list[Told]]:
    """Damages that share of the rows about people who occur once; tells the truth about every row with a good number."""
    header = _header(world, sheet)
    if header is None:
        return sheet, []
    texts = sheet.columns[header].to_pylist()
    found = [_NUMBER.fullmatch(text or "") for text in texts]
    good = {place: match for place, match in enumerate(found) if match and _is_somebodys(match[1])}
    often = Counter(match[1] for match in good.values())
    single = [place for place, match in good.items() if often[match[1]] == 1]
    rng = world.rng("numbers", sheet.dataset)
    chosen = rng.permutation(np.array(single, dtype=np.int64))[: round(len(single) * percent / 100)]
    first = int(rng.integers(0, len(_BY_SPREADSHEET + _BY_HAND)))
    done: dict[int, str] = {}
    for order, place in enumerate(sorted(chosen.tolist())):
        number, suffix = good[place][1], good[place][2]
        kind = _kind(number, suffix, first + order)
        sheet.put(header, place, _damaged(number, kind) + suffix)
        done[place] = kind
    texts = sheet.columns[header].to_pylist()
    return sheet, sorted({Told(sheet.dataset, texts[at], match[1], done.get(at, "")) for at, match in good.items()})


def _is_somebodys(number: str) -> bool:
    """Not placeholders, nor the people invented for unusable rows."""
    return number[:6] not in ("999999", str(FABRICATED_AREA)) and id_text(int(number[:17])) == number


def _header(world: World, sheet: Sheet) -> str | None:
    contract = load_contracts(load_settings().contracts)[sheet.dataset].at(world.month.period)
    headers = contract.columns[contract.id_column].headers if contract.id_column else []
    return next((header for header in headers if header in sheet.columns), None)


def _kind(number: str, suffix: str, turn: int) -> str:
    """Only what can happen to this number: an X never becomes a number, nor does a certificate's longer text."""
    kinds = _BY_HAND if suffix or number.endswith("X") else _BY_SPREADSHEET + _BY_HAND
    kind = kinds[turn % len(kinds)]
    if (kind == "trimmed_zero" and number[17] != "0") or (kind == "swapped" and _swapped(number) is None):
        return "check"
    return kind


def _damaged(number: str, kind: str) -> str:
    if kind == "excel15":
        return number[:15] + "000"
    if kind == "float64":
        return f"{float(int(number)):.16E}"
    if kind == "trimmed_zero":
        return number[:17]
    if kind == "masked":
        return number[:6] + "*" * 8 + number[14:]
    if kind == "swapped":
        return _swapped(number) or ""
    return damage(number, kind)


def _swapped(number: str) -> str | None:
    """Two neighbouring digits of the sequence changed places."""
    place = next((at for at in (14, 15, 13, 7) if number[at] != number[at + 1]), None)
    if place is None:
        return None
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]
