"""What a PDF says, visible or not: its packed streams as they are, the text its fonts spell, and its properties."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_STREAM = re.compile(rb"stream\r?\n")
_CHARACTERS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_TRIPLE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_STRING = re.compile(rb"\(((?:[^()\\]|\\.)*)\)|<([0-9A-Fa-f\s]+)>", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b""}
_MARK = b"\xfe\xff"


def pdf_texts(data: bytes) -> Iterator[bytes]:
    """Every stream unpacked; then what each font makes of every stream's strings, in UTF-8; then UTF-16 strings."""
    streams = list(_unpacked(data))
    yield from streams
    fonts = [font for stream in streams if (font := _font(stream))]
    for stream in (data, *streams):
        strings = [_bytes(*match) for match in _STRING.findall(stream)]
        yield "\n".join(s[2:].decode("utf-16-be", "replace") for s in strings if s.startswith(_MARK)).encode()
        shown = b"".join(strings)
        if b" Tf" in stream:
            yield from ("".join(_spelled(shown, font)).encode() for font in fonts)


def _unpacked(data: bytes) -> Iterator[bytes]:
    for match in _STREAM.finditer(data):
        try:
            yield zlib.decompressobj().decompress(data[match.end() :])
        except zlib.error:
            continue


def _font(stream: bytes) -> dict[int, str]:
    """Characters by code, from a table ToUnicode; empty when the stream is none."""
    found: dict[int, str] = {}
    for part in _CHARACTERS.findall(stream):
        found |= {int(code, 16): _character(said) for code, said in _PAIR.findall(part)}
    for part in _RANGES.findall(stream):
        for first, last, said in _TRIPLE.findall(part):
            begin = int(said, 16)
            codes = range(int(first, 16), min(int(last, 16), int(first, 16) + 0xFFFF) + 1)
            found |= {code: chr((begin + number) & 0xFFFF) for number, code in enumerate(codes)}
    return found


def _character(said: bytes) -> str:
    return bytes.fromhex(said.decode()).decode("utf-16-be", "replace")


def _bytes(literal: bytes, hexadecimal: bytes) -> bytes:
    if hexadecimal:
        digits = b"".join(hexadecimal.split()).decode()
        return bytes.fromhex(digits + "0" * (len(digits) % 2))
    return _ESCAPE.sub(_meant, literal)


def _meant(escape: re.Match[bytes]) -> bytes:
    said = escape[1]
    return bytes([int(said, 8) & 255]) if said[:1] in b"01234567" else _PLAIN.get(said, said)


def _spelled(shown: bytes, font: dict[int, str]) -> Iterator[str]:
    for place in range(0, len(shown) - 1, 2):
        yield font.get(shown[place] << 8 | shown[place + 1], " ")
