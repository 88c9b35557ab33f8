"""File names: what a department's system makes of the promised one, and what no honest system writes."""

from __future__ import annotations

import re
import unicodedata

_MAX_BYTES = 255
_SEPARATORS = ("/", "\\")
_STARTS_OF_LITTER = ("~$", ".")
_LITTER = ("thumbs.db", "desktop.ini")
_ENDS_OF_LITTER = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".filepart", ".swp", ".bak", ".ok")
_COPY = r"(?:\s*\(\d+\)|\s*-\s*副本(?:\s*\(\d+\))?|\s*-\s*copy(?:\s*\(\d+\))?)?"
_SUFFIXES = r"(?:\.[a-z0-9]{1,8}){0,2}"
_PART = re.compile(r"[_-](\d{1,3})of(\d{1,3})" + _SUFFIXES)
_REST = re.compile(_COPY + _SUFFIXES)
_PERIOD = r"(?:19|20)\d{2}-?(?:0[1-9]|1[0-2])"


def is_hostile(name: str) -> bool:
    """Whether it leads elsewhere, hides characters from a reader, or is too long to be stored."""
    leads_elsewhere = name in ("", ".", "..") or any(separator in name for separator in _SEPARATORS)
    return leads_elsewhere or plain(name) != _folded(name) or len(name.encode("utf-8", "replace")) > _MAX_BYTES


def is_litter(name: str) -> bool:
    """What editors, file systems and unfinished transfers leave beside deliveries."""
    folded = name.casefold()
    return folded.startswith(_STARTS_OF_LITTER) or folded in _LITTER or folded.endswith(_ENDS_OF_LITTER)


def plain(name: str) -> str:
    """The name without full-width forms, capitals and invisible characters (control, direction, surrogate)."""
    return "".join(character for character in _folded(name) if not unicodedata.category(character).startswith("C"))


def is_delivery(name: str, expected: str) -> bool:
    """Whether a file of that name claims to be the expected one, under whatever suffix or as a browser's copy."""
    rest = _after_stem(name, expected)
    return rest is not None and _REST.fullmatch(rest) is not None


def part_of(name: str, expected: str) -> tuple[int, int] | None:
    """(2, 3) when the name says it is the second of three parts of the expected file."""
    rest = _after_stem(name, expected)
    found = _PART.fullmatch(rest) if rest is not None else None
    return (int(found[1]), int(found[2])) if found else None


def is_of_other_month(name: str, pattern: str, expected: str) -> bool:
    """Whether a file of that name claims to be the same dataset in another month."""
    before, _, after = plain(pattern.rpartition(".")[0]).partition(plain("{period}"))
    other = re.fullmatch(re.escape(before) + _PERIOD + re.escape(after) + _REST.pattern, plain(name))
    return other is not None and not is_delivery(name, expected)


def _after_stem(name: str, expected: str) -> str | None:
    stem = plain(expected).rpartition(".")[0]
    given = plain(name)
    return given[len(stem) :] if given.startswith(stem) else None


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
