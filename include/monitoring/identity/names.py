"""Names as they are compared, never as they are shown: in Python for one name and as an SQL expression.

Compared form: half-width, no blank of any width, every separator of a minority name as the middle dot ·.
"""

from __future__ import annotations

from monitoring.characters import BLANKS, FULL_WIDTH, HALF_WIDTH, literal, without_blanks

SEPARATORS = "・•．.‧∙"
MIDDLE_DOT = "·"
LOST_CHARACTERS = "?？□"
"""What stands where a department's system could not hold a rare character."""

_NOT_DOTS = {wide: half for wide, half in zip(FULL_WIDTH, HALF_WIDTH, strict=True) if wide not in SEPARATORS}
_FROM = "".join(_NOT_DOTS) + SEPARATORS
_TO = "".join(_NOT_DOTS.values()) + MIDDLE_DOT * len(SEPARATORS)
_TRANSLATION = str.maketrans(_FROM, _TO, BLANKS)
_PLAIN = "[一-鿿]+"


def normalise_name(name: str) -> str:
    """The name in its compared form."""
    return name.translate(_TRANSLATION)


def has_lost_character(name: str) -> bool:
    """Whether a character of the name was lost on the way, so that the name cannot be compared."""
    return any(character in LOST_CHARACTERS for character in name)


def normalised_name_sql(expression: str) -> str:
    """The expression's name in its compared form; null stays null. Names of Chinese characters only are left alone."""
    changed = f"translate({without_blanks(expression)}, {literal(_FROM)}, {literal(_TO)})"
    return f"case when regexp_full_match({expression}, '{_PLAIN}') then {expression} else {changed} end"


def has_lost_character_sql(expression: str) -> str:
    """Whether a character of the expression's name was lost; null for null."""
    return f"regexp_matches({expression}, '[{LOST_CHARACTERS}]')"
