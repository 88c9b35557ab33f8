"""Commands about whole months: simulate, run, compare, query, publish."""

from __future__ import annotations

import csv
import os
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from monitoring import documents, published, published_data, steps
from monitoring.commands.punctuality import print_punctuality
from monitoring.commands.tables import table_of
from monitoring.contracts import load_contracts
from monitoring.drafting.undecided import undecided
from monitoring.errors import ConfigurationError, DeliveryRefused, MonitoringError
from monitoring.failures import describe
from monitoring.layout import Layout
from monitoring.period import Period, parse_range
from monitoring.settings import Settings, load_settings
from monitoring.sources.errors import NoConnection, SourceUnavailable

console = Console(soft_wrap=True)
Rows = list[dict[str, Any]]


def simulate(seed: int, residents: int, months: str, out: Path, damage: float = 0) -> None:
    """Writes a demo county; out becomes a data folder whose inbox is filled."""
    from monitoring.simulator.simulate import simulate as write_county

    started = time.perf_counter()
    with console.status("模拟演示县 …") as status:
        write_county(
            seed, residents, parse_range(months), out, lambda text: status.update(f"模拟演示县：{text}"), damage
        )
    seconds = time.perf_counter() - started
    console.print(f"演示县：{residents:,} 人，{months}，种子 {seed}，{seconds:.0f} 秒 → {out / 'inbox'}")


def run_month(period: str, inbox: Path | None, only: list[str], until: str) -> None:
    """Deliveries one by one, then the stages of the month up to `until`."""
    names = [step.__name__ for step in steps.MONTH]
    if until not in ("ingest", *names):
        raise ConfigurationError(f"--until must be one of ingest, {', '.join(names)}")
    if inbox is not None:
        os.environ["MONITOR_INBOX"] = str(inbox.resolve())
    Period.parse(period)
    datasets = [d for name in steps.department_names() for d in steps.datasets_of(name) if not only or d in only]
    unknown = sorted(set(only) - set(datasets))
    if unknown:
        raise ConfigurationError(f"no contract for {', '.join(unknown)}")
    unasked = []
    for dataset in track(datasets, f"{period} 接收 {len(datasets)} 份数据", console=console, transient=True):
        try:
            if steps.ingest(dataset, period)["status"] == "deferred":
                console.print(f"{dataset} 尚在上传，稍后再来", style="yellow")
        except DeliveryRefused as refusal:
            console.print(describe(refusal).message, style="yellow", markup=False)
        except (NoConnection, SourceUnavailable) as error:
            console.print(f"{dataset} {describe(error).message}", style="yellow", markup=False)
            unasked.append(dataset)
    if unasked:
        raise MonitoringError(
            f"{period} 有 {len(unasked)} 份数据未能向来源读取：{'、'.join(unasked)}。其余已接收，没有继续"
            "（处理见 docs/runbooks/source_unavailable.md）"
        )
    if until == "ingest":
        return
    for step in steps.MONTH[: names.index(until) + 1]:
        started = time.perf_counter()
        counts = step(period)
        console.print(f"{step.__name__}: {_counts(counts)} ({time.perf_counter() - started:.1f} s)")


def _counts(summary: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in summary.items() if name != "period")


def expected_deliveries(answer_key: Path, period: Period) -> dict[str, dict[str, int]]:
    """Rows the county delivered, damaged and repeated, by dataset."""
    with (answer_key / str(period) / "deliveries.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return {row["dataset"]: {name: int(row[name]) for name in row if name != "dataset"} for row in rows}


def mart(view: str, period: str) -> Rows:
    """All rows of one mart view of one published month."""
    from monitoring.warehouse import access

    settings, layout = _place()
    return access.mart_rows(published_data.warehouse(settings, layout), view, Period.parse(period))


def published_digest(period: str) -> str | None:
    """SHA-256 over what is published for the month."""
    from monitoring.warehouse import access

    settings, layout = _place()
    return access.published_digest(published_data.warehouse(settings, layout), Period.parse(period))


def query_rows(statement: str, parameters: dict[str, Any] | None = None) -> Rows:
    """Rows of a read-only statement."""
    from monitoring.warehouse import access

    settings, layout = _place()
    return access.query(published_data.warehouse(settings, layout), statement, parameters)


def print_summary(period: str) -> None:
    """The month in a terminal."""
    from monitoring.reports import fonts
    from monitoring.reports.summary import month_summary

    settings, layout = _place()
    when = Period.parse(period)
    data = published_data.month_data(settings, layout, when)
    console.print(month_summary(data, str(layout.reports(when)), fonts.obstacle()))


def print_publications() -> None:
    """How fresh and how correct the months were, then the publication ledger, the current version of each month marked."""
    from monitoring.warehouse.publish import publications, refusals

    settings, layout = _place()
    stale, engine = published.stale_months(layout), published_data.warehouse(settings, layout)
    print_punctuality(settings, engine)
    table = table_of("月份", "版本", "状态", "当前", "摘要", "应重跑：之后有变的月份")
    for row in publications(engine):
        current = "●" if row["is_current"] else ""
        changed = "、".join(stale.get(row["period"], [])) if row["is_current"] else ""
        table.add_row(row["period"], str(row["version"]), row["state"], current, str(row["digest"])[:12], changed)
    console.print(table)
    for refused in refusals(engine):
        said = f"- {refused['period']} 第 {refused['version']} 版未通过审核：{refused['reason']}"
        console.print(f"{said}（处理见 docs/runbooks/publication_refused.md）", markup=False)


def rollback(period: str, version: int) -> None:
    """Points a month back to a kept version and writes its reports again."""
    from monitoring.warehouse.publish import rollback as move_back

    settings, layout = _place()
    move_back(published_data.warehouse(settings, layout), Period.parse(period), version, "monitor rollback")
    steps.write_reports(period)
    console.print(f"{period} 现为第 {version} 版，报告已重写")


def sql_of(name: str) -> str:
    """The SQL of a dataset's standardisation, a model or a rule."""
    settings, _ = _place()
    contracts = load_contracts(settings.contracts)
    if name in contracts:
        from monitoring.parameters import load_parameters
        from monitoring.standardise import standardise_sql

        first = Period.parse(contracts[name].since)
        as_of = load_parameters(settings.parameters).as_of(first, settings.county)
        return standardise_sql(contracts[name].at(first), "<delivery>", as_of)
    for path in settings.sql.rglob("*.sql"):
        if name in (path.stem, f"{path.parent.name}.{path.stem}"):
            return path.read_text(encoding="utf-8")
    raise ConfigurationError(f"no dataset, model or rule is called {name}")


def write_docs(*, check: bool) -> bool:
    """Writes the generated pages; with check, only says which are out of date. True when all is current afterwards and,
    with check, nothing in a contract is left to decide."""
    settings = load_settings()
    stale = documents.stale(settings)
    for path, text in stale.items():
        console.print(f"{'out of date' if check else 'written'}: {path}")
        if not check:
            path.write_text(text, encoding="utf-8")
    open_questions = undecided(settings.contracts)
    for question in open_questions:
        console.print(f"undecided: {question}", soft_wrap=True, highlight=False, markup=False)
    return not (check and (stale or open_questions))


def stop_server() -> None:
    """Stops this data folder's private PostgreSQL, if one runs."""
    from monitoring.warehouse import server

    server.stop(_place()[1])


def _place() -> tuple[Settings, Layout]:
    settings = load_settings()
    return settings, Layout(settings)
