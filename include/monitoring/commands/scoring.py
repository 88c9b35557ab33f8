"""What `monitor score` does: simulate and run a county, act on it as its people would, and hold all of it against the key."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from monitoring import holds, steps
from monitoring import score_memory as memory
from monitoring.commands import months as commands
from monitoring.contracts import load_contracts
from monitoring.errors import PublicationHeld
from monitoring.layout import Layout
from monitoring.period import Period, parse_range
from monitoring.rule_coverage import problems_over
from monitoring.rule_files import load_rules
from monitoring.score import Finding, RuleScore, overall, read_key
from monitoring.score import score as compare
from monitoring.settings import load_settings
from monitoring.verdicts import Verdict, record

console = Console()
_SOMEBODY = "演示县"

_FINDINGS = """
select f.rule, f.level, f.subject, f.household_id, f.status, f.finding_id, f.evidence_key, p.person_id
from mart.findings as f
left join monitoring.current_publication as c on c.period = f.period
left join restricted.people as p on p.period = c.period and p.version = c.version and p.person = f.person
where f.period = :period
"""
_PLACES = (
    "MONITOR_HOME",
    "MONITOR_INBOX",
    "MONITOR_COUNTY",
    "MONITOR_WAREHOUSE_URL",
    "MONITOR_WAREHOUSE_URL_FILE",
)
_NOT_LOOKED_AT = ("not_reassessed", "set_aside")


def score(
    months: Annotated[str, typer.Option(help="月份区间 · months, as 2026-09..2026-10")],
    seed: Annotated[int, typer.Option(help="随机种子 · seed of the simulated county")] = 1,
    residents: Annotated[int, typer.Option(min=1000, help="人口 · number of residents")] = 20_000,
    answer_key: Annotated[
        Path | None, typer.Option(help="已有答案目录 · score what is published against this key, run nothing")
    ] = None,
) -> None:
    """与答案对照 · Simulate, run and compare with the answer key; exit 1 unless everything agrees, both ways."""
    if not score_months(seed, residents, months, answer_key):
        raise typer.Exit(1)


def score_months(seed: int, residents: int, months: str, answer_key: Path | None) -> bool:
    """Prints what was to be found and what was; True when every rule, status and change is as the key says."""
    periods = parse_range(months)
    if answer_key is not None:
        return _score(answer_key, periods)
    with _scratch_home() as home:
        commands.simulate(seed, residents, months, home)
        for period in periods:
            _run(home / "answer_key", period)
        exact = _score(home / "answer_key", periods)
        commands.stop_server()
    return exact


@contextmanager
def _scratch_home() -> Iterator[Path]:
    """A data folder of its own, whatever this installation's environment names: no simulated month, verdict or approval
    may reach a county's warehouse, and no real delivery the simulation."""
    home = Path(tempfile.mkdtemp(prefix="monitor-score-"))
    before = {name: os.environ.pop(name, None) for name in _PLACES}
    os.environ["MONITOR_HOME"] = str(home)
    try:
        yield home
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        shutil.rmtree(home, ignore_errors=True)


def _run(answer_key: Path, period: Period) -> None:
    """The month, with what people of the county decide about held deliveries and find out about its findings."""
    try:
        commands.run_month(str(period), None, [], "write_reports")
    except PublicationHeld as held:
        console.print(f"[yellow]{held}")
        decide(answer_key, period)
        for step in steps.MONTH[steps.MONTH.index(steps.await_decisions) :]:
            step(str(period))
    verify(answer_key, period)


def decide(answer_key: Path, period: Period) -> None:
    """Approves the held deliveries that the key says may be used."""
    settings = load_settings()
    contracts = load_contracts(settings.contracts)
    for dataset in memory.read_decisions(answer_key, period):
        contract = contracts[dataset].at(period)
        holds.decide(Layout(settings), contract, period, "approved", _SOMEBODY, "已与该部门核实")


def verify(answer_key: Path, period: Period) -> None:
    """Gives the verdicts of the key about the month's published findings."""
    layout = Layout(load_settings())
    told = memory.read_verdicts(answer_key, period)
    found = {_finding(row): row for row in _findings(period)} if told else {}
    for verdict in told:
        row = found.get((verdict["rule"], verdict["subject_id"]))
        if row is not None:
            outcome, until = verdict["outcome"], verdict["until"] or None
            by, reason = _SOMEBODY, verdict["reason"]
            record(layout, Verdict(row["finding_id"], row["evidence_key"], str(period), outcome, by, reason, until))


def published_findings(period: str) -> set[Finding]:
    """(rule, subject) of every finding assessed in that month, subjects written as the answer key writes them."""
    return {_finding(row) for row in _findings(Period.parse(period)) if row["status"] not in _NOT_LOOKED_AT}


