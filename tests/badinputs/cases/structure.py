"""Tables that do not look as promised: headers, rows and columns, and what a workbook hides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import openpyxl
import pyarrow.parquet as pq

from tests.badinputs.bench import (
    HOUSES,
    PAYMENTS,
    PERIOD,
    SETTLEMENTS,
    Bench,
    Cells,
    csv_bytes,
    good,
    number_of,
    saved,
    table,
    xlsx_bytes,
)
from tests.badinputs.case import Case, Outcome, Seen

WATER = "water.drinking_water"
AMOUNT = 5
Check = Callable[[Bench, Seen], None]


def payments() -> Cells:
    return table(good(PAYMENTS))


def houses() -> Cells:
    return table(good(HOUSES))


def delivers(cells: Cells, dataset: str = PAYMENTS) -> Callable[[Bench], Seen]:
    return lambda bench: bench.cells(dataset, cells)


def delivers_bytes(data: bytes, dataset: str = PAYMENTS) -> Callable[[Bench], Seen]:
    return lambda bench: bench.content(dataset, data)


def renamed(old: str, new: str) -> Cells:
    headers, *rows = payments()
    return [[new if header == old else header for header in headers], *rows]


def without(header: str, cells: Cells) -> Cells:
    place = cells[0].index(header)
    return [[*row[:place], *row[place + 1 :]] for row in cells]


def widened(header: str, value: str) -> Cells:
    headers, *rows = payments()
    return [[*headers, header], *([*row, value] for row in rows)]


def staged(bench: Bench, dataset: str = PAYMENTS) -> Any:
    return pq.read_table(bench.layout.table("staging", dataset, PERIOD), partitioning=None)


def counted(*counts: int) -> Check:
    """Rows delivered, staged, quarantined and dropped."""

    def check(_: Bench, found: Seen) -> None:
        assert found.counts == counts

    return check


def says(*texts: str) -> Check:
    def check(_: Bench, found: Seen) -> None:
        for text in texts:
            assert any(text in message for message in found.messages), found.messages

    return check


def workbook(change: Callable[[Any], None], cells: Cells | None = None) -> bytes:
    """Good houses under their title row, changed by somebody."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for line in [["测试表"], *(cells or houses())]:
        page.append(line)
    change(page)
    return saved(book)


def two_rows_of_headers(bench: Bench, dataset: str = HOUSES) -> Seen:
    contract = bench.contract(dataset)
    headers = [column.headers[0] for column in contract.columns.values()]
    upper: list[object] = [*headers[:3], "鉴定情况", *[""] * (len(headers) - 4)]
    lower: list[object] = ["", "", "", *headers[3:]]
    rows = [[row[header] for header in headers] for row in good(HOUSES)] if dataset == HOUSES else waters(headers)
    return bench.content(dataset, xlsx_bytes([upper, lower, *rows], title=["测试表"] if dataset == HOUSES else []))


def waters(headers: list[str]) -> Cells:
    values = {"户主姓名": "测试乙", "供水类型": "集中供水", "评价日期": "2026-04-18"}
    return [
        [number_of(place) if header == "户主身份证号" else values.get(header, "是") for header in headers]
        for place in range(200)
    ]


def two_rows_as_promised(bench: Bench, _: Seen) -> None:
    found = two_rows_of_headers(bench, WATER)
    assert found.outcome == "accepted", found
    assert set(staged(bench, WATER)["water_quality_ok"].to_pylist()) == {True}


def an_optional_one_renamed_is_held(bench: Bench, _: Seen) -> None:
    """Its values would be missing without anybody having decided so."""
    found = bench.cells(PAYMENTS, renamed("金额", "发放额"))
    assert (found.outcome, "S005" in found.codes) == ("held", True)
    says("「发放额」是否为「金额」？")(bench, found)


