"""What a township fills into its workbook becomes verdicts: all of it or, with one mistake anywhere, nothing."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from monitoring.commands import verification as command
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.reports.township import townships
from monitoring.reports.workbook import write_workbook
from monitoring.settings import load_settings
from monitoring.verdicts import Verdict, recorded, verdicts_before
from monitoring.verification.answers import Checked, check
from monitoring.verification.filled import read_filled
from monitoring.verification.form import FINDINGS, HOUSEHOLDS, AnswerSheet, Mark, marks_of
from monitoring.verification.keeping import Kept, keep, overtaken
from monitoring.verification.outcomes import load_outcomes
from tests.lib.month import county_month

PERIOD, TODAY = Period(2026, 10), dt.date(2026, 11, 5)
MONTH = county_month(households=60)
PUBLISHED = {row["finding_id"]: row["evidence_key"] for row in MONTH.findings}
OUTCOMES = load_outcomes(load_settings().include)
VISITOR, SECRET = "走访员甲", "门锁着，邻居说在外地"


class Filled:
    """A township's workbook and how a person fills it in."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book: Workbook = load_workbook(path)

    def place(self, form: AnswerSheet, header: str) -> int:
        return [cell.value for cell in self.book[form.name][1]].index(header) + 1

    def marks(self, form: AnswerSheet, row: int) -> tuple[Mark, ...]:
        return marks_of(str(self.book[form.name].cell(row, self.place(form, form.key)).value)) or ()

    def put(self, form: AnswerSheet, row: int, *values: object) -> tuple[Mark, ...]:
        page: Worksheet = self.book[form.name]
        for header, value in zip(form.headers, values, strict=False):
            page.cell(row, self.place(form, header)).value = value
        return self.marks(form, row)

    def row_of(self, form: AnswerSheet, mark: Mark) -> int:
        rows = range(2, self.book[form.name].max_row + 1)
        return next(row for row in rows if mark in self.marks(form, row))

    def row_with(self, count: int) -> int:
        """The first household with so many findings."""
        rows = range(2, self.book[HOUSEHOLDS.name].max_row + 1)
        return next(row for row in rows if len(self.marks(HOUSEHOLDS, row)) >= count)

    def save(self) -> Path:
        self.book.save(self.path)
        return self.path


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("written") / "清溪镇_2026-10.xlsx"
    write_workbook(next(book for book in townships(MONTH) if book.name == "清溪镇"), MONTH, target)
    return target


@pytest.fixture
def filled(written: Path, tmp_path: Path) -> Iterator[Filled]:
    found = Filled(Path(shutil.copy(written, tmp_path / written.name)))
    with closing(found.book):
        yield found


def checked(*paths: Path, published: dict[str, str] = PUBLISHED) -> Checked:
    read = [read_filled(path, number) for number, path in enumerate(paths, start=1)]
    answers = [answer for found, _ in read for answer in found]
    result = check(answers, OUTCOMES, published, PERIOD, TODAY)
    return replace(result, problems=[*(problem for _, found in read for problem in found), *result.problems])


def verdicts(*paths: Path) -> dict[str, Verdict]:
    result = checked(*paths)
    assert result.problems == []
    return {verdict.finding_id: verdict for verdict, _ in result.verdicts}


def test_a_workbook_nobody_filled_in_says_nothing(written: Path) -> None:
    result = checked(written)
    assert (result.verdicts, result.undecided, result.problems) == ([], 0, [])


def test_a_households_answer_holds_for_each_of_its_findings(filled: Filled) -> None:
    marks = filled.put(HOUSEHOLDS, filled.row_with(3), "属实已帮扶", None, VISITOR, dt.date(2026, 10, 25))
    found = verdicts(filled.save())
    assert set(found) == {mark.finding_id for mark in marks} and len(marks) >= 3
    for mark in marks:
        expected = Verdict(
            mark.finding_id, mark.evidence_key, "2026-10", "helped", VISITOR, "属实已帮扶", None, "2026-10-25"
        )
        assert found[mark.finding_id] == expected


