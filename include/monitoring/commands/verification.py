"""The command that takes in what townships filled into their workbooks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from monitoring.errors import ConfigurationError
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.settings import load_settings

console = Console()
_PUBLISHED = "select finding_id, evidence_key from findings where period = :period"
_MOST_SHOWN = 100


def read_verdicts(
    files: Annotated[list[Path], typer.Argument(metavar="工作簿", help="填好的核查工作簿 · workbooks that came back")],
    period: Annotated[str, typer.Option("--period", help="工作簿的月份 · month of the workbooks, as 2026-10")],
    day: Annotated[
        str | None, typer.Option(help="回收日期，默认今天 · nothing can have been found later than this day")
    ] = None,
) -> None:
    """回收核查结果 · Read filled-in workbooks into verdicts: all rows of all files, or, with a mistake in any, nothing."""
    from monitoring.verification.answers import check
    from monitoring.verification.filled import read_filled
    from monitoring.verification.keeping import keep, overtaken
    from monitoring.verification.outcomes import load_outcomes

    settings, when = load_settings(), Period.parse(period)
    layout = Layout(settings)
    read = [read_filled(path, number) for number, path in enumerate(files, start=1)]
    problems = [problem for _, found in read for problem in found]
    answers = [answer for found, _ in read for answer in found]
    checked = check(answers, load_outcomes(settings.include), _published(when), when, _day(day))
    problems += [*checked.problems, *overtaken(layout, checked)]
    if problems:
        _print_problems(problems)
        raise typer.Exit(1)
    kept = keep(layout, checked)
    console.print(
        f"{len(files)} 册，{len(answers)} 行有填写：新记录 {kept.new} 条结论，已有相同结论 {kept.same} 条，"
        f"以前读过、之后另有结论 {kept.overtaken} 条，待核实 {checked.undecided} 行。从下个月起生效。"
    )


def _published(period: Period) -> dict[str, str]:
    from monitoring.commands.months import query_rows

    rows = query_rows(_PUBLISHED, {"period": str(period)})
    if not rows:
        raise ConfigurationError(f"{period} 没有发布过线索")
    return {str(row["finding_id"]): str(row["evidence_key"] or "") for row in rows}


def _day(text: str | None) -> dt.date:
    from monitoring.sources.today import today

    if text is None:
        return today()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ConfigurationError("--day 应写成 2026-11-05 这样的日期") from None


def _print_problems(problems: list[str]) -> None:
    console.print(f"有 {len(problems)} 处要改，没有读入任何结果：")
    for problem in problems[:_MOST_SHOWN]:
        console.print(Text(problem), soft_wrap=True)
    if len(problems) > _MOST_SHOWN:
        console.print(f"……另有 {len(problems) - _MOST_SHOWN} 处")
