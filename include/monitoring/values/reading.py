"""How one column is read: SQL for its value, for what is wrong with it and for what was put right."""

from __future__ import annotations

from dataclasses import dataclass, field

from monitoring.characters import BIDI, CONTROL, SPACES, half_width, literal, without_blanks

_APOSTROPHE = "'"


@dataclass(frozen=True)
class Cell:
    """Names of one column's expressions: raw, the delivered text; plain, whether it is written as promised; given, the
    text in one written form (null when nothing was delivered); value, the canonical value."""

    name: str

    @property
    def raw(self) -> str:
        return f"raw_{self.name}"

    @property
    def plain(self) -> str:
        return f"plain_{self.name}"

    @property
    def given(self) -> str:
        return f"given_{self.name}"

    @property
    def value(self) -> str:
        return self.name


@dataclass(frozen=True)
class Reading:
    """SQL expressions of one column.

    plain: over raw, true for text written as promised, which takes the short way; written: over raw, the text in its
    one written form; typed: over given, null when it cannot be typed; plainly: the same where every text is plain;
    kept: over value, what goes into the layer. faults: reason code -> condition that quarantines; notes: remark code ->
    condition of what is counted. odd_faults, odd_notes: those that only hold where the text is not plain. nothing: what
    was delivered says that there is nothing.
    """

    plain: str
    written: str
    typed: str
    plainly: str
    kept: str | None = None
    faults: dict[str, str] = field(default_factory=dict)
    odd_faults: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    odd_notes: dict[str, str] = field(default_factory=dict)
    nothing: str | None = None


def untyped(cell: Cell) -> str:
    """Something was delivered that gives no value."""
    return f"{cell.value} is null and {cell.given} is not null"


def unsafe(cell: Cell) -> dict[str, str]:
    """What no delivered text may hold, whatever its type."""
    return {
        "CTRL_NUL": f"contains({cell.raw}, chr(0))",
        "TEXT_BIDI": f"regexp_matches({cell.raw}, '[{BIDI}]')",
    }


def strange(cell: Cell) -> dict[str, str]:
    """Characters that are left out wherever they stand, by what they are."""
    return {
        "E008": f"regexp_matches({cell.raw}, '[{CONTROL}]')",
        "E009": f"contains({cell.raw}, '_x00')",
        "E012": _is_padded(cell),
    }


def bare(expression: str) -> str:
    """Half-width, without blanks and without the apostrophe that a spreadsheet puts before text."""
    return f"ltrim({without_blanks(half_width(expression))}, {literal(_APOSTROPHE)})"


def _is_padded(cell: Cell) -> str:
    visible = r"\xa0\xad\x{2000}-\x{200f}\x{2060}-\x{2064}\x{feff}"
    return f"{cell.given} is distinct from {cell.raw} and regexp_matches({cell.raw}, '[{visible}]|^[{SPACES}]|[{SPACES}]$')"
