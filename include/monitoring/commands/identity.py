"""Commands about people's numbers: aliases, and repairs that wait for the county's word. Numbers are shown masked."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from monitoring import steps
from monitoring.commands.tables import table_of
from monitoring.contracts import load_contracts
from monitoring.errors import ConfigurationError
from monitoring.identity import aliases
from monitoring.identity import proposals as repairs
from monitoring.identity.figures import figures
from monitoring.layout import Layout
from monitoring.parameters import load_parameters
from monitoring.period import Period
from monitoring.pseudonyms import mask_id
from monitoring.settings import load_settings

console = Console(soft_wrap=True)


def add_alias(old: str, new: str, since: str, source: str) -> None:
    """Keeps that one person's old number is the new one from a month on."""
    settings = load_settings()
    as_of = load_parameters(settings.parameters).as_of(Period.parse(since), settings.county)
    aliases.add_alias(Layout(settings), old, new, since, source, as_of)
    console.print("已登记；自该月起关联时生效，该月已发布的须重跑")


def list_aliases() -> None:
    """Every alias, masked."""
    table = table_of("旧号", "新号", "自", "依据")
    for alias in aliases.load_aliases(Layout(load_settings())):
        table.add_row(mask_id(alias.old), mask_id(alias.new), alias.since, alias.source)
    console.print(table)


def list_proposals(period: str) -> None:
    """The month's proposals, made anew: where the row is, what happened to it, why this person; the number masked."""
    settings = load_settings()
    layout, when = Layout(settings), Period.parse(period)
    counts = repairs.write(settings, layout, when)
    titles = {name: contract.title for name, contract in load_contracts(settings.contracts).items()}
    table = table_of("编号", "数据集", "行", "损坏", "依据", "候选")
    for one in repairs.load_proposals(layout, when):
        table.add_row(
            one.id, titles[one.dataset], one.row_no, one.damage, one.evidence, mask_id(one.person_id or None) or "—"
        )
    console.print(table)
    console.print(f"{period}：可建议修复 {counts['repair_proposals']} 行，须人工比对 {counts['match_by_hand']} 行")


def confirm_proposals(period: str, wanted: list[str], confirmed_by: str) -> None:
    """Keeps the proposals and takes their datasets in again."""
    layout = Layout(load_settings())
    try:
        datasets = repairs.confirm(layout, Period.parse(period), wanted, confirmed_by)
    except KeyError as error:
        raise ConfigurationError(f"{period}: no proposal is called {error.args[0]}") from None
    for dataset in datasets:
        steps.ingest(dataset, period)
    console.print(f"已确认 {len(wanted)} 行，重新接收 {len(datasets)} 份数据；重跑 {period} 后生效")


def print_figures(period: str, answer_key: Path) -> bool:
    """Prints what became of numbers that a simulated county damaged; True when nobody was wrongly joined or rejected."""
    settings = load_settings()
    found = figures(settings, Layout(settings), Period.parse(period), answer_key)
    table = table_of("损坏", "行", "错误关联", "错误拒收", "建议修复", "建议正确", "建议占比")
    for damage, one in found.items():
        rows = one.damaged if damage else one.good
        counts = (rows, one.wrongly_joined, one.wrongly_rejected, one.proposed, one.right)
        share = f"{100 * one.proposed / one.damaged:.0f} %" if one.damaged else ""
        table.add_row({"": "（完好）", "total": "合计"}.get(damage, damage), *map(str, counts), share)
    console.print(table)
    return not (found["total"].wrongly_joined or found["total"].wrongly_rejected)