def extra_not_loaded(bench: Bench, found: Seen) -> None:
    says("微信号")(bench, found)
    raw = pq.read_schema(bench.layout.table("raw", PAYMENTS, PERIOD))
    assert "微信号" not in raw.names


def line_break_in_a_field() -> Cells:
    rows = good(SETTLEMENTS)
    rows[5]["医院名称"] = "测试\n医院"
    return table(rows)


def with_total(total: str, *signatures: str) -> Cells:
    cells = payments()
    return [*cells, ["合 计", "", "", "", "", total], *([text, "", "", "", "", ""] for text in signatures)]


def true_total() -> str:
    return f"{sum(float(row['金额']) for row in good(PAYMENTS)):,.2f}"


def wrong_totals(bench: Bench, _: Seen) -> None:
    found = bench.cells(PAYMENTS, with_total("1.00"))
    assert (found.outcome, "TOTAL_MISMATCH" in found.codes) == ("held", True)
    spoiled = with_total(true_total())
    spoiled[7][AMOUNT] = "不详"
    again = bench.cells(PAYMENTS, spoiled)
    assert (again.outcome, "TOTAL_MISMATCH" in again.codes) == ("quarantined", True)
    houses_with_total = [
        *houses(),
        ["合计", "", "", "", "", "", "", "", "", "0.00", "", ""],
        ["填表人：某", "审核人：某"],
    ]
    third = bench.cells(HOUSES, houses_with_total)
    assert (third.outcome, third.counts) == ("warned", (202, 200, 0, 2))


def header_between(*places: int) -> Cells:
    header, *rows = payments()
    return [header, *(line for at, row in enumerate(rows) for line in ([header, row] if at in places else [row]))]


def header_again(bench: Bench, found: Seen) -> None:
    assert found.counts == (202, 200, 0, 2)
    cells = houses()
    again = bench.cells(HOUSES, [*cells[:50], ["测试表"], cells[0], *cells[50:]])
    assert (again.outcome, again.counts) == ("warned", (202, 200, 0, 2))


def merge(page: Any) -> None:
    """One head of household over the rows of a family of three."""
    page.merge_cells("B5:B7")


def hide(page: Any) -> None:
    for row in (4, 9):
        page.row_dimensions[row].hidden = True


def formulas(*rows: int) -> Callable[[Any], None]:
    def change(page: Any) -> None:
        for row in rows:
            page.cell(row, 10).value = "=1000+1"

    return change


def whole_column(bench: Bench, found: Seen) -> None:
    assert found.counts == (200, 198, 2, 0)
    bench.take_away(HOUSES)
    again = bench.content(HOUSES, workbook(formulas(*range(3, 203))))
    assert (again.outcome, again.codes) == ("refused", {"S024"})
    says("补助金额")(bench, again)


def error_cells() -> bytes:
    def change(page: Any) -> None:
        for row, error in enumerate(("#N/A", "#REF!", "#VALUE!"), start=10):
            page.cell(row, 10).value = error

    return workbook(change)


def apostrophes() -> Cells:
    headers, *rows = payments()
    return [headers, *(["'" + str(row[0]), *row[1:]] for row in rows)]


def same_people(bench: Bench, found: Seen) -> None:
    assert found.counts == (200, 200, 0, 0)
    assert set(staged(bench)["person_id"].to_pylist()) == {number_of(place) for place in range(200)}


def literal_words(bench: Bench, _: Seen) -> None:
    cells = payments()
    for place, word in enumerate(("NA", "NULL", "None", "nan"), start=1):
        cells[place][1] = word
    bench.cells(PAYMENTS, cells)
    assert {"NA", "NULL", "None", "nan"} <= set(staged(bench)["name"].to_pylist())


def case(
    number: int, name: str, title: str, outcome: Outcome, code: str | None, deliver: Callable[[Bench], Seen],
    also: Check | None = None,
) -> Case:  # fmt: skip
    return Case(number, name, title, outcome, code, deliver, also)