def test_findings_of_a_household_may_be_answered_one_by_one(filled: Filled) -> None:
    first, second, *_ = filled.marks(HOUSEHOLDS, filled.row_with(2))
    filled.put(FINDINGS, filled.row_of(FINDINGS, first), "数据错误", SECRET, VISITOR, "2026/11/2")
    filled.put(FINDINGS, filled.row_of(FINDINGS, second), "情况已变化", "", VISITOR, "2026年11月3日")
    found = verdicts(filled.save())
    assert [found[mark.finding_id].outcome for mark in (first, second)] == ["data_error", "exception"]
    assert [found[mark.finding_id].until for mark in (first, second)] == [None, "2026-12"]
    assert [found[mark.finding_id].found_on for mark in (first, second)] == ["2026-11-02", "2026-11-03"]
    assert found[first.finding_id].reason == SECRET


def test_every_outcome_of_the_list_is_understood(filled: Filled) -> None:
    expected = {}
    for row, outcome in enumerate(OUTCOMES, start=2):
        [mark] = filled.put(FINDINGS, row, outcome.title, "见村里台账", VISITOR, dt.date(2026, 10, 25))
        if outcome.verdict is not None:
            expected[mark.finding_id] = outcome.verdict
    found = verdicts(filled.save())
    assert {name: verdict.outcome for name, verdict in found.items()} == expected
    assert checked(filled.path).undecided == 1


