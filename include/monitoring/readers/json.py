"""JSON deliveries: one array of objects, or one object a line."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from monitoring.contract_parts import Column
from monitoring.contracts import Contract
from monitoring.readers.cells import number_text, text_of
from monitoring.readers.decoding import DecodedStream, marked_encoding
from monitoring.readers.delivered import Delivered, Row, Unreadable, batches
from monitoring.readers.headers import columns_at, shown

_MAX_LINE = 1 << 20
Record = tuple[int, dict[str, Any]]


class _Number(str):
    """A number as it was written: converted, it would lose digits."""

    __slots__ = ()


def read_array(path: Path, contract: Contract) -> Delivered:
    """Reads one array of objects; row_no is the element's number. Raises Unreadable."""
    data = path.read_bytes()
    encoding = marked_encoding(data) or contract.delivery.encoding or "utf-8"
    elements = _parse(DecodedStream(io.BytesIO(data), encoding).read().decode("utf-8"))
    if not isinstance(elements, list):
        raise _broken("最外层不是数组")
    records = [(number, _record(number, element)) for number, element in enumerate(elements, start=1)]
    return _delivered(lambda: iter(records), contract)


def read_lines(path: Path, contract: Contract) -> Delivered:
    """Reads one object a line; row_no is the line's number. Raises Unreadable."""
    return _delivered(lambda: _lines(path, contract), contract)


def _delivered(records: Callable[[], Iterator[Record]], contract: Contract) -> Delivered:
    # A key may appear late: all of them are known only after the last record.
    names = list(dict.fromkeys(name for _, record in records() for name in record))
    if not names:  # no record at all: nothing tells which columns it would have had
        names = [column.headers[0] for column in contract.columns.values()]
    return Delivered(names, batches(_rows(records(), names, contract), len(names)))


def _rows(records: Iterator[Record], names: list[str], contract: Contract) -> Iterator[Row]:
    columns = dict(zip(names, columns_at(names, contract), strict=True))
    for number, record in records:
        error, cells = None, []
        for name in names:
            value = record.get(name)
            if type(value) is not str:
                if _is_nested(value):
                    error, value = ("VALUE_NESTED" if columns[name] else error), None
                value = _text(value, columns[name])
            cells.append(value)
        try:
            "".join(cells).encode("utf-8")
        except UnicodeEncodeError:  # "\ud83d" alone is half a character
            error, cells = "TEXT_SURROGATE", [cell.encode("utf-8", "replace").decode() for cell in cells]
        yield number, error, cells


def _is_nested(value: object) -> bool:
    parts = value if isinstance(value, list) else [value]
    return any(isinstance(part, (list, dict)) for part in parts)


def _text(value: object, column: Column | None) -> str:
    if isinstance(value, list):
        return ",".join(_text(part, column) for part in value)
    return number_text(value, column) if isinstance(value, _Number) else text_of(value, column)


def _lines(path: Path, contract: Contract) -> Iterator[Record]:
    encoding = contract.delivery.encoding or "utf-8"
    with path.open("rb") as source:
        number = 0
        while line := source.readline(_MAX_LINE):
            number += 1
            if len(line) == _MAX_LINE:
                raise Unreadable("S016", f"第 {number} 行超过 {_MAX_LINE >> 20} MB", "每行只写一条记录")
            try:
                text = line.decode("utf-8-sig" if encoding == "utf-8" else encoding).strip()
            except UnicodeDecodeError:
                raise Unreadable("E004", f"第 {number} 行编码与约定不一致", "用同一种编码重新导出") from None
            if text:
                yield number, _record(number, _parse(text, number))


def _parse(text: str, line: int | None = None) -> Any:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise _broken(f"第 {line or error.lineno} 行不是合法的 JSON") from None
    except RecursionError:
        raise _broken("嵌套过深") from None


def _record(number: int, element: object) -> dict[str, Any]:
    if not isinstance(element, dict):
        raise _broken(f"第 {number} 条不是对象")
    return element


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Unreadable("S009", f"同一条记录中「{shown(twice, 0)}」出现多次", "每个名称只保留一次")
    return record


def _not_a_number(_: str) -> str:
    raise _broken("含有 NaN 或 Infinity")


def _broken(reason: str) -> Unreadable:
    return Unreadable("F004", reason, "重新导出并完整上传")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_Number, parse_int=_Number, parse_constant=_not_a_number
)
