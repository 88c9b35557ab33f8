"""What stands in a column of citizen ID numbers: the forms of numbers, whole and damaged, as regular expressions.

The expressions mean the same in Python and in the engine's SQL (RE2): no look-around, no back-references.
"""

from __future__ import annotations

import re
from string import ascii_lowercase, ascii_uppercase

from monitoring.characters import BLANKS, FULL_WIDTH, HALF_WIDTH

NUMERIC_CELL = "#NUM:"
"""Prefix the readers put before the content of a numeric cell: its last digits may be lost already."""

APOSTROPHES = "'‘’`"
DASHES = "-‐‑‒–—−"
MISSING_MARKS = ("", "无", "/", "-")
PLACEHOLDER_START = "999999"
"""The national system's placeholder for people without a number: kept, unlinked."""
FILLER_START = "123456789"
FILLERS = tuple(digit * length for digit in "012345678" for length in (15, 18)) + tuple(
    f"{d * 17}X" for d in "012345678"
)
"""What somebody types who must type something."""

RESIDENT = "[0-9]{17}[0-9X]"
OLD_RESIDENT = "[0-9]{15}"
ONE_SHORT = "[0-9]{17}"
CERTIFICATE = "[0-9]{17}[0-9X][1-7][1-4]([0-9A-Z]{2})?"

_ONE = f"({RESIDENT}|{OLD_RESIDENT})"
_MASK = "[*●•○■□#?_X]{2,}"
_SIXTEEN_DIGITS = r"[0-9][.][0-9]{15,}E[+]?[0-9]+"
_NOT_ROUND = "[0-9]{15}([1-9][0-9]{2}|0[1-9][0-9]|00[1-9])"
_DOCUMENTS = "护照|临时|户口|未落户|军官|士兵|出生证|通行证|台胞|回乡|居留"
DAMAGED = {
    "float64": f"^({NUMERIC_CELL})?{_SIXTEEN_DIGITS}$|^{NUMERIC_CELL}{_NOT_ROUND}([.]0+)?$",
    "numeric": f"^{NUMERIC_CELL}",
    "foreign_card": "^[A-Z]{3}[0-9]{12}$",
    "scientific": r"^[0-9]([.][0-9]+)?E[+]?[0-9]+$",
    "multi": f"^{_ONE}([^0-9A-Z]*{_ONE})+$",
    "masked": f"^[0-9]+{_MASK}[0-9X]*$|^{_MASK}[0-9]+X?$",
    "bad_length": "^[0-9]+X?$",
    "other_document": f"{_DOCUMENTS}|^[A-Z]{{1,2}}[0-9]{{6,9}}$",
}
"""Statuses of what is no number of 15, 18, 20 or 22 characters, with their expressions; the first that matches holds."""

REPLACED = FULL_WIDTH + "×" + ascii_lowercase
REPLACED_BY = HALF_WIDTH.upper() + "X" + ascii_uppercase
BETWEEN_DIGITS = f"([0-9])[{DASHES}]+"
POINT_ZERO = "^([0-9]+)[.]0+$"
_TRANSLATION = str.maketrans(REPLACED, REPLACED_BY, BLANKS)


def normalise(text: str | None) -> str:
    """The number in its one written form: half-width, upper case, without blanks, without dashes after a digit, leading
    apostrophe, trailing .0."""
    written = (text or "").translate(_TRANSLATION).lstrip(APOSTROPHES)
    return re.sub(POINT_ZERO, r"\1", re.sub(BETWEEN_DIGITS, r"\1", written))
