"""Filled-in rows turned into verdicts, or into messages that say which row of which sheet stands in the way."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from monitoring.period import Period
from monitoring.verdicts import Verdict
from monitoring.verification.filled import Answer
from monitoring.verification.form import FINDINGS, Mark
from monitoring.verification.outcomes import Outcome

_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_BARE_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_LONGEST = 500


@dataclass(frozen=True)
class Statement:
    """What one row says of every finding it stands for."""

    outcome: Outcome
    by: str
    remark: str
    day: dt.date


@dataclass(frozen=True)
class Checked:
    """verdicts: in the order of findings, each with the row that gives it; undecided: rows that say that nothing is known
    yet; problems: with one, nothing is to be kept."""

    verdicts: list[tuple[Verdict, Answer]]
    undecided: int
    problems: list[str]


def check(
    answers: Iterable[Answer],
    outcomes: Iterable[Outcome],
    published: Mapping[str, str],
    period: Period,
    today: dt.date,
) -> Checked:
    """published: evidence_key by finding_id of the month; today: no verification can be of a later day."""
    titles = {outcome.title: outcome for outcome in outcomes}
    said: dict[Mark, list[tuple[Answer, Statement | None]]] = defaultdict(list)
    problems: list[str] = []
    undecided = 0
    for answer in answers:
        wrong = [*_wrong_marks(answer, published, period), *_wrong_cells(answer, titles, period, today)]
        problems += wrong
        if wrong:
            continue
        statement = _statement(answer, titles)
        undecided += statement is None
        for mark in answer.marks:
            said[mark].append((answer, statement))
    problems += dict.fromkeys(text for _, found in sorted(said.items()) for text in _contradictions(found))
    if problems:
        return Checked([], undecided, problems)
    decided = {mark: _decided(found) for mark, found in sorted(said.items())}
    verdicts = [(_verdict(mark, one[1], period), one[0]) for mark, one in decided.items() if one is not None]
    return Checked(verdicts, undecided, [])


def _wrong_marks(answer: Answer, published: Mapping[str, str], period: Period) -> Iterator[str]:
    key = answer.sheet.key
    if any(mark.period != str(period) for mark in answer.marks):
        yield answer.told(key, f"这是其他月份的工作簿，不是 {period}", "用 --period 写明工作簿的月份")
    elif any(published.get(mark.finding_id) != mark.evidence_key for mark in answer.marks):
        yield answer.told(key, "本月现行版本中没有这条线索，或它的依据已变", "在最新版本的工作簿中重新核对填写")


def _wrong_cells(answer: Answer, titles: Mapping[str, Outcome], period: Period, today: dt.date) -> Iterator[str]:
    sheet, outcome = answer.sheet, titles.get(answer.outcome)
    if not answer.outcome:
        yield answer.told(sheet.outcome, "填了其他栏，没有选核查结果", "从下拉列表选一项，或清空这一行所填内容")
        return
    if outcome is None:
        yield answer.told(sheet.outcome, "不是下拉列表中的结果", "从下拉列表选一项")
        return
    if outcome.verdict is None:
        return
    if not answer.by:
        yield answer.told(sheet.by, "没有填写", "填写核实人的姓名")
    if outcome.needs_remark and not answer.remark:
        yield answer.told(sheet.remark, f"选“{outcome.title}”须写明情况", "写一两句")
    if len(answer.remark) > _LONGEST or len(answer.by) > _LONGEST:
        yield answer.told(sheet.remark, f"超过 {_LONGEST} 字", "只写要点")
    yield from _wrong_day(answer, period, today)


def _wrong_day(answer: Answer, period: Period, today: dt.date) -> Iterator[str]:
    column, day = answer.sheet.day, _day(answer.day)
    if not answer.day:
        yield answer.told(column, "没有填写", "填写核实的日期")
    elif day is None:
        yield answer.told(column, "不是日期", f"写成 {period}-21 这样")
    elif day < period.day(1):
        yield answer.told(column, f"早于 {period}，线索还没有产生", "核对年份和月份")
    elif day > today:
        yield answer.told(column, f"晚于 {today}，还没有到", "核对年份和月份")


def _day(text: str) -> dt.date | None:
    plain = text.replace(" ", "")
    found = _DAY.fullmatch(plain) or _BARE_DAY.fullmatch(plain)
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _statement(answer: Answer, titles: Mapping[str, Outcome]) -> Statement | None:
    """Null when the row says that nothing is known yet."""
    outcome, day = titles[answer.outcome], _day(answer.day)
    if outcome.verdict is None or day is None:
        return None
    return Statement(outcome, answer.by, answer.remark, day)


def _contradictions(found: list[tuple[Answer, Statement | None]]) -> Iterator[str]:
    """Rows of one kind that differ at all; rows about the finding that do not fit those about the household."""
    single = [one for one in found if one[0].sheet is FINDINGS]
    whole = [one for one in found if one[0].sheet is not FINDINGS]
    for rows in (single, whole):
        first = rows[0] if rows else None
        for answer, statement in rows[1:]:
            if first is not None and statement != first[1]:
                place = f"{first[0].file} 第{first[0].row}行"
                yield answer.told(answer.sheet.outcome, f"同一条线索与 {place} 填得不同", "只保留一种结论")
                break
    for answer, statement in single[:1]:
        for other, general in whole[:1]:
            if general is not None and (statement is None or statement.outcome != general.outcome):
                place = f"“{other.sheet.name}”第{other.row}行的整户结论"
                yield answer.told(answer.sheet.outcome, f"与{place}不一致", "改为一致，或清空整户那一行，逐条填写")


def _decided(found: list[tuple[Answer, Statement | None]]) -> tuple[Answer, Statement] | None:
    """What was said of the finding itself, else of the whole household."""
    single_first = sorted(found, key=lambda one: one[0].sheet is not FINDINGS)
    return next(((answer, statement) for answer, statement in single_first if statement is not None), None)


def _verdict(mark: Mark, statement: Statement, period: Period) -> Verdict:
    outcome = statement.outcome
    return Verdict(
        mark.finding_id,
        mark.evidence_key,
        str(period),
        str(outcome.verdict),
        statement.by,
        statement.remark or outcome.title,
        outcome.until(period),
        statement.day.isoformat(),
    )
