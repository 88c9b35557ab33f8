"""Delimited text, streamed: every record becomes a row of text or a row that says what is wrong with it."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

import pyarrow as pa

from monitoring.contracts import Contract
from monitoring.readers.decoding import DecodedStream, choose_encoding
from monitoring.readers.delivered import Delivered, ReaderRemark, Unreadable
from monitoring.readers.filling import FillDown
from monitoring.readers.headers import SEARCHED_ROWS, count_known, locate, place_remarks
from monitoring.readers.records import Opener, Records, is_quoted
from monitoring.readers.sieve import Sieve

_HEAD_BYTES = 1 << 20
_DELIMITERS = {",": "逗号", ";": "分号", "\t": "制表符", "|": "竖线", "，": "全角逗号", "；": "全角分号"}


def read(opener: Opener, contract: Contract) -> Delivered:
    """Reads delimited text; opener opens the same bytes anew each time it is called. Raises Unreadable.

    Form "text" has no quoting: there a quotation mark is a character like any other. A record with too few or too many
    fields becomes a row with row_error ROW_SHORT or ROW_LONG, one with half a character TEXT_SURROGATE.
    """
    with opener() as source:
        head = source.read(_HEAD_BYTES)

    def known(text: str) -> int:
        return count_known(locate(_first_rows(text, contract), contract).names, contract)

    promised = contract.delivery.encoding or "utf-8"
    encoding = choose_encoding(head, promised, known)
    text = DecodedStream(io.BytesIO(head), encoding, partial=True).read().decode("utf-8")
    if encoding == "utf-16" and known(text) < 2:
        contract = _with_tabs(contract)
    rows = _first_rows(text, contract)
    heading = locate(rows, contract)
    if count_known(heading.names, contract) < 2:
        _check_delimiter(text, contract)
    remarks = [*_text_remarks(text, encoding, promised), *place_remarks(rows, heading, contract)]
    if len(rows) <= heading.rows:
        return Delivered(heading.names, iter(()), remarks)
    sieve, filling = Sieve(heading, contract), FillDown(heading, contract)
    records = Records(opener, encoding, heading, contract, sieve.kind)

    def batches() -> Iterator[pa.RecordBatch]:
        yield from filling.filled(sieve.sifted(records.batches()))
        remarks.extend([*records.remarks, *sieve.remarks(), *filling.remarks()])

    return Delivered(heading.names, batches(), remarks)


def _with_tabs(contract: Contract) -> Contract:
    """Excel's "Unicode text" has tabs, whatever was promised."""
    return contract.model_copy(update={"delivery": contract.delivery.model_copy(update={"delimiter": "\t"})})


def _text_remarks(text: str, encoding: str, promised: str) -> list[ReaderRemark]:
    found = []
    if encoding != promised:
        code = {"utf-8-sig": "E002", "utf-16": "E003"}.get(encoding, "E001")
        reason = f"文字编码为 {encoding}，约定为 {promised}，已按实际编码读取"
        found.append(ReaderRemark(code, "normalised", reason, "下月按约定的编码导出"))
    ends = Counter(re.findall("\r\n|\r|\n", re.sub('"[^"]*"', "", text)))
    if len(ends) > 1 or "\r" in ends:
        found.append(
            ReaderRemark("E016", "normalised", "换行符不一致或为旧式（CR），已按行读取", "下月用同一种换行符导出")
        )
    return found


def _first_rows(text: str, contract: Contract) -> list[list[str]]:
    delivery = contract.delivery
    wanted = delivery.title_rows + delivery.header_rows + SEARCHED_ROWS
    lines = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delivery.delimiter,
        quoting=csv.QUOTE_MINIMAL if is_quoted(contract) else csv.QUOTE_NONE,
    )
    rows: list[list[str]] = []
    try:
        for row in islice(lines, wanted):
            rows.append(row)
    except csv.Error:
        if not rows:
            raise Unreadable("S016", "第 1 行过长或引号未闭合", "检查分隔符与引号后重新导出") from None
    return rows


def _check_delimiter(text: str, contract: Contract) -> None:
    expected = contract.delivery.delimiter
    for line in text.splitlines()[:SEARCHED_ROWS]:
        for other, name in _DELIMITERS.items():
            if other != expected and count_known(line.split(other), contract) > 1:
                promised = _DELIMITERS.get(expected, expected)
                raise Unreadable("S001", f"分隔符应为{promised}，检测到{name}", "改用约定的分隔符导出")
