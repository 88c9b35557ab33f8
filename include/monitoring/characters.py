"""Ways of writing that carry no meaning: character widths, blanks, invisible characters. For Python and for SQL."""

from __future__ import annotations

FULL_WIDTH = "".join(map(chr, range(0xFF01, 0xFF5F)))
HALF_WIDTH = "".join(map(chr, range(0x21, 0x7F)))
_TO_HALF_WIDTH = str.maketrans(FULL_WIDTH, HALF_WIDTH)

SPACES = r"\t-\r \xa0\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
"""Spaces of every width and line ends, as the inside of a character class of SQL's regular expressions."""

_INVISIBLE = r"\x00-\x08\x0e-\x1f\x7f\xad\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{206f}\x{feff}"
_BLANK = r"\x00-\x20\x7f\xa0\xad\x{2000}-\x{200f}\x{2028}-\x{202f}\x{205f}-\x{206f}\x{3000}\x{feff}"
# Without 锟 and 烫, by which text broken on the way is known, and the _ of a workbook's _x000D_.
_CHINESE = "㐀-烪烬-锞锠-鿿"
_PLAIN = f"!-^`-~·‐-‧、-〟{_CHINESE}！-～"

CONTROL = r"\x01-\x08\x0e-\x1f\x7f"
"""Control characters but NUL, tabs and line ends, as the inside of a character class."""

BIDI = r"\x{202a}-\x{202e}\x{2066}-\x{2069}"
"""Characters that turn the direction of writing, so that a text is read otherwise than it is stored."""

PRIVATE_USE = r"\x{e000}-\x{f8ff}\x{f0000}-\x{10fffd}"
"""Places of glyphs that only one system's fonts know."""

_CONTINUATION = r"\x{80}-\x{bf}€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
MOJIBAKE = f"锟斤拷|烫烫烫|[ä-é][{_CONTINUATION}]{{2}}|[Â-Ä][{_CONTINUATION}]"
"""What Chinese text looks like after it was read in a wrong encoding, as a regular expression."""

_ESCAPED = "_x00(0[0-9A-Fa-f]|1[0-9A-Fa-f]|7F)_"
NAME_PLAIN = f"[{_CHINESE}·]+"
TEXT_PLAIN = f"[{_PLAIN}]+"

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
    """The SQL expression without spaces around it and without invisible characters in it."""
    escaped = f"regexp_replace({expression}, '{_ESCAPED}', '', 'g')"
    visible = f"regexp_replace({escaped}, '[{_INVISIBLE}]', '', 'g')"
    return f"regexp_replace({visible}, '^[{SPACES}]+|[{SPACES}]+$', '', 'g')"