Wrong = dict[str, tuple[tuple[object, ...], str, str]]
WRONG: Wrong = {
    "an outcome that is not on the list": (("已解决", None, VISITOR, "2026-10-25"), "整户核查结果", "不是下拉列表"),
    "no outcome": ((None, None, VISITOR, "2026-10-25"), "整户核查结果", "没有选"),
    "nobody who looked": (("已死亡", None, None, "2026-10-25"), "走访人", "没有填写"),
    "no day": (("已死亡", None, VISITOR, None), "走访日期", "没有填写"),
    "no such day": (("已死亡", None, VISITOR, "2026-10-32"), "走访日期", "不是日期"),
    "a day before the month": (("已死亡", None, VISITOR, dt.date(2026, 9, 30)), "走访日期", "早于"),
    "a day that is still to come": (("已死亡", None, VISITOR, dt.date(2026, 11, 6)), "走访日期", "晚于"),
    "an outcome that needs explaining": (("其他", None, VISITOR, "2026-10-25"), "整户备注", "须写明"),
    "a formula": (("已死亡", "=1+1", VISITOR, "2026-10-25"), "", "公式"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_told_by_sheet_row_and_column_and_nothing_is_kept(filled: Filled, name: str) -> None:
    values, column, reason = WRONG[name]
    filled.put(HOUSEHOLDS, 2, "属实纳入", None, VISITOR, "2026-10-25")
    filled.put(HOUSEHOLDS, 4, *values)
    result = checked(filled.save())
    [problem] = result.problems
    assert problem.startswith(f"清溪镇_2026-10.xlsx/核查清单 第4行{f'「{column}」' if column else ''}：")
    assert reason in problem
    assert result.verdicts == [] or not column


def test_no_message_repeats_what_somebody_wrote(filled: Filled) -> None:
    filled.put(HOUSEHOLDS, 2, SECRET, SECRET, VISITOR, SECRET)
    filled.put(FINDINGS, 2, None, SECRET, None, VISITOR)
    problems = checked(filled.save()).problems
    assert problems
    assert not any(text in problem for problem in problems for text in (SECRET, VISITOR))


def test_a_finding_that_is_no_longer_published_as_it_was_is_refused(filled: Filled) -> None:
    [mark] = filled.put(FINDINGS, 2, "属实纳入", None, VISITOR, "2026-10-25")
    path = filled.save()
    for published in ({**PUBLISHED, mark.finding_id: "e_other"}, {}):
        [problem] = checked(path, published=published).problems
        assert "第2行「单条编码（勿改）」" in problem and "依据已变" in problem


def test_a_workbook_of_another_month_is_refused(filled: Filled) -> None:
    filled.put(FINDINGS, 2, "属实纳入", None, VISITOR, "2026-10-25")
    answers, _ = read_filled(filled.save(), 1)
    [problem] = check(answers, OUTCOMES, PUBLISHED, PERIOD.shift(-1), TODAY).problems
    assert "其他月份" in problem


def test_a_changed_key_is_refused(filled: Filled) -> None:
    filled.put(FINDINGS, 3, "属实纳入", None, VISITOR, "2026-10-25")
    filled.book[FINDINGS.name].cell(3, filled.place(FINDINGS, FINDINGS.key)).value = "甲"
    [problem] = checked(filled.save()).problems
    assert "第3行「单条编码（勿改）」：编码缺失或被改动" in problem


def test_household_and_finding_that_contradict_each_other_are_refused(filled: Filled) -> None:
    row = filled.row_with(2)
    first, *_ = filled.put(HOUSEHOLDS, row, "属实纳入", None, VISITOR, "2026-10-25")
    single = filled.row_of(FINDINGS, first)
    filled.put(FINDINGS, single, "已死亡", None, VISITOR, "2026-10-25")
    [problem] = checked(filled.save()).problems
    assert f"逐条明细 第{single}行" in problem and f"“核查清单”第{row}行" in problem


def test_a_finding_that_repeats_its_households_outcome_tells_who_looked_at_it(filled: Filled) -> None:
    first, second, *_ = filled.put(HOUSEHOLDS, filled.row_with(2), "属实纳入", None, VISITOR, "2026-10-25")
    filled.put(FINDINGS, filled.row_of(FINDINGS, first), "属实纳入", None, "走访员乙", "2026-10-26")
    found = verdicts(filled.save())
    assert [found[mark.finding_id].by for mark in (first, second)] == ["走访员乙", VISITOR]


def test_one_finding_answered_differently_in_two_files_is_refused(filled: Filled, tmp_path: Path) -> None:
    filled.put(FINDINGS, 2, "属实纳入", None, VISITOR, "2026-10-25")
    first = filled.save()
    other = Filled(Path(shutil.copy(first, tmp_path / "另一份.xlsx")))
    assert len(verdicts(first, other.save())) == 1
    other.put(FINDINGS, 2, "已死亡", None, VISITOR, "2026-10-25")
    [problem] = checked(first, other.save()).problems
    assert "填得不同" in problem


@pytest.mark.parametrize("damage", ["not a workbook", "no such file", "a sheet is gone", "a column is gone"])
def test_a_file_that_is_no_filled_in_workbook_is_refused_as_a_whole(filled: Filled, damage: str) -> None:
    filled.put(HOUSEHOLDS, 2, "属实纳入", None, VISITOR, "2026-10-25")
    if damage == "a sheet is gone":
        del filled.book[FINDINGS.name]
    if damage == "a column is gone":
        filled.book[FINDINGS.name].delete_cols(filled.place(FINDINGS, FINDINGS.by))
    path = filled.save()
    if damage == "not a workbook":
        path.write_bytes(b"<html>")
    if damage == "no such file":
        path.unlink()
    answers, problems = read_filled(path, 1)
    assert (answers, len(problems)) == ([], 1)
    assert problems[0].startswith("清溪镇_2026-10.xlsx：")


def test_a_file_name_that_holds_a_number_is_not_repeated(tmp_path: Path) -> None:
    _, [problem] = read_filled(tmp_path / "529901199001011237.xlsx", 2)
    assert problem.startswith("第 2 个文件：")


def layout(home: Path) -> Layout:
    return Layout(replace(load_settings(), home=home))


def test_reading_again_changes_nothing_and_a_later_answer_replaces_an_earlier(filled: Filled, tmp_path: Path) -> None:
    home = layout(tmp_path / "home")
    [mark] = filled.put(FINDINGS, 2, "属实纳入", None, VISITOR, "2026-10-25")
    first = checked(filled.save())
    assert keep(home, first) == Kept(new=1)
    assert keep(home, first) == Kept(same=1)
    filled.put(FINDINGS, 2, "已死亡", None, VISITOR, "2026-10-28")
    second = checked(filled.save())
    assert overtaken(home, second) == []
    assert keep(home, second) == Kept(new=1)
    assert keep(home, first) == Kept(overtaken=1)
    assert [verdict.outcome for verdict in recorded(home, mark.finding_id)] == ["included", "deceased"]
    assert verdicts_before(home, PERIOD.shift(1))[mark.finding_id].outcome == "deceased"


def test_an_older_answer_does_not_replace_a_later_one(filled: Filled, tmp_path: Path) -> None:
    home = layout(tmp_path / "home")
    filled.put(FINDINGS, 2, "已死亡", None, VISITOR, "2026-10-28")
    keep(home, checked(filled.save()))
    filled.put(FINDINGS, 2, "属实纳入", None, VISITOR, "2026-10-25")
    [problem] = overtaken(home, checked(filled.save()))
    assert "逐条明细 第2行「核实日期」" in problem


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder whose month is published."""
    monkeypatch.setenv("MONITOR_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(command, "_published", lambda period: PUBLISHED)
    return tmp_path / "home"


def test_the_command_keeps_what_was_found_for_its_owner_only_and_prints_none_of_it(
    filled: Filled, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [mark] = filled.put(FINDINGS, 2, "数据错误", SECRET, VISITOR, "2026-10-25")
    command.read_verdicts([filled.save()], "2026-10", "2026-11-05")
    [kept] = (home / "verdicts" / mark.finding_id).iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    assert SECRET in kept.read_text(encoding="utf-8")
    printed = capsys.readouterr().out
    assert "新记录 1 条结论" in printed
    assert SECRET not in printed and VISITOR not in printed


def test_one_mistake_in_one_file_keeps_everything_out(
    filled: Filled, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled.put(FINDINGS, 2, "属实纳入", None, VISITOR, "2026-10-25")
    good = filled.save()
    other = Filled(Path(shutil.copy(good, tmp_path / "另一份.xlsx")))
    other.put(FINDINGS, 3, "属实纳入", None, None, "2026-10-25")
    with pytest.raises(typer.Exit):
        command.read_verdicts([good, other.save()], "2026-10", "2026-11-05")
    assert "另一份.xlsx/逐条明细 第3行「核实人」：没有填写" in capsys.readouterr().out.replace("\n", "")
    assert not (home / "verdicts").exists()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str], Path]:
    """Saves a workbook again as another program does, in another form."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed: re-saving by another program cannot be tried")
    profile = tmp_path_factory.mktemp("office")

    def save_again(path: Path, form: str) -> Path:
        folder = path.parent / "again"
        command = [program, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", form]
        subprocess.run([*command, "--outdir", str(folder), str(path)], check=True, capture_output=True, timeout=180)
        return next(folder.glob(f"*.{form.partition(':')[0]}"))

    return save_again


@pytest.mark.slow
@pytest.mark.parametrize("form", ["xlsx:Calc MS Excel 2007 XML", "xls:MS Excel 97"])
def test_answers_survive_being_saved_by_another_program(
    filled: Filled, office: Callable[[Path, str], Path], form: str
) -> None:
    filled.put(HOUSEHOLDS, filled.row_with(3), "属实已帮扶", "两项\n帮扶", VISITOR, dt.date(2026, 10, 25))
    alone = next(row for row in range(2, 40) if len(filled.marks(HOUSEHOLDS, row)) == 1)
    [mark] = filled.marks(HOUSEHOLDS, alone)
    filled.put(FINDINGS, filled.row_of(FINDINGS, mark), "数据错误", SECRET, VISITOR, "2026-10-30")
    before = verdicts(filled.save())
    assert len(before) >= 4
    assert verdicts(office(filled.path, form)) == before
