"""Files that are no good delivery before anybody looks inside."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Callable
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import xlwt

from monitoring.sources.files import Leftovers, leftovers
from tests.badinputs import hostile
from tests.badinputs.bench import (
    CERTIFICATES,
    HOUSES,
    PAYMENTS,
    PERIOD,
    SETTLEMENTS,
    Bench,
    good,
    saved,
    table,
    xlsx_bytes,
    zip_bytes,
)
from tests.badinputs.case import Case, Seen
from tests.lib.compound import compound

PAYMENTS_FILE = f"惠农惠民一卡通补贴_{PERIOD}.csv"
WEB_PAGE = "<html><head><meta charset='gbk'></head><table><tr><td>户主姓名</td></tr></table></html>".encode()
CERTIFICATE_ROWS = table(good(CERTIFICATES))


def delivers(dataset: str, make: Callable[[], bytes]) -> Callable[[Bench], Seen]:
    return lambda bench: bench.content(dataset, make())


def named(dataset: str, name: str, make: Callable[[], bytes]) -> Callable[[Bench], Seen]:
    return lambda bench: bench.content(dataset, make(), name=name)


def payments() -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(table(good(PAYMENTS)))
    return text.getvalue().encode()


def old_workbook() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    for row, cells in enumerate(table(good(HOUSES))):
        for place, cell in enumerate(cells):
            sheet.write(row, place, cell)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def kinds_nobody_promised(bench: Bench, _: Seen) -> None:
    """Spreadsheets of other programs, databases and pictures, whatever their names."""
    binary_workbook = hostile.packed({"[Content_Types].xml": b"<x/>", "xl/workbook.bin": b"\x83\x01\x00"})
    open_document = hostile.packed(
        {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}
    )
    for data in (binary_workbook, open_document, compound("WordDocument"), b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"):
        assert bench.content(HOUSES, data).codes == {"F008"}
    dbase, access = b"\x03\x7d\x0b\x16" + bytes(60), b"\x00\x01\x00\x00Standard Jet DB\x00"
    for data in (dbase, access):
        assert bench.content(PAYMENTS, data).codes == {"F008"}


def other_archives(bench: Bench, _: Seen) -> None:
    bench.inbox(SETTLEMENTS, name=f"医疗费用结算_{PERIOD}.rar").unlink()
    assert bench.content(SETTLEMENTS, b"7z\xbc\xaf\x27\x1c\x00\x04").codes == {"F011"}


def archive_of_nothing(bench: Bench, _: Seen) -> None:
    assert bench.content(SETTLEMENTS, zip_bytes({})).codes == {"F009"}


def in_code_page(bench: Bench) -> Seen:
    """As Windows writes it: the name in GBK, without the flag of UTF-8."""
    data = bench.written(SETTLEMENTS, table(good(SETTLEMENTS)))
    content = hostile.members(data)["data.csv"]
    archive = zip_bytes({"QQQQQQ.csv": content})
    return bench.content(SETTLEMENTS, archive.replace(b"QQQQQQ", "结算表".encode("gbk")))


def beside_litter(bench: Bench) -> Seen:
    folder = bench.inbox(PAYMENTS).parent
    for name in ("~$惠农.csv", f"{PAYMENTS_FILE}.tmp", "Thumbs.db", ".DS_Store"):
        (folder / name).write_bytes(b"x")
    (folder / "说明.docx").write_bytes(b"x")
    return bench.rows(PAYMENTS, good(PAYMENTS))


def litter_is_counted(bench: Bench, _: Seen) -> None:
    assert leftovers([bench.contract(PAYMENTS)], PERIOD, bench.layout.inbox) == Leftovers(
        ignored_files=4, unclaimed_files=1
    )


def with_list(
    bench: Bench, dataset: str, *lines: list[Any], header: tuple[str, ...] = ("文件名", "行数", "SHA-256", "说明")
) -> None:
    """The department's own list beside its files."""
    path = bench.inbox(dataset, name=f"清单_{PERIOD}.csv")
    with path.open("w", encoding="gb18030", newline="") as handle:
        csv.writer(handle).writerows([header, *lines])


