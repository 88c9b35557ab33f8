"""Commands of a month's operator: what has come, and what a late or corrected delivery would change."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from monitoring import ledger, outstanding, published, steps
from monitoring.commands.tables import table_of
from monitoring.commands.to_do import has_new_file, to_do
from monitoring.contracts import departments, load_contracts
from monitoring.errors import ConfigurationError, DeliveryRefused
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.settings import load_settings

if TYPE_CHECKING:
    from monitoring.redelivery import Plan

console = Console(highlight=False, soft_wrap=True)
_Month = Annotated[str, typer.Option("--period", help="月份 · month, as 2026-10")]
_Dataset = Annotated[str, typer.Argument(help="数据集 · dataset, as civil_affairs.dibao")]
_Yes = Annotated[bool, typer.Option("--yes", help="不再询问 · do not ask")]
_STATES = {"delivered": "可用", **outstanding.STATES}


def deliveries(period: _Month) -> None:
    """一个月的报送情况 · What became of every delivery of a month, published or not, and what has come since."""
    settings = load_settings()
    layout, contracts, when = Layout(settings), load_contracts(settings.contracts), Period.parse(period)
    table = table_of("部门", "数据集", "应交", "状态", "行数", "隔离", "说明", title=f"{period} 报送情况")
    for members in departments(contracts).values():
        for contract in members:
            entry = ledger.read(layout, contract, when)
            held = "暂缓：" + "、".join(sorted({r.code for r in entry.remarks if r.weight == "held"}))
            said = [entry.code or "", held if entry.is_held else ""]
            said.append(f"后报的未采用：{entry.refused.code}" if entry.refused else "")
            said.append("收件夹里有新文件" if has_new_file(layout, contract, when) else "")
            table.add_row(
                contract.owner.department,
                f"{contract.title} {contract.dataset}",
                f"{contract.delivery.due_day} 日",
                _STATES[entry.status],
                f"{entry.rows_delivered:,}",
                f"{entry.rows_quarantined:,}",
                " ".join(filter(None, said)),
            )
    console.print(table)
    state = "尚未发布" if published.version(layout, when) is None else "已发布，版本见 monitor publications"
    console.print(f"{period} {state}")
    for line in to_do(layout, contracts, when):
        console.print(f"- {line}", markup=False)


def redeliver(dataset: _Dataset, period: _Month, yes: _Yes = False) -> None:
    """补报或更正 · Say what a new delivery of a month would change; then, if agreed, receive it and publish the month."""
    plan = steps.plan_redelivery(dataset, period)
    _print(plan)
    if not yes and not typer.confirm("继续吗"):
        raise typer.Exit(1)
    try:
        received = _run("ingest", lambda: steps.ingest(dataset, period))
    except DeliveryRefused:
        if steps.status(dataset, period) == "delivered":
            console.print("新的文件未采用，先前收到的报送继续采用；没有重算，已发布的月份不变")
        raise
    if received["status"] != "delivered":
        raise ConfigurationError(
            f"{dataset} {period}：{outstanding.STATES[received['status']]}，没有继续；到齐后再运行一次"
        )
    before = steps.published_digests(period)
    done = {step.__name__: _run(step.__name__, partial(step, period)) for step in steps.MONTH}
    _compare(plan, before, steps.content_digests(period), done["publish"]["stale"])


def _run(name: str, step: Callable[[], steps.Summary]) -> steps.Summary:
    started = time.perf_counter()
    counts = step()
    said = ", ".join(f"{key} {value}" for key, value in counts.items() if key != "period")
    console.print(f"{name}: {said} ({time.perf_counter() - started:.1f} s)", markup=False)
    return counts


def _print(plan: Plan) -> None:
    files = {True: "收件夹里有新的文件", False: "收件夹里没有新的文件", None: "须向来源读取"}
    console.print(f"{plan.title} {plan.dataset} {plan.period}")
    console.print(f"  现在：{_STATES[plan.status]}（{plan.delivery or '—'}）；{files[plan.is_new]}")
    if plan.refused:
        console.print(f"  上一次后报的文件未采用：{plan.refused}")
    if plan.status == "delivered":
        console.print("  新的文件如被拒收：现在的报送继续采用，已发布的月份不变")
    console.print(f"  角色表：{'、'.join(plan.roles) or '—'}；人员和户：{'会变' if plan.reaches_people else '不变'}")
    console.print(f"  读它的规则 {len(plan.rules)} 条：{'、'.join(plan.rules) or '—'}")
    other = "只会因人员和户的变化而变" if plan.reaches_people else "结果不变"
    console.print(f"  其余规则 {plan.other_rules} 条：{other}")
    console.print(f"  以它为证据的问题现有 {plan.findings:,} 条")
    console.print(f"  可能有变化的表 {len(plan.tables)} 张：{'、'.join(plan.tables)}")
    console.print(f"  以后已发布的月份：{'、'.join(plan.stale) or '无'}（不会改动，发布后标为应重跑）")
    console.print(f"  其中直接用到这份报送的：{'、'.join(plan.used_in) or '无'}")
    console.print(f"  步骤：接收 {plan.dataset}；{'、'.join(step.__name__ for step in steps.MONTH)}")


def _compare(plan: Plan, before: dict[str, str], after: dict[str, str], stale: list[str]) -> None:
    from monitoring.redelivery import changed

    names = changed(before, after)
    rules = [name.removeprefix("rule:") for name in names if name.startswith("rule:")]
    marts = [name.removeprefix("mart:") for name in names if name.startswith("mart:")]
    console.print(f"有变化的规则 {len(rules)} 条：{'、'.join(rules) or '—'}")
    others = sorted(set(rules) - set(plan.rules))
    if others:
        console.print(f"  其中因人员和户而变：{'、'.join(others)}")
    console.print(f"有变化的表 {len(marts)} 张：{'、'.join(marts) or '—'}")
    console.print(f"以后应重跑的月份（从早到晚）：{'、'.join(stale) or '无'}")
