"""Faults of the catalogue that can be put into one file together: each spoils a place of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.badinputs.bench import PAYMENTS, Cells, csv_bytes, good, table
from tests.badinputs.case import SEVERITY, Outcome

ROWS = 300
NUMBER, NAME, ACCOUNT, KIND, DAY, AMOUNT = range(6)


@dataclass
class File:
    """A file of payments being written; first_row: the row that the next fault of a row may spoil."""

    cells: Cells
    encoding: str = "utf-8"
    delimiter: str = ","
    line_end: str = "\r\n"
    first_row: int = 20

    def spoil(self, column: int, text: str) -> None:
        self.cells[self._next_row()][column] = text

    def row(self) -> list[object]:
        return self.cells[self._next_row()]

    def _next_row(self) -> int:
        self.first_row += 20
        return self.first_row

    def content(self) -> bytes:
        text = csv_bytes(self.cells, delimiter=self.delimiter).decode()
        return text.replace("\r\n", self.line_end).encode(self.encoding)


@dataclass(frozen=True)
class Fault:
    """code and outcome: what it leads to by itself; put: into a file; place: two faults of one place exclude each other."""

    code: str
    outcome: Outcome
    put: Callable[[File], None]
    place: str = ""

    def __str__(self) -> str:
        return self.code


def cell(column: int, text: str) -> Callable[[File], None]:
    return lambda file: file.spoil(column, text)


def old_number(file: File) -> None:
    row = file.row()
    number = str(row[NUMBER])
    row[NUMBER] = number[:6] + number[8:17]


def wrong_check(file: File) -> None:
    row = file.row()
    number = str(row[NUMBER])
    row[NUMBER] = number[:17] + ("1" if number[17] != "1" else "2")


def without_account(file: File) -> None:
    """The account is part of the key: without it nobody can tell which rows are the same."""
    for row in file.cells:
        del row[ACCOUNT]


def other_order(file: File) -> None:
    file.cells = [[*row[4:], *row[:4]] for row in file.cells]


def extra_column(file: File) -> None:
    for place, row in enumerate(file.cells):
        row.append("微信号" if place == 0 else "x")


def column_twice(file: File) -> None:
    for place, row in enumerate(file.cells):
        row.append("金额" if place == 0 else "1")


def column_renamed(file: File) -> None:
    file.cells[0][file.cells[0].index("身份证号码")] = "证件号码"


def copied(file: File) -> None:
    file.cells += [list(row) for row in file.cells[3:5]]


def contradicted(file: File) -> None:
    row = list(file.cells[8])
    row[file.cells[0].index("金额")] = "9.99"
    file.cells.append(row)


def all_twice(file: File) -> None:
    file.cells += [list(row) for row in file.cells[1:]]


def header_again(file: File) -> None:
    file.cells.insert(12, list(file.cells[0]))


def blank_row(file: File) -> None:
    file.cells.insert(14, [""] * len(file.cells[0]))


def signed(file: File) -> None:
    file.cells.append(["填表人：某", *[""] * (len(file.cells[0]) - 1)])


def short_row(file: File) -> None:
    file.cells[16].pop()


def long_row(file: File) -> None:
    file.cells[18].append("1")


def written_with(**form: str) -> Callable[[File], None]:
    def put(file: File) -> None:
        for name, value in form.items():
            setattr(file, name, value)

    return put


def of_cells(code: str, outcome: Outcome, column: int, text: str) -> Fault:
    return Fault(code, outcome, cell(column, text), place=f"cell {code}")


FAULTS = [
    Fault("ID_CHECK", "quarantined", wrong_check, "check"),
    Fault("ID_15", "warned", old_number, "old number"),
    of_cells("ID_LEN", "quarantined", NUMBER, "5299011990010"),
    of_cells("ID_MASKED", "quarantined", NUMBER, "529901********1234"),
    of_cells("NAME_RARE_LOST", "warned", NAME, "测?庚"),
    of_cells("TEXT_BIDI", "quarantined", NAME, "测\u202e辛"),
    of_cells("TEXT_MOJIBAKE", "quarantined", NAME, "锟斤拷"),
    of_cells("CTRL_NUL", "quarantined", NAME, "测\0壬"),
    of_cells("E008", "normalised", NAME, "测\x07癸"),
    of_cells("CODE_UNKNOWN", "quarantined", KIND, "新设的补贴"),
    of_cells("E012", "normalised", KIND, "耕地地力保护补贴　"),
    of_cells("D003", "normalised", DAY, "2026年10月9日"),
    of_cells("DATE_INVALID", "quarantined", DAY, "2026-02-30"),
    of_cells("DATE_AMBIGUOUS", "quarantined", DAY, "08/10/2026"),
    of_cells("DATE_FUTURE", "quarantined", DAY, "2026-11-01"),
    of_cells("A001", "normalised", AMOUNT, "￥1,234.50"),
    of_cells("A005", "warned", AMOUNT, "NaN"),
    of_cells("AMT_TEXT", "quarantined", AMOUNT, "约一百元"),
    of_cells("AMT_NEGATIVE", "quarantined", AMOUNT, "-33.44"),
    of_cells("AMT_UNIT", "quarantined", AMOUNT, "1.2万"),
    Fault("S007", "refused", without_account, "contradiction"),
    Fault("S010", "normalised", other_order, "columns"),
    Fault("S006", "warned", extra_column, "columns"),
    Fault("S009", "refused", column_twice, "columns"),
    Fault("S005", "refused", column_renamed, "header"),
    Fault("U001", "normalised", copied, "copies"),
    Fault("DUP_CONFLICT", "quarantined", contradicted, "contradiction"),
    Fault("FILE_DOUBLED", "held", all_twice, "all"),
    Fault("S018", "warned", header_again, "header again"),
    Fault("S020", "normalised", blank_row, "blank"),
    Fault("S019", "warned", signed, "signature"),
    Fault("ROW_SHORT", "quarantined", short_row, "short"),
    Fault("ROW_LONG", "quarantined", long_row, "long"),
    Fault("E001", "normalised", written_with(encoding="gb18030"), "form"),
    Fault("E002", "normalised", written_with(encoding="utf-8-sig"), "form"),
    Fault("E003", "normalised", written_with(encoding="utf-16", delimiter="\t"), "form"),
    Fault("S001", "refused", written_with(delimiter=";"), "form"),
    Fault("E016", "normalised", written_with(line_end="\r"), "line end"),
]
"""In the order in which they are put into a file: cells, columns, rows, form."""


def spoilt(faults: Sequence[Fault]) -> File:
    """A good file with those faults."""
    file = File([list(row) for row in table(good(PAYMENTS, ROWS))])
    for fault in sorted(faults, key=FAULTS.index):
        fault.put(file)
    return file


def worst(faults: Sequence[Fault]) -> Outcome:
    return max((fault.outcome for fault in faults), key=SEVERITY.index)
