"""Ways of writing that carry no meaning: character widths, blanks, invisible characters. For Python and for SQL."""

from __future__ import annotations

FULL_WIDTH = "".join(map(chr, range(0xFF01, 0xFF5F)))
HALF_WIDTH = "".join(map(chr, range(0x21, 0x7F)))
_TO_HALF_WIDTH = str.maketrans(FULL_WIDTH, HALF_WIDTH)

SPACES = r"\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
"""Spaces of every width and line ends, as the inside of a character class of SQL's regular expressions."""

_INVISIBLE = r"\x00-\x08\x0e-\x1f\x7f\xad\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{206f}\x{feff}"
_BLANK = r"\x00-\x20\x7f\xa0\xad\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{206f}\x{3000}\x{feff}"
_PLAIN = "!-~·‐-‧、-〟㐀-鿿！-～"

BLANKS = "".join(
    chr(code)
    for first, last in (
        (0x00, 0x20),
        (0x7F, 0x7F),
        (0xA0, 0xA0),
        (0xAD, 0xAD),
        (0x2000, 0x200F),
        (0x2028, 0x202F),
        (0x205F, 0x206F),
        (0x3000, 0x3000),
        (0xFEFF, 0xFEFF),
    )
    for code in range(first, last + 1)
)
"""Spaces of every width, line ends, and what cannot be seen: control, zero-width and writing-direction characters."""


def to_half_width(text: str) -> str:
    """The text with full-width characters made half-width."""
    return text.translate(_TO_HALF_WIDTH)


def literal(text: str) -> str:
    """The text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def half_width(expression: str) -> str:
    """The SQL expression with full-width characters made half-width."""
    return f"translate({expression}, {literal(FULL_WIDTH)}, {literal(HALF_WIDTH)})"


def without_blanks(expression: str) -> str:
    """The SQL expression without any of BLANKS, wherever they stand."""
    return f"regexp_replace({expression}, '[{_BLANK}]', '', 'g')"


def trimmed(expression: str) -> str:
    """The SQL expression without spaces around it and without invisible characters in it; null when nothing is left."""
    visible = f"regexp_replace({expression}, '[{_INVISIBLE}]', '', 'g')"
    return unless(f"[{_PLAIN}]+", expression, f"regexp_replace({visible}, '^[{SPACES}]+|[{SPACES}]+$', '', 'g')")


def unless(clean: str, expression: str, otherwise: str) -> str:
    """The SQL expression itself where all of it matches clean, else otherwise; null when that is empty.

    Matching is ten times cheaper than cleaning, and nearly everything delivered is clean.
    """
    return (
        f"case when regexp_full_match({expression}, '{clean}') then {expression}\n"
        f"      else nullif({otherwise}, '')\n    end"
    )
