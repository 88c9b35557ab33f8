"""Townships and villages, held against the county's own list of the month."""

from __future__ import annotations

from collections.abc import Iterable

from monitoring.townships import Townships
from monitoring.values.codes import cases, literals
from monitoring.values.reading import Cell, Reading, bare, strange, unsafe, untyped

_TOWNSHIP_DIGITS = 9


def township(cell: Cell, known: Townships) -> Reading:
    """The name in force: written so, or by an alias, a code, a short name, or the name of a township that was merged."""
    names, ambiguous = _among(cell.raw, known.names), _among(cell.given, known.ambiguous)
    other = known.lost_zeros | known.other | known.retired | {name: name for name in known.names}
    return Reading(
        plain=names,
        written=bare(cell.raw),
        typed=f"case when {cell.plain} then {cell.given} else case {cell.given}{cases(other)} end end",
        plainly=cell.given,
        odd_faults=unsafe(cell) | {"TOWN_AMBIGUOUS": ambiguous, "TOWN_UNKNOWN": f"{untyped(cell)} and not {ambiguous}"},
        odd_notes=strange(cell)
        | {
            "C002": _among(cell.given, known.retired),
            "C003": _among(cell.given, known.other),
            "C004": _among(cell.given, known.lost_zeros),
        },
    )


def village_code(cell: Cell, known: Townships) -> Reading:
    """Twelve digits, or the nine of the township alone. The code of a village whose township was merged is kept: which
    number the village has since is not known."""
    is_code = "regexp_full_match({0}, '[0-9]{{9}}([0-9]{{3}})?') and {1}"
    head = "left({0}, " + str(_TOWNSHIP_DIGITS) + ")"
    listed = is_code.format(cell.given, _among(head.format(cell.given), (*known.codes, *known.retired_codes)))
    return Reading(
        plain=is_code.format(cell.raw, _among(head.format(cell.raw), known.codes)),
        written=bare(cell.raw),
        typed=f"case when {cell.plain} or ({listed}) then {cell.given} end",
        plainly=cell.given,
        odd_faults=unsafe(cell) | {"TOWN_UNKNOWN": untyped(cell)},
        odd_notes=strange(cell)
        | {
            "C002": _among(head.format(cell.given), known.retired_codes),
            "E013": f"regexp_matches({cell.raw}, '[！-～]')",
        },
    )


def _among(expression: str, texts: Iterable[str]) -> str:
    found = literals(texts)
    return f"{expression} in ({found})" if found else "false"