def edited(change: Callable[[Cells], None]) -> Cells:
    cells = payments()
    change(cells)
    return cells


CASES = [
    case(45, "S001", "分隔符不同", "refused", "S001", delivers_bytes(csv_bytes(payments(), delimiter=";")), says("检测到分号")),
    case(46, "S002", "没有表头", "refused", "S002", delivers(payments()[1:])),
    case(
        47, "S003", "表头之上有标题行", "warned", "S003",
        delivers_bytes(xlsx_bytes(houses(), title=["测试表", "单位：元", "填表单位：测试"]), HOUSES), counted(200, 200, 0, 0),
    ),
    case(48, "S004", "表头为两层", "refused", "S004", two_rows_of_headers, two_rows_as_promised),
    case(
        49, "S005", "必需的列改了名", "refused", "S005", delivers(renamed("身份证号码", "证件号码")),
        an_optional_one_renamed_is_held,
    ),
    case(50, "S006", "约定以外的列", "warned", "S006", delivers(widened("微信号", "x")), extra_not_loaded),
    case(51, "S007", "缺少必需的列", "refused", "S007", delivers(without("身份证号码", payments())), says("缺少列：身份证号码")),
    case(52, "S008", "缺少可选的列", "warned", "S008", delivers(without("金额", payments())), says("金额")),
    case(53, "S009", "列名重复", "refused", "S009", delivers(widened("金额", "1")), says("列「金额」出现 2 次")),
    case(54, "S010", "列的顺序不同", "normalised", "S010", delivers([row[::-1] for row in payments()]), counted(200, 200, 0, 0)),
    case(55, "S011", "一行列数不足", "quarantined", "ROW_SHORT", delivers(edited(lambda c: c[9].pop())), counted(200, 199, 1, 0)),
    case(56, "S012", "一行列数过多", "quarantined", "ROW_LONG", delivers(edited(lambda c: c[9].append("1"))), counted(200, 199, 1, 0)),
    case(57, "S013", "每行都多一列", "refused", "S013", delivers([payments()[0], *([*row, ""] for row in payments()[1:])])),
    case(
        58, "S014", "引号未闭合", "refused", "S014",
        delivers_bytes(csv_bytes(edited(lambda c: c[9].__setitem__(1, "引号"))).replace("引号".encode(), b'"x')),
        says("第 10 行起引号未闭合"),
    ),
    case(59, "S015", "引号内换行", "accepted", None, delivers(line_break_in_a_field(), SETTLEMENTS), counted(200, 200, 0, 0)),
    case(62, "S018", "表头在中间重复", "warned", "S018", delivers(header_between(50, 90)), header_again),
    case(63, "S019", "合计与签名行", "warned", "S019", delivers(with_total(true_total(), "填表人：某", "审核人：某")), wrong_totals),
    case(
        64, "S020", "空行空列", "normalised", "S020",
        delivers([[*row, "", ""] for row in [*payments()[:20], [""] * 6, *payments()[20:], [""] * 6]]), counted(200, 200, 0, 0),
    ),
    case(65, "S021", "户主合并单元格", "quarantined", "CELL_MERGED", delivers_bytes(workbook(merge), HOUSES), counted(200, 198, 2, 0)),
    case(67, "S023", "隐藏的行", "warned", "S023", delivers_bytes(workbook(hide), HOUSES), counted(200, 200, 0, 0)),
    case(68, "S024", "公式没有结果", "quarantined", "FORMULA_NO_VALUE", delivers_bytes(workbook(formulas(6, 8)), HOUSES), whole_column),
    case(69, "S025", "错误值", "quarantined", "CELL_ERROR", delivers_bytes(error_cells(), HOUSES), counted(200, 197, 3, 0)),
    case(70, "S026", "数字前的撇号", "normalised", "I015", delivers(apostrophes()), same_people),
    case(100, "N007", "文字 NA、NULL", "accepted", None, delivers(payments()), literal_words),
]  # fmt: skip
