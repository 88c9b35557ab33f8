"""Commands about held deliveries: what waits, a person's decision, and the limits that would fit a dataset."""

from __future__ import annotations

from typing import Annotated

import typer
import yaml
from rich.console import Console

from monitoring import decisions, holds, ledger, published
from monitoring.bands.advice import advice
from monitoring.bands.history import history
from monitoring.bands.limits import limits_of
from monitoring.commands.tables import table_of
from monitoring.contracts import Contract, load_contracts
from monitoring.decisions import Verdict
from monitoring.errors import ConfigurationError
from monitoring.hold_figures import COLUMNS, cells
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.settings import load_settings

console = Console(soft_wrap=True)
_MONTHS = 24
_Dataset = Annotated[str, typer.Argument(help="数据集 · dataset, as civil_affairs.dibao")]
_Month = Annotated[str, typer.Option("--period", help="月份 · month, as 2026-10")]
_By = Annotated[str, typer.Option(help="决定人姓名 · name of the person who decides")]
_Why = Annotated[str, typer.Option("--reason", help="理由 · reason")]


def print_holds(period: _Month) -> None:
    """暂缓采用的报送 · Deliveries that wait for a person's decision, and months that should be run again."""
    layout, contracts = _place()
    when = Period.parse(period)
    table = table_of("数据集", "名称", "代码", "说明", "决定", title=f"{period} 暂缓采用的报送")
    for contract in contracts.values():
        entry = ledger.read(layout, contract, when)
        decision = decisions.decision_on(layout, entry) if entry.is_held else None
        said = "待决定" if decision is None else f"{decision.by}：同意采用"
        for remark in entry.remarks:
            if remark.weight == "held":
                table.add_row(contract.dataset, contract.title, remark.code, remark.message, said)
        if entry.code == holds.REJECTED:
            table.add_row(contract.dataset, contract.title, holds.REJECTED, entry.message, "不予采用")
    console.print(table if table.row_count else f"{period} 没有暂缓采用的报送")
    for month, changed in published.stale_months(layout).items():
        console.print(f"{month} 应重跑：{'、'.join(changed)} 在它发布之后有变")


def approve(dataset: _Dataset, period: _Month, by: _By, reason: _Why) -> None:
    """同意采用 · Let the month be published with a held delivery."""
    _decide(dataset, period, "approved", by, reason)


def reject(dataset: _Dataset, period: _Month, by: _By, reason: _Why) -> None:
    """不予采用 · Refuse a held delivery; the month counts it as not delivered."""
    _decide(dataset, period, "rejected", by, reason)


def _decide(dataset: str, period: str, verdict: Verdict, by: str, reason: str) -> None:
    layout, contracts = _place()
    when = Period.parse(period)
    codes = holds.decide(layout, _contract(contracts, dataset).at(when), when, verdict, by, reason)
    following = "await_decisions" if verdict == "approved" else "close_deliveries"
    word = "同意采用" if verdict == "approved" else "不予采用，本月按未报送处理"
    console.print(
        f"{dataset} {period}（{'、'.join(codes)}）{word}。请从 {following} 起重跑 {period}（正在等候决定的任务会自行继续）"
    )


def print_bands(dataset: _Dataset) -> None:
    """变动范围 · A dataset's history, and the limits for its contract that would fit."""
    layout, contracts = _place()
    contract = _contract(contracts, dataset)
    past = history(layout, contract, Period(9999, 1), _MONTHS)
    if not past:
        raise ConfigurationError(f"{dataset}：还没有可比的月份")
    table = table_of(*COLUMNS, title=f"{contract.title} {dataset}")
    for profile in reversed(past):
        table.add_row(*cells(profile))
    console.print(table)
    limits = limits_of(contract)
    console.print(f"现行范围：行数 -{limits.fall:.0%} / +{limits.rise:.0%}，参照前 {limits.months} 个月")
    console.print("建议（核对后写入数据约定）：")
    console.print(yaml.safe_dump({"bands": advice(contract, limits, past)}, allow_unicode=True, sort_keys=False))


def _contract(contracts: dict[str, Contract], dataset: str) -> Contract:
    if dataset not in contracts:
        raise ConfigurationError(f"no contract for dataset {dataset}")
    return contracts[dataset]


def _place() -> tuple[Layout, dict[str, Contract]]:
    settings = load_settings()
    return Layout(settings), load_contracts(settings.contracts)
