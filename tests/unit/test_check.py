"""What a department learns about its own file before sending it, and that nothing of the file stays or is shown."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from monitoring.__main__ import main
from monitoring.checking.check import check_file
from monitoring.checking.recognise import month_in
from monitoring.errors import ConfigurationError
from monitoring.reports.correction_workbook import write_corrections
from monitoring.reports.corrections import Corrections
from tests.badinputs.bench import HOUSES, PAYMENTS, csv_bytes, good, saved, table, xlsx_bytes
from tests.lib.leaks import leaks

PAYMENTS_FILE = "惠农惠民一卡通补贴_2026-10.csv"
HOUSES_FILE = "住房安全与危房改造_2026-10.xlsx"
NAMES = frozenset({"测试甲", "测试乙"})


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The department's machine has a data folder too; checking must not touch it."""
    monkeypatch.setenv("MONITOR_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def payments(count: int = 40) -> list[dict[str, str]]:
    return good(PAYMENTS, count)


def spoilt_payments() -> list[dict[str, str]]:
    rows = payments()
    last = rows[3]["身份证号码"][-1]
    rows[3]["身份证号码"] = rows[3]["身份证号码"][:-1] + ("0" if last != "0" else "1")
    rows[5]["发放日期"] = "2026-13-01"
    rows[9]["补贴项目"] = "稻谷补贴"
    rows[11] = dict(rows[10])
    return rows


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def checked(path: Path, **given: str | None) -> Corrections:
    return check_file(path, given.get("department"), given.get("dataset"), given.get("period"))


def places(book: Corrections) -> list[tuple[int, str, str]]:
    return [(line.row, line.column, line.code) for line in book.lines]


def test_a_usable_file_is_said_to_be_usable_and_the_data_folder_stays_untouched(tmp_path: Path, home: Path) -> None:
    book = checked(written(tmp_path, PAYMENTS_FILE, csv_bytes(table(payments()))))
    assert (book.is_good, book.conclusion, book.lines) == (True, "可以报送", ())
    assert (book.fates[0].delivered, book.fates[0].usable) == (40, 40)
    assert "财政局" in book.subtitle
    assert not home.exists()


def test_rows_to_correct_are_named_by_their_row_and_the_delivered_column(tmp_path: Path) -> None:
    book = checked(written(tmp_path, PAYMENTS_FILE, csv_bytes(table(spoilt_payments()))))
    assert places(book) == [
        (5, "身份证号码", "ID_CHECK"),
        (7, "发放日期", "DATE_INVALID"),
        (11, "补贴项目", "CODE_UNKNOWN"),
    ]
    fate = book.fates[0]
    assert (fate.delivered, fate.usable, fate.to_correct, fate.repeated) == (40, 36, 3, 1)
    assert "高龄津贴" in book.lines[2].action, "which words may stand there"
    assert next(note.text for note in book.notes if "完全相同" in note.text).endswith("第 13 行")


def test_a_failed_critical_check_is_told_by_its_chinese_reason(tmp_path: Path) -> None:
    rows = good(HOUSES, 40)
    rows[4]["补助金额"] = "9000000"
    book = checked(written(tmp_path, HOUSES_FILE, xlsx_bytes(table(rows), "住房", ["测试表"])))
    assert [(line.row, line.sheet, line.column, line.reason) for line in book.lines] == [
        (7, "住房", "补助金额", "补助金额为负数或超过一百万元")
    ]


def test_a_file_that_cannot_be_used_says_why_and_what_to_do(tmp_path: Path) -> None:
    rows = [{key: value for key, value in row.items() if key != "身份证号码"} for row in payments()]
    book = checked(written(tmp_path, PAYMENTS_FILE, csv_bytes(table(rows))))
    assert not book.is_good
    assert book.conclusion.startswith("不能采用")
    assert "身份证号码" in book.notes[0].text
    assert book.notes[0].action
    assert book.fates[0].usable == 0


def test_a_header_nearly_as_promised_is_asked_about(tmp_path: Path) -> None:
    rows = [{("发放的金额" if key == "金额" else key): value for key, value in row.items()} for row in payments()]
    book = checked(written(tmp_path, PAYMENTS_FILE, csv_bytes(table(rows))))
    asked = {note.column: note.text for note in book.notes if note.kind == "列名"}
    assert "「金额」" in asked["发放的金额"]
    assert "没有" in asked["金额"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_under_any_name_is_recognised_by_its_headers_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "补贴202610.csv", csv_bytes(table(payments()), encoding))
    book = checked(path)
    assert "按列名认作：财政局" in book.subtitle
    assert "2026年10月" in book.subtitle
    assert not book.is_good, "under this name the pipeline would not find it"
    assert book.notes[0].action == f"改名为 {PAYMENTS_FILE}"
    assert book.fates[0].usable == 40


def test_the_sheet_with_the_data_is_named_among_others(tmp_path: Path) -> None:
    rows = good(HOUSES, 40)
    rows[2]["鉴定日期"] = "不详"
    workbook = openpyxl.load_workbook(
        written(tmp_path, "a.xlsx", xlsx_bytes(table(rows), "明细", ["测试表"])), read_only=False
    )
    workbook.create_sheet("填表说明", 0).append(["请如实填写"])
    book = checked(written(tmp_path, HOUSES_FILE, saved(workbook)))
    assert [(line.sheet, line.row, line.column) for line in book.lines] == [("明细", 5, "鉴定日期")]


def test_a_file_of_another_department_is_not_forced_into_a_dataset(tmp_path: Path) -> None:
    path = written(tmp_path, PAYMENTS_FILE, csv_bytes(table(payments())))
    with pytest.raises(ConfigurationError, match="像是财政局"):
        checked(path, department="住房和城乡建设局")
    assert checked(path, department="财政局").is_good
    assert checked(path, department="finance").is_good
    with pytest.raises(ConfigurationError, match="没有部门"):
        checked(path, department="气象局")


def test_a_month_that_no_name_tells_is_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, "补贴.csv", csv_bytes(table(payments())))
    with pytest.raises(ConfigurationError, match="--period"):
        checked(path)
    assert checked(path, period="2026-10").fates[0].usable == 40


