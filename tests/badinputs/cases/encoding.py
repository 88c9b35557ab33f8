"""Text that is written otherwise than promised, or broken on the way."""

from __future__ import annotations

import json
from collections.abc import Callable

import pyarrow.parquet as pq

from tests.badinputs.bench import PAYMENTS, PERIOD, Bench, Cells, csv_bytes, good, number_of, table
from tests.badinputs.case import Case, Outcome, Seen

ILLNESSES = "health.serious_illness"
RARE = "𠮷䶮㛃𬱖"


def payments() -> Cells:
    return table(good(PAYMENTS))


def named(name: str, place: int = 3) -> bytes:
    """Good payments, one of them to somebody of that name."""
    cells = payments()
    cells[place][1] = name
    return csv_bytes(cells)


def bytes_of(data: bytes) -> Callable[[Bench], Seen]:
    return lambda bench: bench.content(PAYMENTS, data)


def mis_read(encoding: str, read_as: str) -> bytes:
    """Headers as they look after somebody opened the file in a wrong encoding and saved it again."""
    headers, *rows = payments()
    broken = [str(name).encode(encoding).decode(read_as, "replace") for name in headers]
    return csv_bytes([list(broken), *rows])


def second_encoding() -> bytes:
    headers, *rows = payments()
    return csv_bytes([headers, *rows[:120]]) + csv_bytes(rows[120:], "gb18030")


def staged_names(bench: Bench) -> list[str]:
    staged = pq.read_table(bench.layout.table("staging", PAYMENTS, PERIOD), partitioning=None)
    return [str(name) for name in staged["name"].to_pylist()]


def all_rows(bench: Bench, found: Seen) -> None:
    assert found.counts == (200, 200, 0, 0)


def names_the_line(_: Bench, found: Seen) -> None:
    assert any("第 122 行起编码" in message for message in found.messages)


def other_breaks(bench: Bench, _: Seen) -> None:
    for broken in (mis_read("gb18030", "latin-1"), mis_read("utf-8", "gb18030"), mis_read("gb18030", "utf-8")):
        assert bench.content(PAYMENTS, broken).codes == {"E005"}


def other_encodings(bench: Bench, _: Seen) -> None:
    """A promised GB18030 that arrives as UTF-8 decodes without an error, into other characters."""
    vehicles = "public_security.vehicles"
    assert bench.contract(vehicles).delivery.encoding == "gb18030"
    contract = bench.contract(vehicles)
    headers = [column.headers[0] for column in contract.columns.values()]
    found = bench.content(vehicles, csv_bytes([list(headers), ["测试"] * len(headers)]))
    assert "E001" in found.codes


def half_character_in_bytes(bench: Bench, _: Seen) -> None:
    data = named("测试HALF").replace(b"HALF", b"\xed\xa0\xbd")
    found = bench.content(PAYMENTS, data)
    assert (found.outcome, found.codes, found.counts) == ("quarantined", {"TEXT_SURROGATE"}, (200, 199, 1, 0))


def illnesses(bench: Bench) -> Seen:
    """Half a character in one record, which only an escape of JSON can write."""
    contract = bench.contract(ILLNESSES)
    number = contract.columns[contract.id_column or ""].headers[0]
    records = [{**contract.examples[0].given, number: number_of(place), "姓名": "测试甲"} for place in range(200)]
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    lines[7] = lines[7].replace("测试甲", "\\ud83d")
    return bench.content(ILLNESSES, "\n".join(lines).encode())


def rare_names_stay(bench: Bench, _: Seen) -> None:
    assert RARE in staged_names(bench)
    data = named(RARE).decode().encode("gb18030")
    assert bench.content(PAYMENTS, data).outcome == "normalised"
    assert RARE in staged_names(bench)


def line_ends_mixed(bench: Bench, found: Seen) -> None:
    all_rows(bench, found)
    mixed = csv_bytes(payments()).replace(b"\r\n", b"\n", 50)
    again = bench.content(PAYMENTS, mixed)
    assert (again.codes, again.counts) == ({"E016"}, (200, 200, 0, 0))


def case(
    number: int, name: str, title: str, outcome: Outcome, code: str | None, data: bytes,
    also: Callable[[Bench, Seen], None] | None = None,
) -> Case:  # fmt: skip
    return Case(number, name, title, outcome, code, bytes_of(data), also)


def ends_with_ctrl_z(bench: Bench, _: Seen) -> None:
    found = bench.content(PAYMENTS, csv_bytes(payments()) + b"\x1a")
    assert (found.outcome, found.codes, found.counts) == ("normalised", {"FILE_END_MARK"}, (200, 200, 0, 0))


CASES = [
    case(28, "E001", "未声明的 GB18030", "normalised", "E001", csv_bytes(payments(), "gb18030"), other_encodings),
    case(29, "E002", "文件开头的字节顺序标记", "normalised", "E002", csv_bytes(payments(), "utf-8-sig"), all_rows),
    case(
        30, "E003", "“Unicode 文本”（UTF-16，制表符）", "normalised", "E003",
        csv_bytes(payments(), "utf-16", "\t"), all_rows,
    ),
    case(31, "E004", "同一文件两种编码", "refused", "E004", second_encoding(), names_the_line),
    case(32, "E005", "表头是乱码", "refused", "E005", mis_read("utf-8", "cp1252"), other_breaks),
    case(34, "E007", "单元格内的空字符（NUL）", "quarantined", "CTRL_NUL", named("测试\0乙")),
    case(35, "E008", "控制字符与文件结束符", "normalised", "E008", named("测试\x07乙"), ends_with_ctrl_z),
    Case(36, "E009", "半个字符", "quarantined", "TEXT_SURROGATE", illnesses, half_character_in_bytes),
    case(38, "E011", "四字节的罕用字", "accepted", None, named(RARE), rare_names_stay),
    case(43, "E016", "只有 CR 的换行", "normalised", "E016", csv_bytes(payments()).replace(b"\r\n", b"\r"), line_ends_mixed),
]  # fmt: skip
