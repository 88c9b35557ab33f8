"""Texts, lists and the numbers of things: kept as delivered but for what nobody can see."""

from __future__ import annotations

from monitoring.characters import MOJIBAKE, NAME_PLAIN, PRIVATE_USE, SPACES, TEXT_PLAIN, trimmed
from monitoring.contract_parts import Column
from monitoring.identity.citizen_id import NUMERIC_CELL
from monitoring.values.reading import Cell, Reading, bare, strange, unsafe, untyped

_SEPARATOR = "[,，、;；]"
_LOST = r"[?？□\x{fffd}]"
_IDENTIFIER_PLAIN = "[!-^`-~㐀-烪烬-锞锠-鿿]+"


def is_identifier(name: str, column: Column) -> bool:
    """Whether a text identifies something other than a person: then it is compared without blanks and widths."""
    return column.type == "text" and name.endswith(("_no", "_code"))


def text(name: str, column: Column, cell: Cell) -> Reading:
    """A text; of a person's name it is also counted that a character was lost or is known to one system's fonts only."""
    if is_identifier(name, column):
        return _identifier(cell)
    is_name = name == "name" or name == "head_name"
    return Reading(
        plain=f"regexp_full_match({cell.raw}, '{NAME_PLAIN if is_name else TEXT_PLAIN}')",
        written=trimmed(cell.raw),
        typed=cell.given,
        plainly=cell.given,
        odd_faults=unsafe(cell) | _broken(cell),
        odd_notes=strange(cell) | (_rare(cell) if is_name else {}),
    )


def items(name: str, column: Column, cell: Cell) -> Reading:
    """Several values in one cell, whatever parts them, as one text parted by commas."""
    parts = f"string_split(regexp_replace({cell.given}, '[{SPACES}]*{_SEPARATOR}[{SPACES}]*', ',', 'g'), ',')"
    joined = f"nullif(array_to_string(list_filter({parts}, lambda item: item <> ''), ','), '')"
    typed = f"case when regexp_matches({cell.given}, '{_SEPARATOR}') then {joined} else {cell.given} end"
    return Reading(
        plain=f"regexp_full_match({cell.raw}, '{TEXT_PLAIN}')",
        written=trimmed(cell.raw),
        typed=typed,
        plainly=typed,
        odd_faults=unsafe(cell) | _broken(cell),
        odd_notes=strange(cell),
    )


def _identifier(cell: Cell) -> Reading:
    typed = f"case when not starts_with({cell.given}, '{NUMERIC_CELL}') then {cell.given} end"
    return Reading(
        plain=f"regexp_full_match({cell.raw}, '{_IDENTIFIER_PLAIN}')",
        written=bare(cell.raw),
        typed=typed,
        plainly=typed,
        faults={"NUMBER_INVALID": untyped(cell)},
        odd_faults=unsafe(cell) | _broken(cell),
        odd_notes=strange(cell) | {"E013": f"regexp_matches({cell.raw}, '[！-～]')"},
    )


def _broken(cell: Cell) -> dict[str, str]:
    return {"TEXT_MOJIBAKE": f"regexp_matches({cell.raw}, '{MOJIBAKE}')"}


def _rare(cell: Cell) -> dict[str, str]:
    return {
        "NAME_PUA": f"regexp_matches({cell.raw}, '[{PRIVATE_USE}]')",
        "NAME_RARE_LOST": f"regexp_matches({cell.raw}, '{_LOST}')",
    }
