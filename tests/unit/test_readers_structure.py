"""Tables other than promised: what is put right is put right for the right person, and said."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from monitoring.contracts import Contract
from monitoring.errors import DeliveryRefused
from monitoring.readers.headers import suggestion
from tests.lib.deliveries import COLUMNS, HEADERS, ROW, make_contract, read

OTHER = ["52990119900101124X", "测试乙", "80.00", "2026-10-09"]
THIRD = ["529901199001011250", "测试丙", "1.00", "2026-10-10"]


def csv_bytes(*rows: list[str]) -> bytes:
    return "".join(",".join(row) + "\n" for row in rows).encode()


def workbook(*rows: list[Any], merged: str | None = None) -> bytes:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in rows:
        page.append(row)
    if merged is not None:
        page.merge_cells(merged)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


class TestRenamedColumns:
    CSV = make_contract("csv", encoding="utf-8")

    def test_the_engineer_gets_the_line_to_add(self) -> None:
        assert suggestion(self.CSV, ["金额", "发放日期"], ["实付额", "备用"]) == [
            "若确为更名，在合同 finance/payments.yml 中加：amount: {from: [金额, 发放金额, 实付额], …}"
        ]

    def test_months_before_a_change_are_read_by_their_old_headers(self, tmp_path: Path) -> None:
        changes = [
            {"since": "2026-11", "columns": {"amount": {"from": "实发", "as": "decimal"}}, "removed": ["paid_date"]}
        ]
        contract = Contract.model_validate({**self.CSV.model_dump(by_alias=True), "changes": changes})
        raw = read(tmp_path, contract, csv_bytes(HEADERS, ROW))
        assert (raw.columns[2:], raw.cells(), raw.entry.remarks) == (HEADERS, [ROW], [])

    def test_an_alias_is_counted_and_an_unknown_name_for_an_optional_column_is_held(self, tmp_path: Path) -> None:
        alias = read(tmp_path, self.CSV, csv_bytes([*HEADERS[:2], "发放金额", HEADERS[3]], ROW))
        assert [(remark.code, remark.weight) for remark in alias.entry.remarks] == [("S005", "normalised")]
        renamed = read(tmp_path, self.CSV, csv_bytes([*HEADERS[:2], "实付额", HEADERS[3]], ROW))
        assert ("S005", "held") in [(remark.code, remark.weight) for remark in renamed.entry.remarks]


class TestFillDown:
    XLSX = make_contract("xlsx", fill_down=["name"])

    def test_merged_cells_are_filled_only_where_the_contract_says_so(self, tmp_path: Path) -> None:
        data = workbook(HEADERS, ROW, [OTHER[0], None, *OTHER[2:]], THIRD, merged="B2:B3")
        filled = read(tmp_path, self.XLSX, data)
        assert [row["姓名"] for row in filled.rows] == ["测试甲", "测试甲", "测试丙"]
        assert [(remark.code, remark.rows) for remark in filled.entry.remarks] == [("S021", 1)]
        assert read(tmp_path, make_contract("xlsx"), data).errors() == {3: "CELL_MERGED"}

    @pytest.mark.parametrize("between", [["x"], ["", "", "", ""]])
    def test_nobody_gets_the_value_of_a_row_that_may_belong_to_another(
        self, tmp_path: Path, between: list[str]
    ) -> None:
        contract = make_contract("csv", encoding="utf-8", fill_down=["name"])
        raw = read(
            tmp_path, contract, csv_bytes(HEADERS, ROW, between, [OTHER[0], "", *OTHER[2:]], [THIRD[0], "", "1", ""])
        )
        assert [row["姓名"] for row in raw.rows if row["row_error"] is None] == ["测试甲", None, None]

    def test_a_column_the_contract_does_not_map_cannot_be_filled(self) -> None:
        with pytest.raises(ValueError, match="fill_down"):
            make_contract("xlsx", fill_down=["nothing"])


class TestRowsAboutNobody:
    CSV = make_contract("csv", encoding="utf-8")

    def test_totals_keep_their_numbers_and_signatures_nothing(self, tmp_path: Path) -> None:
        rows = [ROW, ["合 计", "", "200.50", ""], ["填表人：某", "", "5", ""], ["审核人：某"]]
        raw = read(tmp_path, self.CSV, csv_bytes(HEADERS, *rows))
        assert raw.errors() == {3: "ROW_TOTAL", 4: "ROW_FOOTER", 5: "ROW_FOOTER"}
        assert raw.cells()[1:] == [[None, None, "200.50", None], [None] * 4, [None] * 4]

    def test_a_person_whose_cells_read_like_a_footer_stays_a_person(self, tmp_path: Path) -> None:
        contract = make_contract(
            "csv", {name: COLUMNS[name] for name in ("name", "person_id", "amount")}, encoding="utf-8"
        )
        raw = read(
            tmp_path,
            contract,
            csv_bytes(["姓名", "公民身份号码", "金额"], ["合计", ROW[0], "1"], ["说明文", ROW[0], "2"]),
        )
        assert raw.errors() == {}

    def test_a_file_of_nothing_but_a_total_is_no_delivery(self, tmp_path: Path) -> None:
        with pytest.raises(DeliveryRefused) as caught:
            read(tmp_path, self.CSV, csv_bytes(HEADERS, ["合计", "", "0.00", ""]))
        assert caught.value.code == "F002"


class TestWorkbooks:
    XLSX = make_contract("xlsx")

    def test_true_error_cells_are_not_taken_for_empty_ones(self, tmp_path: Path) -> None:
        raw = read(tmp_path, self.XLSX, workbook(HEADERS, ROW, [*OTHER[:2], "#REF!", OTHER[3]]))
        assert raw.errors() == {3: "CELL_ERROR"}

    def test_places_count_empty_columns_at_the_left(self, tmp_path: Path) -> None:
        rows = [HEADERS, ROW, [*OTHER[:2], "=1+1", OTHER[3]]]
        raw = read(tmp_path, self.XLSX, workbook(*([None, *row] for row in rows)))
        assert raw.errors() == {3: "FORMULA_NO_VALUE"}

    def test_a_formula_may_give_an_empty_text(self, tmp_path: Path) -> None:
        import xlsxwriter

        written = io.BytesIO()
        with xlsxwriter.Workbook(written) as book:
            page = book.add_worksheet()
            for at, row in enumerate([HEADERS, ROW, OTHER]):
                page.write_row(at, 0, row)
            page.write_formula(1, 2, '=IF(1=1,"","x")', None, "x")
        raw = read(tmp_path, self.XLSX, written.getvalue())
        assert raw.errors() == {}
