"""Bytes to text at the door: strictly, with the line of the first byte that does not fit."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable
from typing import BinaryIO

from monitoring.readers.delivered import Unreadable

HALF = "\ufdd0"
"""What stands for half a character (a lone surrogate), which no text column can carry; not a character itself."""

_HALVES = re.compile("[\ud800-\udfff]")
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


class DecodedStream(io.RawIOBase):
    """The source as UTF-8, and what passed by: `lines` ended, `quotes` (quotation marks) and `halves` of characters seen.

    partial: the source is only the beginning of a file and may end inside a character. read() raises Unreadable
    E004 at bytes that are not of that encoding.
    """

    def __init__(self, source: BinaryIO, encoding: str, partial: bool = False) -> None:
        self.lines = 0
        self.quotes = 0
        self.halves = 0
        self._source = source
        self._partial = partial
        self._decoder = _decoder(encoding)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        # Two bytes of GB18030 become three of UTF-8, and the caller must not get more than it asked for.
        wanted = size if size < 0 else max(1, size * 2 // 3 - 4)
        text = ""
        while not text:
            raw = self._source.read(wanted)
            text = self._decode(raw)
            if not raw:
                break
        self.lines += text.count("\n") or text.count("\r")
        self.quotes += text.count('"')
        try:
            return text.encode("utf-8")
        except UnicodeEncodeError:
            text, count = _HALVES.subn(HALF, text)
            self.halves += count
            return text.encode("utf-8")

    def _decode(self, raw: bytes) -> str:
        try:
            return self._decoder.decode(raw, final=not raw and not self._partial)
        except UnicodeDecodeError as error:
            line = self.lines + error.object[: error.start].count(b"\n") + 1
        raise Unreadable("E004", f"第 {line} 行起编码与约定或前文不一致", "用同一种编码重新导出")


def marked_encoding(head: bytes) -> str | None:
    """The encoding that a byte order mark names; None when there is none."""
    return next((name for mark, name in _MARKS.items() if head.startswith(mark)), None)


def choose_encoding(head: bytes, expected: str, score: Callable[[str], int]) -> str:
    """The encoding of a file that begins with head: its byte order mark, else the one in which most headers are known.

    Bytes of UTF-8 often decode as GB18030 without an error, so that decoding alone proves nothing.
    """
    if (marked := marked_encoding(head)) is not None:
        return marked
    chosen, known = expected, 0
    for name in dict.fromkeys((expected, "utf-8", "gb18030")):
        try:
            text = _decoder(name).decode(head)
        except UnicodeDecodeError:
            continue
        if score(text) > known:
            chosen, known = name, score(text)
    return chosen


def _decoder(encoding: str) -> codecs.IncrementalDecoder:
    # A lone surrogate is the fault of its row, not of the whole file.
    return codecs.getincrementaldecoder(encoding)("strict" if encoding == "gb18030" else "surrogatepass")
