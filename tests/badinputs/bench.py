"""A data folder before which deliveries are put one at a time, as departments would, and good rows to spoil."""

from __future__ import annotations

import csv
import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from monitoring import ledger, steps
from monitoring.contracts import Contract, load_contracts
from monitoring.errors import DeliveryRefused
from monitoring.identity.citizen_id import check_character
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.settings import load_settings
from tests.badinputs.case import Seen, seen

PERIOD = Period(2026, 10)
PAYMENTS = "finance.subsidy_payments"
HOUSES = "housing.housing_safety"
SETTLEMENTS = "medical_insurance.settlements"
CERTIFICATES = "disabled_federation.certificates"
Row = dict[str, str]
Cells = list[list[object]]


def number_of(place: int) -> str:
    """A valid 18-character number of nobody, different for every place below 100,000 and never ending in 000."""
    year, sequence = 1950 + place % 50, 1 + place // 50 % 900
    digits = f"5299{1 + place // 45_000:02}{year}{1 + place % 12:02}{1 + place % 28:02}{sequence:03}"
    return digits + check_character(digits)


def payment(place: int) -> Row:
    return {
        "身份证号码": number_of(place),
        "姓名": "测试甲",
        "银行账号": f"62{place:014}",
        "补贴项目": "耕地地力保护补贴",
        "发放日期": "2026-10-08",
        "金额": f"{100 + place % 300}.50",
    }


def house(place: int) -> Row:
    return {
        "户主姓名": "测试乙",
        "户主身份证号": number_of(place),
        "户号": f"H{place:06}",
        "住房鉴定等级": "AABC"[place % 4],
        "鉴定日期": "2026-03-05",
        "是否实施改造": "否",
        "开工日期": "",
        "竣工日期": "",
        "验收日期": "",
        "补助金额": "",
        "补助发放日期": "",
        "是否入住": "是",
    }


def settlement(place: int) -> Row:
    return {
        "结算流水号": f"JS{place:08}",
        "证件号码": number_of(place),
        "姓名": "测试丙",
        "医疗类别": "住院",
        "医院名称": "测试医院",
        "入院日期": "2026-09-02",
        "结算日期": "2026-10-09",
        "费用总额": "1500.00",
        "基本医保支付": "900.00",
        "大病保险支付": "0.00",
        "医疗救助支付": "100.00",
        "个人自付金额": "500.00",
    }


def certificate(place: int) -> Row:
    return {
        "残疾人证号": number_of(place) + "42",
        "姓名": "测试丁",
        "残疾类别": "肢体",
        "残疾等级": "二级",
        "发证日期": "2020-05-06",
        "有效期至": "2030-05-05",
        "证件状态": "有效",
    }


GOOD: dict[str, Callable[[int], Row]] = {
    PAYMENTS: payment,
    HOUSES: house,
    SETTLEMENTS: settlement,
    CERTIFICATES: certificate,
}
ROWS = 200


def good(dataset: str, count: int = ROWS) -> list[Row]:
    """Rows without a fault, each about another person; change them, then hand them to Bench.rows."""
    return [GOOD[dataset](place) for place in range(count)]


def table(rows: Sequence[Row]) -> Cells:
    """Header and rows as a list of lists."""
    headers = list(rows[0])
    return [list(headers), *([row.get(header, "") for header in headers] for row in rows)]


def csv_bytes(cells: Cells, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, lineterminator="\r\n").writerows(cells)
    return written.getvalue().encode(encoding)


def xlsx_bytes(cells: Cells, sheet: str = "Sheet1", title: Sequence[str] = ()) -> bytes:
    """A workbook of one sheet, text cells as text; title: rows above the header."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for line in [*([text] for text in title), *cells]:
        page.append(line)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def zip_bytes(members: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


# Many tests begin with the same history: it is made once, and copied.
_kept = tempfile.TemporaryDirectory(prefix="monitor-histories-")
_histories: dict[tuple[str, int, int], Path] = {}


@dataclass
class Bench:
    """One data folder; everything goes through `steps`, as under the Dags."""

    home: Path

    @property
    def layout(self) -> Layout:
        return Layout(load_settings())

    def contract(self, dataset: str, period: Period = PERIOD) -> Contract:
        return load_contracts(load_settings().contracts)[dataset].at(period)

    def inbox(self, dataset: str, period: Period = PERIOD, name: str | None = None) -> Path:
        """Where the department puts the file; its folder exists."""
        contract = self.contract(dataset, period)
        path = self.layout.inbox / str(period) / contract.department / (name or contract.delivery.file_name(period))
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def written(self, dataset: str, cells: Cells) -> bytes:
        """The table in the form the contract promises."""
        delivery = self.contract(dataset).delivery
        if delivery.form == "xlsx":
            return xlsx_bytes(cells, title=["测试表"] * delivery.title_rows)
        text = csv_bytes(cells, delivery.encoding or "utf-8", delivery.delimiter)
        return zip_bytes({"data.csv": text}) if delivery.form == "zip_csv" else text

    def content(self, dataset: str, data: bytes, period: Period = PERIOD, name: str | None = None) -> Seen:
        """Delivers those bytes."""
        self.inbox(dataset, period, name).write_bytes(data)
        return self.receive(dataset, period)

    def cells(self, dataset: str, cells: Cells, period: Period = PERIOD) -> Seen:
        """Delivers header and rows in the promised form."""
        return self.content(dataset, self.written(dataset, cells), period)

    def rows(self, dataset: str, rows: Sequence[Row], period: Period = PERIOD) -> Seen:
        """Delivers rows under the promised headers."""
        return self.cells(dataset, table(rows), period)

    def take_away(self, dataset: str, period: Period = PERIOD) -> None:
        """Nothing was delivered, not even before."""
        self.inbox(dataset, period).unlink()
        assert self.receive(dataset, period).outcome == "missing"

    def receive(self, dataset: str, period: Period = PERIOD) -> Seen:
        """Runs every stage of the delivery and says what became of it."""
        with suppress(DeliveryRefused):
            steps.ingest(dataset, str(period))
        return seen(ledger.read(self.layout, self.contract(dataset, period), period))

    def history(self, dataset: str, months: int = 3, count: int = ROWS) -> None:
        """Good deliveries of the months before, each a little different from the last."""
        wanted = (dataset, months, count)
        is_untouched = not any(self.home.iterdir())
        if is_untouched and wanted in _histories:
            shutil.copytree(_histories[wanted], self.home, dirs_exist_ok=True)
            return
        for ago in range(months, 0, -1):
            period = PERIOD.shift(-ago)
            rows = good(dataset, count + ago)[ago:]
            self.rows(dataset, [{**row, **self.months_own(row, period)} for row in rows], period)
        if is_untouched:
            _histories[wanted] = Path(_kept.name) / str(len(_histories))
            shutil.copytree(self.home, _histories[wanted])

    @staticmethod
    def months_own(row: Row, period: Period) -> Row:
        """What a payment or settlement of an earlier month says instead."""
        return {name: f"{period}-08" for name in ("发放日期", "结算日期") if name in row}


def touch_old(path: Path, seconds: int = 3600) -> None:
    """Makes the file look as if nobody wrote to it for that long."""
    status = path.stat()
    os.utime(path, (status.st_atime - seconds, status.st_mtime - seconds))
