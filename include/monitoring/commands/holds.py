"""Commands about held deliveries: what waits, a person's decision, and the limits that would fit a dataset."""

from __future__ import annotations

import yaml
from rich.console import Console
from rich.table import Table

from monitoring import decisions, holds, ledger, published
from monitoring.bands.advice import advice
from monitoring.bands.history import history
from monitoring.bands.limits import limits_of
from monitoring.bands.profile import Profile
from monitoring.contracts import Contract, load_contracts
from monitoring.decisions import Verdict
from monitoring.errors import ConfigurationError
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.settings import load_settings

console = Console()
_MONTHS = 24


def print_holds(period: str) -> None:
    """Every held delivery of the month with its reasons and what was decided; and months that should be run again."""
    layout, contracts = _place()
    when = Period.parse(period)
    table = Table("数据集", "名称", "代码", "说明", "决定", title=f"{period} 暂缓采用的报送")
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


def decide(dataset: str, period: str, verdict: Verdict, by: str, reason: str) -> None:
    """Keeps a named person's decision and says what to run next."""
    layout, contracts = _place()
    when = Period.parse(period)
    codes = holds.decide(layout, _contract(contracts, dataset).at(when), when, verdict, by, reason)
    following = "await_decisions" if verdict == "approved" else "close_deliveries"
    word = "同意采用" if verdict == "approved" else "不予采用，本月按未报送处理"
    console.print(f"{dataset} {period}（{'、'.join(codes)}）{word}。请从 {following} 起重跑 {period}")


def print_bands(dataset: str) -> None:
    """What the dataset looked like in earlier months, the limits that hold, and lines for its contract that would fit."""
    layout, contracts = _place()
    contract = _contract(contracts, dataset)
    past = history(layout, contract, Period(9999, 1), _MONTHS)
    if not past:
        raise ConfigurationError(f"{dataset}：还没有可比的月份")
    table = Table("月份", "行数", "当月发生", "户籍匹配", "同上月的行", "乡镇", title=f"{contract.title} {dataset}")
    for profile in reversed(past):
        table.add_row(*_cells(profile))
    console.print(table)
    limits = limits_of(contract)
    console.print(f"现行范围：行数 -{limits.fall:.0%} / +{limits.rise:.0%}，参照前 {limits.months} 个月")
    console.print("建议（核对后写入数据约定）：")
    console.print(yaml.safe_dump({"bands": advice(contract, limits, past)}, allow_unicode=True, sort_keys=False))


def _cells(profile: Profile) -> list[str]:
    within = f"{profile.within / profile.dated:.0%}" if profile.dated else "—"
    rate = "—" if profile.match_rate is None else f"{profile.match_rate:.1%}"
    same = "—" if profile.same_rows is None or not profile.rows else f"{profile.same_rows / profile.rows:.1%}"
    return [profile.period, f"{profile.rows:,}", within, rate, same, str(len(profile.townships) or "—")]


def _contract(contracts: dict[str, Contract], dataset: str) -> Contract:
    if dataset not in contracts:
        raise ConfigurationError(f"no contract for dataset {dataset}")
    return contracts[dataset]


def _place() -> tuple[Layout, dict[str, Contract]]:
    settings = load_settings()
    return Layout(settings), load_contracts(settings.contracts)