def test_months_are_understood_as_people_write_them() -> None:
    names = ("户籍_2026-10", "户籍202610", "户籍20261015", "户籍 2026年10月", "户籍2026年10月5日", "２０２６１０")
    assert {str(month_in(name)) for name in names} == {"2026-10"}
    assert month_in("户籍2026年3月表") is not None
    assert month_in("户籍12026105299") is None


@pytest.mark.parametrize(
    ("spoil", "given", "code"),
    [
        (payments, [], 0),
        (spoilt_payments, [], 1),
        (payments, ["--dataset", "finance.nothing"], 2),
        (payments, ["--period", "October"], 2),
    ],
    ids=["usable", "to correct", "no such dataset", "no such month"],
)
def test_the_exit_code_tells_scripts_what_became_of_it(
    spoil: Callable[[], list[dict[str, str]]],
    given: list[str],
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = written(tmp_path, PAYMENTS_FILE, csv_bytes(table(spoil())))
    monkeypatch.setattr(sys, "argv", ["monitor", "check", str(path), *given])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == code
    assert (tmp_path / f"检查结果_{path.stem}.xlsx").exists() == (code < 2)
    shown = capsys.readouterr()
    assert not any(name in shown.out + shown.err for name in (*NAMES, payments()[0]["身份证号码"][:17]))


def test_no_value_of_a_row_stands_in_the_workbook_and_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    rows = spoilt_payments()
    rows[20]["姓名"] = "测试甲5299019900101001"
    path = written(tmp_path, PAYMENTS_FILE, csv_bytes(table(rows)))
    out = tmp_path / "out"
    out.mkdir()
    for name in ("a.xlsx", "b.xlsx"):
        write_corrections(checked(path), out / name)
    assert leaks(out, NAMES) == []
    assert (out / "a.xlsx").read_bytes() == (out / "b.xlsx").read_bytes()
    workbook = openpyxl.load_workbook(out / "a.xlsx")
    assert workbook.sheetnames == ["汇总", "需改正的行", "文件与列名"]
    texts = {str(cell.value) for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value}
    assert not any("稻谷" in text or "2026-13" in text for text in texts)
    sheet = workbook["需改正的行"]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")
    assert sheet.page_setup.orientation == "landscape"