def other_hash(bench: Bench) -> Seen:
    with_list(bench, PAYMENTS, [PAYMENTS_FILE, "", hashlib.sha256(b"other").hexdigest(), ""])
    return bench.content(PAYMENTS, payments())


def right_list_is_accepted(bench: Bench, _: Seen) -> None:
    with_list(bench, PAYMENTS, [PAYMENTS_FILE, 200, hashlib.sha256(payments()).hexdigest().upper(), ""])
    assert bench.content(PAYMENTS, payments()).outcome == "accepted"


def unreadable_list(bench: Bench, seen: Seen) -> None:
    right_list_is_accepted(bench, seen)
    with_list(bench, PAYMENTS, [PAYMENTS_FILE, "二百", "", ""])
    assert bench.content(PAYMENTS, payments()).codes == {"F014", "REPLACEMENT_REFUSED"}


def fewer_rows_than_listed(bench: Bench) -> Seen:
    with_list(bench, PAYMENTS, [PAYMENTS_FILE, 201, "", ""])
    return bench.content(PAYMENTS, payments())


def both_numbers_are_told(_: Bench, seen: Seen) -> None:
    assert "实际 200 行，清单 201 行" in seen.messages[0]


def header_only(bench: Bench) -> Seen:
    return bench.cells(CERTIFICATES, CERTIFICATE_ROWS[:1])


def zero_by_list(bench: Bench, _: Seen) -> None:
    with_list(bench, CERTIFICATES, [bench.inbox(CERTIFICATES).name, "", "", "零上报"])
    found = header_only(bench)
    assert (found.outcome, found.counts) == ("accepted", (0, 0, 0, 0))


def two_of_a_name(bench: Bench) -> Seen:
    bench.inbox(PAYMENTS, name=f"惠农惠民一卡通补贴_{PERIOD} (1).csv").write_bytes(payments() + b"\r\n")
    return bench.content(PAYMENTS, payments())


def under_another_department(bench: Bench, _: Seen) -> None:
    bench.inbox(PAYMENTS).parent.joinpath("惠农惠民一卡通补贴_2026-09.csv").unlink()
    bench.inbox(HOUSES, name=PAYMENTS_FILE).write_bytes(payments())
    assert bench.receive(PAYMENTS).codes == {"F017"}


def too_large(bench: Bench) -> Seen:
    with bench.inbox(PAYMENTS).open("wb") as handle:
        handle.truncate(bench.contract(PAYMENTS).delivery.limits.file_mb * (1 << 20) + 1)
    return bench.receive(PAYMENTS)


def table_on_no_sheet() -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "说明"
    book.worksheets[0].append(["本表由系统导出"])
    book.create_sheet("目录").append(["目录"])
    return saved(book)


def sheets_are_named(_: Bench, seen: Seen) -> None:
    assert "说明、目录" in seen.messages[0]


def hidden_sheet() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(table(good(HOUSES)))))
    hidden = book.create_sheet("底稿")
    hidden.sheet_state = "hidden"
    hidden.append(["核对", "用"])
    return saved(book)


def cut_off_at(count: int) -> Callable[[Bench], Seen]:
    return lambda bench: bench.rows(PAYMENTS, good(PAYMENTS, count))


def one_part_of_three(bench: Bench) -> Seen:
    return bench.content(PAYMENTS, payments(), name=f"惠农惠民一卡通补贴_{PERIOD}_1of3.csv")


def the_missing_parts_are_named(_: Bench, seen: Seen) -> None:
    assert "2/3、3/3" in seen.messages[0]


def link(bench: Bench) -> Seen:
    secret = bench.home / "secret.csv"
    secret.write_bytes(payments())
    bench.inbox(PAYMENTS).symlink_to(secret)
    return bench.receive(PAYMENTS)


def pipe(bench: Bench, _: Seen) -> None:
    bench.inbox(PAYMENTS).unlink()
    os.mkfifo(bench.inbox(PAYMENTS))
    assert bench.receive(PAYMENTS).codes == {"F025"}


