"""Reading deliveries: every row arrives with its place, whatever the form; what cannot be read is said, never guessed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import sqlite3
import zipfile
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import xlsxwriter
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring import landing, ledger
from monitoring.contracts import Contract
from monitoring.errors import DeliveryRefused
from monitoring.readers.raw import write_raw
from tests.lib.compound import compound
from tests.lib.deliveries import COLUMNS, HEADERS, PERIOD, ROW, deliver, make_contract, make_layout, read

OTHER = ["52990119900101124X", "𠮷某", "80.00", "2026-10-09"]
CSV = make_contract("csv", encoding="utf-8")


def csv_bytes(*rows: list[str], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    return "".join(delimiter.join(row) + "\n" for row in rows).encode(encoding)


def refused(home: Path, contract: Contract, data: bytes) -> DeliveryRefused:
    with pytest.raises(DeliveryRefused) as caught:
        read(home, contract, data)
    assert caught.value.__cause__ is None
    return caught.value


def workbook(rows: list[list[Any]], merged: list[tuple[int, int, int, int, str]] | None = None) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(number, place, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(number, place, cell)
                elif cell is not None:
                    sheet.write(number, place, cell)
        for first_row, first, last_row, last, text in merged or []:
            sheet.merge_range(first_row, first, last_row, last, text)
    return buffer.getvalue()


def zipped(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def database(tmp_path: Path, *statements: str, rows: Sequence[tuple[Any, ...]] = ()) -> bytes:
    path = tmp_path / "made.sqlite"
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
        if rows:
            connection.executemany("insert into t values (?, ?, ?, ?)", rows)
    connection.close()
    return path.read_bytes()


class TestDelimitedText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_rare_characters_survive_every_encoding(self, tmp_path: Path, encoding: str) -> None:
        contract = make_contract("csv", encoding=encoding)
        raw = read(tmp_path, contract, csv_bytes(HEADERS, ROW, [*OTHER[:1], "𠮷䶮㛃", *OTHER[2:]], encoding=encoding))
        assert raw.columns == ["row_no", "row_error", *HEADERS]
        assert raw.cells() == [ROW, [OTHER[0], "𠮷䶮㛃", *OTHER[2:]]]
        assert raw.positions() == [2, 3]
        assert (raw.entry.rows_delivered, raw.entry.status) == (2, "landed")

    @pytest.mark.parametrize(
        ("promised", "delivered"),
        [("gb18030", "utf-8"), ("utf-8", "gb18030"), ("gb18030", "utf-8-sig"), ("utf-8", "utf-16")],
    )
    def test_the_other_usual_encoding_is_recognised_by_the_header(
        self, tmp_path: Path, promised: str, delivered: str
    ) -> None:
        raw = read(tmp_path, make_contract("csv", encoding=promised), csv_bytes(HEADERS, ROW, encoding=delivered))
        assert raw.cells() == [ROW]

    def test_a_second_encoding_further_down_is_refused_with_its_line(self, tmp_path: Path) -> None:
        data = csv_bytes(HEADERS, *[ROW] * 50_000) + csv_bytes(OTHER, encoding="gb18030")
        error = refused(tmp_path, CSV, data)
        assert (error.code, "第 50002 行" in error.message) == ("E004", True)

    def test_a_vertical_bar_text_has_no_quoting(self, tmp_path: Path) -> None:
        contract = make_contract("text", encoding="utf-8", delimiter="|")
        raw = read(tmp_path, contract, csv_bytes(HEADERS, [ROW[0], '"测试甲', "", ROW[3]], ROW, delimiter="|"))
        assert raw.cells() == [[ROW[0], '"测试甲', None, ROW[3]], ROW]

    def test_another_delimiter_is_named(self, tmp_path: Path) -> None:
        error = refused(tmp_path, CSV, csv_bytes(HEADERS, ROW, delimiter=";"))
        assert (error.code, "分隔符应为逗号，检测到分号" in error.message) == ("S001", True)

    def test_short_and_long_rows_are_rows_with_an_error(self, tmp_path: Path) -> None:
        raw = read(tmp_path, CSV, csv_bytes(HEADERS, ROW, ROW[:2], [*ROW, "多"], OTHER))
        assert raw.errors() == {3: "ROW_SHORT", 4: "ROW_LONG"}
        assert raw.entry.rows_delivered == 4
        assert raw.positions() == [2, 3, 4, 5]
        assert raw.rows[1]["公民身份号码"] is None
        assert raw.rows[3]["公民身份号码"] == OTHER[0]

    def test_positions_hold_across_blocks_with_damage_between(self, tmp_path: Path) -> None:
        rows = [[f"{number:06d}{'x' * 100}", "测", "1", ""] if number % 7 else ["short"] for number in range(80_000)]
        raw = read(tmp_path, CSV, csv_bytes(HEADERS, *rows))
        assert raw.positions() == list(range(2, 80_002))
        wrong = [r for r in raw.rows if r["row_error"] is None and int(r["公民身份号码"][:6]) != r["row_no"] - 2]
        assert wrong == []
        assert all((number - 2) % 7 == 0 for number in raw.errors())

    def test_blank_rows_are_no_records_but_keep_their_place(self, tmp_path: Path) -> None:
        data = csv_bytes(HEADERS, ROW) + b"\n,,,\n \n , ,,\n" + csv_bytes(OTHER)
        raw = read(tmp_path, CSV, data)
        assert (raw.cells(), raw.positions(), raw.entry.rows_delivered) == ([ROW, OTHER], [2, 7], 2)

    def test_a_line_break_inside_quotes_belongs_to_the_value(self, tmp_path: Path) -> None:
        raw = read(tmp_path, CSV, csv_bytes(HEADERS, [ROW[0], '"测\n试"', *ROW[2:]], ROW))
        assert [row["姓名"] for row in raw.rows] == ["测\n试", "测试甲"]
        assert raw.positions() == [2, 3]

    @pytest.mark.parametrize("place", [0, 1, 3])
    def test_an_unclosed_quote_never_swallows_rows_silently(self, tmp_path: Path, place: int) -> None:
        broken = [*ROW]
        broken[place] = '"' + broken[place]
        assert refused(tmp_path, CSV, csv_bytes(HEADERS, ROW, broken, ROW, OTHER)).code == "S014"

    def test_two_stray_quotes_do_not_swallow_what_is_between(self, tmp_path: Path) -> None:
        rows = [[ROW[0], '"测试甲', "1", "2"], *[ROW] * 30, [ROW[0], '测试乙"', "3", "4"]]
        error = refused(tmp_path, CSV, csv_bytes(HEADERS, *rows))
        assert error.code == "S014"

    def test_a_quotation_mark_within_a_value_is_a_character(self, tmp_path: Path) -> None:
        raw = read(tmp_path, CSV, csv_bytes(HEADERS, [ROW[0], '测"试', *ROW[2:]]))
        assert raw.rows[0]["姓名"] == '测"试'

    @pytest.mark.parametrize("end", ["\r\n", "\r"])
    def test_other_line_ends_are_accepted(self, tmp_path: Path, end: str) -> None:
        raw = read(tmp_path, CSV, csv_bytes(HEADERS, ROW, OTHER).replace(b"\n", end.encode()))
        assert raw.cells() == [ROW, OTHER]

    def test_words_that_mean_nothing_elsewhere_stay_text(self, tmp_path: Path) -> None:
        raw = read(tmp_path, CSV, csv_bytes(HEADERS, [ROW[0], "NA", "null", "nan"]))
        assert raw.cells() == [[ROW[0], "NA", "null", "nan"]]

    def test_every_row_one_field_longer_is_refused(self, tmp_path: Path) -> None:
        assert refused(tmp_path, CSV, csv_bytes(HEADERS, [*ROW, ""], [*OTHER, ""])).code == "S013"

    def test_a_header_alone_is_refused_unless_nothing_may_have_happened(self, tmp_path: Path) -> None:
        for data in (csv_bytes(HEADERS), csv_bytes(HEADERS).rstrip()):
            assert refused(tmp_path, CSV, data).code == "F002"
        assert not make_layout(tmp_path).table("raw", CSV.dataset, PERIOD).exists()
        for kind in ("increment", "rolling"):
            raw = read(tmp_path, make_contract("csv", encoding="utf-8", kind=kind), csv_bytes(HEADERS))
            assert (raw.entry.rows_delivered, raw.columns[2:]) == (0, HEADERS)

    def test_a_huge_line_is_refused(self, tmp_path: Path) -> None:
        data = csv_bytes(HEADERS, ROW) + b"x" * (9 << 20) + b"\n" + csv_bytes(OTHER)
        assert refused(tmp_path, CSV, data).code == "S016"
        assert refused(tmp_path, CSV, csv_bytes(HEADERS, [ROW[0], "甲" * 50_000, *ROW[2:]])).code == "S016"

    def test_ten_thousand_columns_are_refused(self, tmp_path: Path) -> None:
        wide = [*HEADERS, *(f"列{n}" for n in range(10_000))]
        assert refused(tmp_path, CSV, csv_bytes(wide, ["1"] * len(wide))).code == "S017"


class TestHeaders:
    def test_unknown_ignored_missing_and_spaced_headers(self, tmp_path: Path) -> None:
        data = csv_bytes(["备注", "公民 身份号码", "姓名", "联系人", "发放金额"], ["x", *ROW[:2], "y", ROW[2]])
        raw = read(tmp_path, CSV, data)
        assert raw.columns[2:] == ["公民身份号码", "姓名", "发放金额"]
        assert raw.cells() == [ROW[:3]]
        assert raw.entry.unknown_columns == ["联系人"]
        assert raw.entry.missing_columns == ["发放日期"]
        assert ledger.read(make_layout(tmp_path), CSV, PERIOD) == raw.entry

    def test_a_missing_required_column_is_refused_with_the_likely_one(self, tmp_path: Path) -> None:
        error = refused(tmp_path, CSV, csv_bytes(["身份号码", *HEADERS[1:]], ROW))
        assert error.code == "S005"
        assert error.message == (
            "财政局/（测试）发放_2026-10.csv：缺少列：公民身份号码；多出列：身份号码；"
            "「身份号码」是否为「公民身份号码」？请按约定的列名补齐后上传。"
        )

    @pytest.mark.parametrize("twice", ["姓名", "发放金额"])
    def test_a_column_delivered_twice_is_refused(self, tmp_path: Path, twice: str) -> None:
        assert refused(tmp_path, CSV, csv_bytes([*HEADERS, twice], [*ROW, "x"])).code == "S009"

    def test_a_file_without_header_is_refused_without_its_values(self, tmp_path: Path) -> None:
        error = refused(tmp_path, CSV, csv_bytes(ROW, OTHER))
        assert error.code == "S002"
        assert not any(value in str(error) for value in ROW)

    def test_a_value_in_a_column_without_a_name_raises_an_alarm(self, tmp_path: Path) -> None:
        raw = read(tmp_path, CSV, csv_bytes([*HEADERS, "", ""], [*ROW, "", "x"]))
        assert raw.entry.unknown_columns == ["第6列（无列名）"]

    def test_title_rows_nobody_announced_are_passed_over(self, tmp_path: Path) -> None:
        raw = read(tmp_path, CSV, csv_bytes(["十月发放表", "", "", ""], ["单位：元"], HEADERS, ROW))
        assert (raw.cells(), raw.positions()) == ([ROW], [4])

    def test_a_change_of_the_contract_decides_from_its_month(self, tmp_path: Path) -> None:
        document = CSV.model_dump(by_alias=True)
        renamed = {"since": "2026-10", "columns": {"amount": {"from": "实发金额", "as": "decimal"}}}
        contract = Contract.model_validate({**document, "changes": [renamed]})
        raw = read(tmp_path, contract, csv_bytes([*HEADERS[:2], "实发金额", HEADERS[3]], ROW))
        assert (raw.columns[4], raw.entry.unknown_columns) == ("实发金额", [])


class TestWorkbooks:
    def test_merged_header_of_two_rows_is_named_by_its_lowest_cells(self, tmp_path: Path) -> None:
        contract = make_contract("xlsx", header_rows=2, title_rows=1)
        merged = [
            (0, 0, 0, 3, "十月发放表"),
            (1, 0, 2, 0, HEADERS[0]),
            (1, 1, 2, 1, HEADERS[1]),
            (1, 2, 1, 3, "发放情况"),
        ]
        data = workbook([[], [], [None, None, *HEADERS[2:]], ROW, OTHER], merged)
        raw = read(tmp_path, contract, data)
        assert raw.columns[2:] == HEADERS
        assert (raw.cells(), raw.positions()) == ([ROW, OTHER], [4, 5])
        assert raw.entry.unknown_columns == []

    @pytest.mark.parametrize("titles", [0, 1, 2, 3])
    def test_title_rows_more_or_fewer_than_promised(self, tmp_path: Path, titles: int) -> None:
        contract = make_contract("xlsx", title_rows=2)
        raw = read(tmp_path, contract, workbook([*[["标题"]] * titles, HEADERS, ROW, [], ["", "  "], OTHER]))
        assert (raw.cells(), raw.positions()) == ([ROW, OTHER], [titles + 2, titles + 5])

    def test_a_number_in_the_identifying_column_is_marked_not_repaired(self, tmp_path: Path) -> None:
        rows: list[list[Any]] = [[529901199001011234, "测试甲", 120.5, dt.date(2026, 10, 8)], [None, 5, 80, True]]
        raw = read(tmp_path, make_contract("xlsx"), workbook([HEADERS, *rows]))
        assert raw.rows[0]["公民身份号码"].startswith("#NUM:5.29901199001011")
        assert raw.cells()[0][1:] == ["测试甲", "120.5", "2026-10-08"]
        assert raw.cells()[1] == [None, "5", "80", "true"]

    def test_a_number_too_long_to_be_exact_is_marked_where_text_is_expected(self, tmp_path: Path) -> None:
        rows: list[list[Any]] = [[ROW[0], 6217001234567890123, 1e15, None], [ROW[0], 13800000000, 0.1 + 0.2, None]]
        raw = read(tmp_path, make_contract("xlsx"), workbook([HEADERS, *rows]))
        assert raw.cells()[0][1].startswith("#NUM:")
        assert raw.cells()[0][2] == "1000000000000000"
        assert raw.cells()[1][1:3] == ["13800000000", "0.3"]

    def test_a_date_cell_is_written_as_the_contract_reads_dates(self, tmp_path: Path) -> None:
        columns = {**COLUMNS, "paid_date": {"from": "发放日期", "as": "date", "format": ["%Y%m%d", "%Y-%m-%d"]}}
        raw = read(tmp_path, make_contract("xlsx", columns), workbook([HEADERS, [*ROW[:3], dt.date(2026, 10, 8)]]))
        assert raw.rows[0]["发放日期"] == "20261008"

    def test_an_error_cell_in_a_mapped_column_marks_the_row(self, tmp_path: Path) -> None:
        rows = [[*ROW[:2], "#N/A", ROW[3], "x"], [*OTHER, "#REF!"]]
        raw = read(tmp_path, make_contract("xlsx"), workbook([[*HEADERS, "备注"], *rows]))
        assert raw.errors() == {2: "CELL_ERROR"}
        assert raw.entry.rows_delivered == 2

    def test_the_old_binary_form_even_under_the_new_name(self, tmp_path: Path) -> None:
        book = xlwt.Workbook()
        sheet = book.add_sheet("数据")
        cells: list[list[Any]] = [HEADERS, ROW, [529901199001011234, "测试乙", 5, dt.date(2026, 10, 8)]]
        day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
        for number, row in enumerate(cells):
            for place, cell in enumerate(row):
                sheet.write(number, place, cell, *([day] if isinstance(cell, dt.date) else []))
        buffer = io.BytesIO()
        book.save(buffer)
        for form in ("xls", "xlsx"):
            raw = read(tmp_path / form, make_contract(form), buffer.getvalue())
            assert raw.cells()[0] == ROW
            assert raw.cells()[1][0].startswith("#NUM:")
            assert raw.cells()[1][1:] == ["测试乙", "5", "2026-10-08"]

    def test_hidden_and_empty_sheets_are_not_data_but_a_second_table_is(self, tmp_path: Path) -> None:
        def book(second: list[list[str]], is_hidden: bool) -> bytes:
            buffer = io.BytesIO()
            with xlsxwriter.Workbook(buffer) as written:
                for rows in ([HEADERS, ROW], second):
                    sheet = written.add_worksheet()
                    for number, row in enumerate(rows):
                        sheet.write_row(number, 0, row)
                if is_hidden:
                    sheet.hide()
            return buffer.getvalue()

        contract = make_contract("xlsx")
        assert read(tmp_path, contract, book([], False)).cells() == [ROW]
        assert read(tmp_path, contract, book([["说明"], ["每月五日前报送"]], False)).cells() == [ROW]
        assert read(tmp_path, contract, book([HEADERS, OTHER], True)).cells() == [ROW]
        assert refused(tmp_path, contract, book([HEADERS, OTHER], False)).code == "F020"

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"<html><table><tr><td>1</td></tr></table></html>", "F005"),
            (workbook([HEADERS, ROW])[:2000], "F003"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "F003"),
            (compound("EncryptedPackage"), "F006"),
            (compound("WordDocument"), "F008"),
            (b"Rar!\x1a\x07\x00", "F011"),
            (b"%PDF-1.7", "F008"),
            (csv_bytes(HEADERS, ROW), "F008"),
        ],
    )
    def test_what_is_no_workbook_is_refused_as_what_it_is(self, tmp_path: Path, data: bytes, code: str) -> None:
        assert refused(tmp_path, make_contract("xlsx"), data).code == code


class TestArchives:
    CONTRACT = make_contract("zip_csv", encoding="utf-8")
    TABLE = csv_bytes(HEADERS, ROW, OTHER)

    def test_the_one_data_file_is_read_past_what_systems_add(self, tmp_path: Path) -> None:
        data = zipped(("目录/", b""), ("目录/参保.csv", self.TABLE), ("__MACOSX/._参保.csv", b"x"), (".DS_Store", b"x"))
        raw = read(tmp_path, self.CONTRACT, data)
        assert (raw.cells(), raw.positions()) == ([ROW, OTHER], [2, 3])
        assert not [path for path in (tmp_path / "tmp").rglob("[!.]*") if path.is_file() and path.suffix != ".lock"]

    def test_member_names_in_the_code_page_of_windows(self, tmp_path: Path) -> None:
        info = zipfile.ZipInfo("xxxx.csv")
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(info, self.TABLE)
        data = buffer.getvalue().replace(b"xxxx.csv", "乗表".encode("gbk") + b".csv")
        assert read(tmp_path, self.CONTRACT, data).cells() == [ROW, OTHER]

    @pytest.mark.parametrize(
        ("members", "code"),
        [
            ([], "F009"),
            ([("a.csv", TABLE), ("b.csv", TABLE)], "F009"),
            ([("../a.csv", TABLE)], "M003"),
            ([("/etc/a.csv", TABLE)], "M003"),
            ([("..\\a.csv", TABLE)], "M003"),
            ([("C:\\a.csv", TABLE)], "M003"),
            ([("a.zip", zipped(("a.csv", TABLE)))], "M002"),
            ([("a.csv", b"0" * (30 << 20))], "M001"),
        ],
    )
    def test_an_archive_that_holds_something_else(
        self, tmp_path: Path, members: list[tuple[str, bytes]], code: str
    ) -> None:
        assert refused(tmp_path, self.CONTRACT, zipped(*members)).code in (code, "F008" if not members else code)

    def test_truncated_flipped_and_encrypted_archives(self, tmp_path: Path) -> None:
        data = zipped(("a.csv", csv_bytes(HEADERS, *[ROW, OTHER] * 500)))
        assert refused(tmp_path, self.CONTRACT, data[:-30]).code == "F003"
        flipped = bytearray(data)
        flipped[120] ^= 0x10
        assert refused(tmp_path, self.CONTRACT, bytes(flipped)).code in ("F004", "E004")
        encrypted = bytearray(data)
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            encrypted[data.index(mark) + offset] |= 1
        assert refused(tmp_path, self.CONTRACT, bytes(encrypted)).code == "F006"


class TestJson:
    ARRAY = make_contract("json")
    LINES = make_contract("jsonl")

    def test_numbers_keep_their_digits_and_shapes_become_text(self, tmp_path: Path) -> None:
        data = """[{"公民身份号码": "529901199001011234", "姓名": ["测试甲", "测试乙"], "金额": 120.50},
                   {"公民身份号码": null, "姓名": true, "金额": 1e2, "发放日期": "2026-10-08", "备注": {}},
                   {"公民身份号码": 529901199001011234, "姓名": "测试丙", "新列": 1},
                   {"公民身份号码": "529901199001011234", "姓名": {"全名": "测试丁"}}, {}]"""
        raw = read(tmp_path, self.ARRAY, data.encode("utf-8-sig"))
        assert raw.cells()[0] == ["529901199001011234", "测试甲,测试乙", "120.50", None]
        assert raw.cells()[2][0] == "#NUM:529901199001011234"
        assert raw.errors() == {4: "VALUE_NESTED"}
        assert raw.rows[1]["金额"] == "100"
        assert raw.rows[1]["姓名"] == "true"
        assert raw.positions() == [1, 2, 3, 4]
        assert raw.entry.unknown_columns == ["新列"]

    def test_lines_are_counted_as_delivered(self, tmp_path: Path) -> None:
        records = [dict(zip(HEADERS, row, strict=True)) for row in (ROW, OTHER)]
        data = "\n\n".join(json.dumps(record, ensure_ascii=False) for record in records)
        raw = read(tmp_path, self.LINES, b"\xef\xbb\xbf" + data.encode())
        assert (raw.cells(), raw.positions()) == ([ROW, OTHER], [1, 3])

    def test_a_month_without_events_is_an_empty_array_or_a_blank_line(self, tmp_path: Path) -> None:
        for form, data in (("json", b"[]"), ("jsonl", b"\n")):
            assert read(tmp_path / form, make_contract(form, kind="increment"), data).entry.rows_delivered == 0
            assert refused(tmp_path / form, make_contract(form), data).code == "F002"

    def test_half_a_character_is_an_error_of_its_row(self, tmp_path: Path) -> None:
        raw = read(
            tmp_path,
            self.LINES,
            b'{"\xe5\x85\xac\xe6\xb0\x91\xe8\xba\xab\xe4\xbb\xbd\xe5\x8f\xb7\xe7\xa0\x81": "\\ud83d"}',
        )
        assert raw.errors() == {1: "TEXT_SURROGATE"}

    @pytest.mark.parametrize(
        ("text", "code", "said"),
        [
            ('{"公民身份号码": "1"}\n{"公民身份号码": ', "F004", "第 2 行"),
            ('{"公民身份号码": "1"}\n["1"]', "F004", "第 2 条"),
            ('{"公民身份号码": "1", "公民身份号码": "2"}', "S009", "「公民身份号码」"),
            ('{"公民身份号码": NaN}', "F004", "NaN"),
            ('{"姓名": "测试甲"}', "S007", "公民身份号码"),
        ],
    )
    def test_broken_lines_are_refused_with_their_number(self, tmp_path: Path, text: str, code: str, said: str) -> None:
        error = refused(tmp_path, self.LINES, text.encode())
        assert (error.code, said in error.message, "测试甲" in error.message) == (code, True, False)

    @pytest.mark.parametrize("text", ['{"公民身份号码": "1"}', "[1]", "[", "[" * 100_000, '[{"公民身份号码": "1"}'])
    def test_what_is_no_array_of_objects_is_refused(self, tmp_path: Path, text: str) -> None:
        assert refused(tmp_path, self.ARRAY, text.encode()).code == "F004"


class TestDatabases:
    CONTRACT = make_contract("database", table="dibao")
    TABLE = f"create table t ({', '.join(HEADERS)})"
    VIEW = "create view dibao as select * from t"

    def test_rows_stand_in_order_of_the_key_whatever_the_order_of_writing(self, tmp_path: Path) -> None:
        rows = [("2", "乙", None, 1.5), ("1", "丙", 2, ""), ("1", "甲", 1, None)]
        one = read(tmp_path / "a", self.CONTRACT, database(tmp_path, self.TABLE, self.VIEW, rows=rows))
        (tmp_path / "made.sqlite").unlink()
        two = read(tmp_path / "b", self.CONTRACT, database(tmp_path, self.TABLE, self.VIEW, rows=rows[::-1]))
        assert one.cells() == two.cells() == [["1", "丙", "2", None], ["1", "甲", "1", None], ["2", "乙", None, "1.5"]]
        assert one.positions() == [1, 2, 3]

    def test_a_number_for_an_identifier_and_bytes_are_told(self, tmp_path: Path) -> None:
        rows = [(529901199001011234, "甲", 1, None), ("1", b"\x00\x01", 1, None)]
        raw = read(tmp_path, self.CONTRACT, database(tmp_path, self.TABLE, self.VIEW, rows=rows))
        assert raw.rows[0]["公民身份号码"] == "#NUM:529901199001011234"
        assert raw.errors() == {2: "VALUE_BINARY"}

    def test_a_missing_view_and_a_damaged_file_are_refused(self, tmp_path: Path) -> None:
        data = database(tmp_path, self.TABLE, rows=[("1", "甲", 1, None)])
        error = refused(tmp_path, self.CONTRACT, data)
        assert (error.code, "「dibao」" in error.message) == ("F019", True)
        (tmp_path / "made.sqlite").unlink()
        data = database(tmp_path, self.TABLE, self.VIEW, rows=[("1", "甲", 1, None)])
        assert refused(tmp_path, self.CONTRACT, data[:4096] + bytes(4096)).code == "F004"

    def test_text_that_is_not_utf8_is_refused_without_showing_it(self, tmp_path: Path) -> None:
        broken = "insert into t values ('1', cast(x'b2e2cad4' as text), 1, null)"
        error = refused(tmp_path, self.CONTRACT, database(tmp_path, self.TABLE, self.VIEW, broken))
        assert error.code == "E004"


def test_reading_again_gives_the_same_bytes(tmp_path: Path) -> None:
    written = []
    layout = make_layout(tmp_path)
    deliver(layout, CSV, csv_bytes(HEADERS, *[ROW, OTHER] * 20_000))
    for _ in range(2):
        write_raw(CSV, landing.land(CSV, PERIOD, layout), layout)
        written.append(layout.table("raw", CSV.dataset, PERIOD).read_bytes())
    assert written[0] == written[1]


def test_a_refused_delivery_leaves_no_raw_file(tmp_path: Path) -> None:
    layout = make_layout(tmp_path)
    read(tmp_path, CSV, csv_bytes(HEADERS, ROW))
    deliver(layout, CSV, csv_bytes(HEADERS, ROW) + b"\xff\xff\n")
    with pytest.raises(DeliveryRefused, match="E004"):
        write_raw(CSV, landing.land(CSV, PERIOD, layout), layout)
    folder = layout.table("raw", CSV.dataset, PERIOD).parent
    assert list(folder.iterdir()) == []


cells = st.text(alphabet='甲乙𠮷aX19 ,"\n', max_size=6)
rows_of_text = st.lists(
    st.one_of(
        st.lists(cells, min_size=4, max_size=4),
        st.lists(st.sampled_from(["甲", "1", " "]), min_size=1, max_size=6).filter(lambda row: len(row) != 4),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(rows_of_text, st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]), st.sampled_from(["\n", "\r\n"]))
def test_every_record_of_any_file_is_a_row_an_error_or_blank(rows: list[list[str]], encoding: str, end: str) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator=end).writerows([HEADERS, ROW, *rows])
    with TemporaryDirectory() as home:
        raw = read(Path(home), CSV, buffer.getvalue().encode(encoding))
    records = list(enumerate(csv.reader(io.StringIO(buffer.getvalue(), newline="")), start=1))[1:]
    records = [(number, row) for number, row in records if any(cell.strip() for cell in row)]
    assert raw.entry.rows_delivered == len(records)
    assert raw.positions() == [number for number, _ in records]
    expected = [[cell or None for cell in row] if len(row) == 4 else [None] * 4 for _, row in records]
    assert raw.cells() == expected
    assert set(raw.errors()) == {number for number, row in records if len(row) != 4}
