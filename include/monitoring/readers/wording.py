"""How alike two headers are, and whether one is text that was read in a wrong encoding."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

_ALIKE = 0.5
# The last character of a Chinese noun says what it is: 发放额 and 金额 are both amounts.
_SAME_END = 0.2
_TRACES = ("锟斤拷", "烫烫", "屯屯", "\ufffd")
_MISREADINGS = (("gb18030", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "utf-8"), ("latin-1", "gb18030"))


def plain(text: str) -> str:
    """The header as it is compared: half-width, without blanks."""
    return re.sub(r"[\s\ufeff\u200b]", "", unicodedata.normalize("NFKC", text))


def nearest(wanted: str, others: Sequence[str]) -> str | None:
    """The most similar of the others, the first of several; None when none is similar."""
    return max((other for other in others if likeness(wanted, other) >= _ALIKE), key=_by(wanted), default=None)


def likeness(one: str, other: str) -> float:
    """0 to about 1, more the more alike."""
    first, second = plain(one), plain(other)
    bonus = _SAME_END if first[-1:] == second[-1:] else 0
    return difflib.SequenceMatcher(None, first, second).ratio() + bonus if first and second else 0


def is_broken(name: str, promised: Iterable[str]) -> bool:
    """Whether the header shows traces of a wrong encoding, or becomes a promised one when the encoding is put right."""
    if any(trace in name for trace in _TRACES):
        return True
    if name.isascii():
        return False
    headers = list(promised)
    return any(nearest(repaired, headers) is not None for repaired in _repaired(name))


def _repaired(name: str) -> Iterable[str]:
    for wrong, right in _MISREADINGS:
        text = name.encode(wrong, "ignore").decode(right, "ignore")
        if len(text) > 1 and len(text) < len(name):
            yield text


def _by(wanted: str) -> Callable[[str], float]:
    return lambda other: likeness(wanted, other)