def published_month(period: Period) -> memory.Month:
    """What the month remembers: findings, households and changes."""
    month = {"period": str(period)}
    households = commands.query_rows(
        "select household_id, status from mart.monitoring_subjects where period = :period", month
    )
    changes = commands.query_rows(
        "select household_id, change from mart.household_changes"
        " where period = :period and change <> 'category_changed'",
        month,
    )
    return memory.Month(
        {_finding(row): row["status"] for row in _findings(period)},
        {(row["household_id"],): row["status"] for row in households},
        {(row["household_id"],): row["change"] for row in changes},
    )


def _findings(period: Period) -> list[dict[str, Any]]:
    return commands.query_rows(_FINDINGS, {"period": str(period)})


def _finding(row: dict[str, Any]) -> Finding:
    if row["level"] == "person":
        return row["rule"], str(row["person_id"])
    return row["rule"], str(row["household_id"] if row["level"] == "household" else row["subject"])


def _score(answer_key: Path, periods: list[Period]) -> bool:
    expected = {period: read_key(answer_key, period, "expected") for period in periods}
    scores = compare(
        expected,
        {period: read_key(answer_key, period, "lookalikes") for period in periods},
        {period: published_findings(str(period)) for period in periods},
    )
    console.print(_score_table(scores))
    rules = load_rules(load_settings().sql / "rules")
    unplanted = sorted(set(rules) - {one.rule for one in scores if one.expected})
    if unplanted:
        console.print(f"这些月份没有设下可发现的问题，未检验：{'、'.join(unplanted)}", soft_wrap=True)
    remembered = _score_memory(answer_key, periods)
    covered = problems_over(Layout(load_settings()), periods)
    troubles = [trouble for trouble in covered if trouble.partition(":")[0] not in unplanted]
    for trouble in troubles:
        console.print(f"规则覆盖：{trouble}", soft_wrap=True)
    exact, total = sum(one.is_exact for one in scores), overall(scores)
    console.print(
        f"{exact} / {len(scores)} 条规则与答案完全一致；查准率 {_share(total.precision)}，查全率 {_share(total.recall)}；"
        f"来龙去脉{'' if remembered else '不'}一致；规则覆盖问题 {len(troubles)} 个",
        soft_wrap=True,
    )
    return exact == len(scores) and remembered and not (troubles and not unplanted)


def _score_table(scores: Sequence[RuleScore]) -> Table:
    table = Table(
        title="与答案对照",
        caption="相似：与规则相近而不该发现的；误认：其中当作发现的",
        box=SIMPLE,
        padding=(0, 1, 0, 0),
    )
    table.add_column("规则", overflow="fold")
    for title in ("应有", "发现", "漏报", "误报", "相似", "误认", "查准", "查全"):
        table.add_column(title, justify="right", no_wrap=True, min_width=len(title) * 2 + title.startswith("查"))
    for one in scores:
        counts = (one.expected, one.found, one.missed, one.extra, one.lookalikes, one.lookalikes_found)
        shares = (_share(one.precision), _share(one.recall))
        table.add_row(one.rule, *map(str, counts), *shares, style=None if one.is_exact else "red")
    return table


def _share(value: float | None) -> str:
    """Rounded down: 1.000 means all."""
    return "—" if value is None else f"{int(value * 1000) / 1000:.3f}"


def _score_memory(answer_key: Path, periods: list[Period]) -> bool:
    """Prints a line per status and kind of change; True when all are as the key says and the numbers add up."""
    months = [published_month(period) for period in periods]
    is_verified = _is_verified(answer_key, periods)
    keys = [memory.read_month_key(answer_key, period, is_verified=is_verified) for period in periods]
    table = Table(title="来龙去脉与答案对照" + ("" if is_verified else "（没有给出核实结论）"))
    for title in ("对象", "状态", "应有", "一致", "不一致"):
        table.add_column(title, justify="left" if title in ("对象", "状态") else "right")
    is_exact = True
    for name, lines in (
        ("问题", memory.score_findings(keys, months)),
        ("户", memory.score_households(keys, months)),
        ("变动", memory.score_changes(keys, months)),
    ):
        for line in lines:
            is_right = line.expected == line.right and not line.wrong
            is_exact &= is_right
            counts = (line.expected, line.right, line.wrong)
            table.add_row(name, line.status, *map(str, counts), style=None if is_right else "red")
    console.print(table)
    broken = memory.broken_sums(keys, months)
    for place in broken:
        console.print(f"[red]{periods[place]}：上月户数＋进入－退出≠本月户数")
    return is_exact and not broken


def _is_verified(answer_key: Path, periods: Sequence[Period]) -> bool:
    """Whether the verdicts of the key were given: then some finding of a later month knows one."""
    rows = commands.query_rows("select distinct period from mart.findings where verdict is not null")
    later = {str(period) for period in periods} & {row["period"] for row in rows}
    return bool(later) and any(memory.read_verdicts(answer_key, p) for p in _from_first(answer_key, periods))


def _from_first(answer_key: Path, periods: Sequence[Period]) -> list[Period]:
    return [Period.parse(path.name) for path in sorted(answer_key.iterdir()) if path.name <= str(periods[-1])]