def hidden_characters_in_its_name(bench: Bench, _: Seen) -> None:
    for name in ("惠农惠民一卡通补贴_2026-10\n.csv", "惠农惠民一卡通补贴\u200b_2026-10.csv"):
        for path in bench.inbox(PAYMENTS).parent.iterdir():
            path.unlink()
        assert bench.content(PAYMENTS, payments(), name=name).codes == {"F026"}


def same_bytes_again(bench: Bench) -> Seen:
    bench.rows(PAYMENTS, good(PAYMENTS))
    return bench.rows(PAYMENTS, good(PAYMENTS))


def nothing_doubled(bench: Bench, seen: Seen) -> None:
    assert seen.counts == (200, 200, 0, 0)
    assert pq.read_metadata(bench.layout.table("staging", PAYMENTS, PERIOD)).num_rows == 200


CASES = [
    Case(1, "F001", "0 字节的文件", "refused", "F001", delivers(PAYMENTS, bytes)),
    Case(2, "F002", "只有表头，没有数据行", "refused", "F002", header_only, zero_by_list, is_slow=True),
    Case(3, "F003", "传输中断的工作簿", "refused", "F003", delivers(HOUSES, lambda: hostile.workbook()[:3000])),
    Case(4, "F004", "压缩内容有一位翻转", "refused", "F004",
         delivers(HOUSES, lambda: hostile.flipped(hostile.workbook(200), hostile.SHEET))),
    Case(5, "F005", "网页另存为 xls", "refused", "F005", delivers(HOUSES, lambda: WEB_PAGE)),
    Case(6, "F006", "加密的工作簿", "refused", "F006", delivers(HOUSES, lambda: compound("EncryptedPackage"))),
    Case(7, "F007", "实为 xls 的 xlsx 文件", "warned", "F007", delivers(HOUSES, old_workbook)),
    Case(8, "F008", "PDF、dbf、mdb、ods、xlsb、图片", "refused", "F008", delivers(HOUSES, lambda: b"%PDF-1.7\n"),
         kinds_nobody_promised),
    Case(9, "F009", "压缩包内没有或有几个数据文件", "refused", "F009",
         delivers(SETTLEMENTS, lambda: zip_bytes({"a.csv": b"1", "b.csv": b"2"})), archive_of_nothing),
    Case(10, "F010", "压缩包内文件名是 GBK", "normalised", "F010", in_code_page),
    Case(11, "F011", "rar 或 7z", "refused", "F011",
         named(SETTLEMENTS, f"医疗费用结算_{PERIOD}.rar", lambda: b"Rar!\x1a\x07\x01\x00"), other_archives),
    Case(13, "F013", "临时文件与系统文件", "accepted", None, beside_litter, litter_is_counted),
    Case(14, "F014", "校验值与清单不一致", "refused", "F014", other_hash, unreadable_list),
    Case(15, "F015", "行数与清单不一致", "refused", "F015", fewer_rows_than_listed, both_numbers_are_told),
    Case(16, "F016", "同月两个文件", "refused", "F016", two_of_a_name),
    Case(17, "F017", "文件名中的月份或部门与文件夹不符", "refused", "F017",
         named(PAYMENTS, "惠农惠民一卡通补贴_2026-09.csv", payments), under_another_department),
    Case(18, "F018", "超过大小上限", "refused", "F018", too_large),
    Case(19, "F019", "没有含约定表头的工作表", "refused", "F019", delivers(HOUSES, table_on_no_sheet), sheets_are_named),
    Case(20, "F020", "另有隐藏工作表", "warned", "F020", delivers(HOUSES, hidden_sheet)),
    Case(21, "F021", "恰为 65,535 行", "held", "F021", cut_off_at(65_535)),
    Case(22, "F022", "三卷只到一卷", "refused", "F022", one_part_of_three, the_missing_parts_are_named),
    Case(25, "F025", "链接、管道", "refused", "F025", link, pipe),
    Case(26, "F026", "文件名含控制字符或反向显示字符", "refused", "F026",
         named(PAYMENTS, "惠农惠民一卡通补贴_2026-10\u202e.csv", payments), hidden_characters_in_its_name),
    Case(27, "F027", "同样的内容再次报送", "accepted", None, same_bytes_again, nothing_doubled),
]  # fmt: skip
