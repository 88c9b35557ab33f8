"""Codes, patterns and yes/no: delivered words that stand for one of the values the contract lists."""

from __future__ import annotations

from collections.abc import Iterable

from monitoring.characters import TEXT_PLAIN, half_width, literal, to_half_width, trimmed
from monitoring.contract_parts import Column
from monitoring.values.reading import Cell, Reading, strange, unsafe, untyped

_TRUE = ("是", "true", "1")
_FALSE = ("否", "false", "0")
_RANKS = ("一壹1ⅠI", "二贰2Ⅱ", "三叁3Ⅲ", "四肆4Ⅳ", "五伍5Ⅴ", "六陆6Ⅵ", "七柒7Ⅶ", "八捌8Ⅷ", "九玖9Ⅸ", "十拾")


def code(name: str, column: Column, cell: Cell) -> Reading:
    """One of the contract's words: exactly, else in half-width, as another numeral of the same rank (一级, Ⅰ)
    or without leading zeros."""
    exact = column.values or {}
    half = {to_half_width(word): value for word, value in exact.items()}
    ranks = {to_half_width(word): value for word, value in _other_numerals(exact).items() if word not in half}
    short = {word: value for word, value in _without_zeros(half).items() if word not in half | ranks}
    loose = half_width(cell.given)
    typed = f"case {cell.given}{cases(exact)} else case {loose}{cases(half | ranks | short)} end end"
    is_rank = f"{cell.value} is not null and {loose} in ({literals(ranks)})" if ranks else "false"
    notes = {"C005": is_rank, "C007": _was_wide(cell, exact)}
    if short:
        notes["C004"] = f"{loose} in ({literals(short)})"
    faults = {}
    if column.text_of is not None:
        faults["CODE_TEXT_CONFLICT"] = f"{cell.value} <> {column.text_of}"
    return Reading(
        plain=f"{cell.raw} in ({literals(exact)})",
        written=trimmed(cell.raw),
        typed=typed,
        plainly=f"case {cell.given}{cases(exact)} end",
        faults=faults,
        odd_faults=unsafe(cell) | {"CODE_UNKNOWN": untyped(cell)},
        odd_notes=strange(cell) | notes,
    )


def pattern(name: str, column: Column, cell: Cell) -> Reading:
    """The value of the first of the contract's patterns that matches."""
    lines = "".join(
        f" when regexp_matches({cell.given}, {literal(line.match)}) then {literal(line.value)}"
        for line in column.patterns or []
    )
    return Reading(
        plain=f"regexp_full_match({cell.raw}, '{TEXT_PLAIN}')",
        written=trimmed(cell.raw),
        typed=f"case{lines} end",
        plainly=f"case{lines} end",
        faults={"CODE_UNKNOWN": untyped(cell)},
        odd_faults=unsafe(cell),
        odd_notes=strange(cell),
    )


def truth(name: str, column: Column, cell: Cell) -> Reading:
    """是 and 否, true and false, 1 and 0."""
    word = f"lower({half_width(cell.given)})"
    true, false = (", ".join(map(literal, words)) for words in (_TRUE, _FALSE))
    exact = f"case when {cell.given} in ({true}) then true when {cell.given} in ({false}) then false"
    return Reading(
        plain=f"{cell.raw} in ({literals(_TRUE + _FALSE)})",
        written=trimmed(cell.raw),
        typed=f"{exact} when {word} in ({true}) then true when {word} in ({false}) then false end",
        plainly=f"{exact} end",
        odd_faults=unsafe(cell) | {"BOOL_UNKNOWN": untyped(cell)},
        odd_notes=strange(cell) | {"C007": _was_wide(cell, ())},
    )


def _other_numerals(values: dict[str, str]) -> dict[str, str]:
    """Other ways to write the ranks among the words: 一级 is also 壹级, 1级, Ⅰ级 and 1; only where that names one word."""
    found: dict[str, str] = {}
    for word, value in values.items():
        for numerals in _RANKS:
            if word[:1] in tuple(numerals) and word[1:] in ("", "级"):
                found |= {numeral + suffix: value for numeral in numerals for suffix in ("", "级")}
    return {word: value for word, value in found.items() if values.get(word, value) == value}


def _without_zeros(values: dict[str, str]) -> dict[str, str]:
    """01 as a spreadsheet leaves it that takes it for a number; only where no other word would become the same."""
    found: dict[str, set[str]] = {}
    for word, value in values.items():
        short = word.lstrip("0")
        if word.isdecimal() and short not in ("", word):
            found.setdefault(short, set()).add(value)
    return {short: next(iter(meant)) for short, meant in found.items() if len(meant) == 1}


def _was_wide(cell: Cell, exact: Iterable[str]) -> str:
    words = literals(exact)
    is_exact = f" and {cell.given} not in ({words})" if words else ""
    return f"{cell.value} is not null and regexp_matches({cell.raw}, '[！-～]'){is_exact}"


def cases(values: dict[str, str]) -> str:
    """The branches of an SQL `case` over what was given."""
    return "".join(f" when {literal(word)} then {literal(value)}" for word, value in values.items())


def literals(words: Iterable[str]) -> str:
    """The words as a list of SQL strings."""
    return ", ".join(map(literal, words))
