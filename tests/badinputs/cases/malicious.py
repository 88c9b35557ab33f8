"""What somebody who means harm, or an absurd accident, would deliver."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable

import pyarrow as pa
import pyarrow.parquet as pq

from tests.badinputs import hostile
from tests.badinputs.bench import CERTIFICATES, HOUSES, PAYMENTS, PERIOD, SETTLEMENTS, Bench, good, zip_bytes
from tests.badinputs.case import Case, Seen
from tests.badinputs.cases.file_level import delivers

NESTED = zip_bytes({"inner.csv": b"1,2"})
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)"]
SCRIPTS = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)"]
TEMPLATES = ["{{ var.value.x }}", "{% for x in y %}", "${HOME}"]
STATEMENTS = ["'; DROP TABLE mart.findings; --", '"; select 1; --', "Robert'); --"]


def hospitals(values: list[str]) -> Callable[[Bench], Seen]:
    """Delivers settlements in hospitals of those names."""

    def deliver(bench: Bench) -> Seen:
        rows = good(SETTLEMENTS)
        for row, value in zip(rows, values, strict=False):
            row["医院名称"] = value
        return bench.rows(SETTLEMENTS, rows)

    return deliver


def kept_as_text(values: list[str]) -> Callable[[Bench, Seen], None]:
    def check(bench: Bench, _: Seen) -> None:
        staged = pq.read_table(bench.layout.table("staging", SETTLEMENTS, PERIOD), partitioning=None)
        assert sorted(set(staged["hospital"].to_pylist())) == sorted({*values, "测试医院"})

    return check


def all_refused(dataset: str, code: str, *deliveries: bytes) -> Callable[[Bench, Seen], None]:
    def check(bench: Bench, _: Seen) -> None:
        for data in deliveries:
            assert bench.content(dataset, data).codes == {code}

    return check


def bomb_in_a_workbook(bench: Bench, _: Seen) -> None:
    assert bench.content(HOUSES, hostile.high_ratio_sheet()).codes == {"M001"}


def schema_of_its_own() -> bytes:
    written = io.BytesIO()
    pq.write_table(pa.table({"公民身份号码": [b"\x80\x04"]}), written)
    return written.getvalue()


def disguised_programs(bench: Bench, _: Seen) -> None:
    for data in (pickle.dumps({"a": 1}), b"MZ\x90\x00" + bytes(60), b"\x7fELF" + bytes(60)):
        assert bench.content(PAYMENTS, data).codes == {"F008"}
    assert bench.content(PAYMENTS, EICAR).outcome == "refused"
    good_archive = bench.written(SETTLEMENTS, [["a"], ["1"]])
    assert bench.content(SETTLEMENTS, good_archive + b"<script>").codes == {"M004"}
    assert bench.content(SETTLEMENTS, good_archive[:4] + good_archive).codes == {"M004"}


def strings_against_expressions(bench: Bench, _: Seen) -> None:
    """No expression here takes longer the more such characters there are."""
    rows = good(CERTIFICATES)
    for row in rows[:50]:
        row["残疾人证号"] = "1" * 60_000 + "X"
    assert bench.rows(CERTIFICATES, rows).outcome in ("refused", "quarantined")


def in_a_header(bench: Bench, _: Seen) -> None:
    rows = [{**row, "'; DROP TABLE x; --\x1b[31m": "1"} for row in good(SETTLEMENTS)]
    found = bench.rows(SETTLEMENTS, rows)
    assert found.counts[1] == len(rows)
    assert not any("\x1b" in message for message in found.messages)


CASES = [
    Case(160, "M001", "压缩炸弹", "refused", "M001", delivers(SETTLEMENTS, hostile.bomb), bomb_in_a_workbook, is_slow=True),
    Case(161, "M002", "压缩包里的压缩包", "refused", "M002", delivers(SETTLEMENTS, lambda: zip_bytes({"a.csv": NESTED})),
         all_refused(SETTLEMENTS, "M002", zip_bytes({"a.zip": NESTED}))),
    Case(162, "M003", "文件名指向包外", "refused", "M003",
         delivers(SETTLEMENTS, lambda: zip_bytes({"../../data.csv": b"1"})),
         all_refused(SETTLEMENTS, "M003", zip_bytes({"/etc/x.csv": b"1"}), zip_bytes({"C:\\x.csv": b"1"}))),
    Case(163, "M004", "成员重复、重叠、加密", "refused", "M004", delivers(SETTLEMENTS, hostile.overlapping),
         all_refused(SETTLEMENTS, "M004", hostile.twice())),
    Case(164, "M005", "工作簿 XML 中的文档类型声明", "refused", "M005",
         delivers(HOUSES, lambda: hostile.with_part("xl/sharedStrings.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')),
         all_refused(HOUSES, "M005", hostile.with_part("docProps/x.xml", "<!DOCTYPE x><x/>".encode("utf-16")))),
    Case(165, "M006", "宏、外部链接、DDE、WEBSERVICE", "refused", "M006",
         delivers(HOUSES, lambda: hostile.with_part("xl/vbaProject.bin", b"\xd0\xcf")),
         all_refused(HOUSES, "M006", hostile.with_part("xl/externalLinks/externalLink1.xml"),
                     hostile.with_cell('<c r="A100"><f>WEBSERVICE("http://x")</f><v>1</v></c>'),
                     hostile.with_cell('<c r="A100"><f>cmd|&apos; /C calc&apos;!A0</f><v>1</v></c>'))),
    Case(166, "M007", "以公式开头的文字", "accepted", None, hospitals(FORMULAS), kept_as_text(FORMULAS)),
    Case(167, "M008", "文字中的网页脚本", "accepted", None, hospitals(SCRIPTS), kept_as_text(SCRIPTS)),
    Case(168, "M009", "文字中的模板语句", "accepted", None, hospitals(TEMPLATES), kept_as_text(TEMPLATES)),
    Case(169, "M010", "文字或表头中的 SQL 语句", "accepted", None, hospitals(STATEMENTS), in_a_header),
    Case(170, "M011", "文字中的换行与终端控制符", "normalised", "E008", hospitals(["测试\x1b[31m医院", "测试\x07医院"])),
    Case(171, "M012", "成员或工作表过多", "refused", "M012",
         delivers(HOUSES, lambda: hostile.packed({**hostile.members(hostile.workbook()),
                                                  **{f"xl/worksheets/s{n}.xml": b"<x/>" for n in range(200)}})),
         strings_against_expressions),
    Case(172, "M013", "伪装的程序、pickle、parquet、多重格式", "refused", "F008", delivers(PAYMENTS, schema_of_its_own),
         disguised_programs),
]  # fmt: skip
