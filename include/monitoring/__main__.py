"""The command line: `monitor …`. 命令行入口。Exit code 0 only when a command did what it says."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from monitoring.commands import check as checks
from monitoring.commands import months as commands
from monitoring.commands import new as drafts
from monitoring.errors import MonitoringError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="防止返贫动态监测 · Monthly monitoring of households about to fall back into poverty.",
)

Months = Annotated[str, typer.Option(help="月份区间 · months, as 2026-09..2026-10")]
Month = Annotated[str, typer.Option("--period", help="月份 · month, as 2026-10")]
Seed = Annotated[int, typer.Option(help="随机种子 · seed of the simulated county")]
Residents = Annotated[int, typer.Option(min=1000, help="人口 · number of residents")]


@app.command()
def simulate(
    months: Months,
    out: Annotated[Path, typer.Option(help="输出目录 · folder to write to")],
    seed: Seed = 1,
    residents: Residents = 20_000,
) -> None:
    """生成演示县的部门数据与答案 · Write a demo county's deliveries in delivered form, and the answer key."""
    commands.simulate(seed, residents, months, out)


@app.command()
def run(
    period: Month,
    inbox: Annotated[
        Path | None, typer.Option("--from", help="部门数据目录 · folder <period>/<department>/<file>")
    ] = None,
    only: Annotated[list[str] | None, typer.Option(help="只处理这些数据集 · only these datasets")] = None,
    until: Annotated[str, typer.Option(help="到哪一步为止 · last stage to run")] = "write_reports",
) -> None:
    """不经 Airflow 运行一个月 · Run the stages of one month without Airflow; the same code the Dags call."""
    commands.run_month(period, inbox, only or [], until)


@app.command()
def check(
    path: Annotated[Path, typer.Argument(metavar="文件", help="要检查的文件 · the file to check")],
    department: Annotated[str | None, typer.Option(help="部门名称或代码 · name or code of the department")] = None,
    dataset: Annotated[
        str | None, typer.Option(help="认不出时指明是哪份数据 · which dataset, if not recognised")
    ] = None,
    period: Annotated[str | None, typer.Option(help="文件名里没有月份时指明，如 2026-10 · month")] = None,
    out: Annotated[
        Path | None, typer.Option(help="结果存到哪里（默认在文件旁边）· where to write the workbook")
    ] = None,
) -> None:
    """报送前自查一个文件：能否采用，哪几行哪一列要改 · Check a file before sending it; exit 1 when something is to be corrected."""
    if not checks.check(path, department, dataset, period, out):
        raise typer.Exit(1)


@app.command()
def new(
    department: Annotated[str, typer.Argument(metavar="部门", help="部门代码，如 market_regulation · department")],
    dataset: Annotated[str, typer.Argument(metavar="数据集", help="数据集名称，如 street_vendors · dataset")],
    sample: Annotated[Path, typer.Argument(metavar="样本", help="样本文件 · sample file")],
    since: Annotated[str | None, typer.Option(help="从哪个月起报送，如 2026-11 · first month")] = None,
) -> None:
    """按样本文件起草一份新数据的契约和检查 · Draft contract and suite of a new dataset from a sample file."""
    drafts.new(department, dataset, sample, since)


@app.command()
def score(
    months: Months,
    seed: Seed = 1,
    residents: Residents = 20_000,
    answer_key: Annotated[
        Path | None, typer.Option(help="已有答案目录 · score what is published against this key, run nothing")
    ] = None,
) -> None:
    """与答案对照 · Simulate, run and compare with the answer key; exit 1 unless everything agrees, both ways."""
    if not commands.score_months(seed, residents, months, answer_key):
        raise typer.Exit(1)


@app.command()
def summary(period: Month) -> None:
    """一个月的概况 · What was delivered and found in a published month, and where to look."""
    commands.print_summary(period)


@app.command()
def sql(name: Annotated[str, typer.Argument(help="数据集、中间表或规则 · dataset, model or rule")]) -> None:
    """显示将要执行的 SQL · Print what would run."""
    typer.echo(commands.sql_of(name))


@app.command()
def query(
    statement: Annotated[str, typer.Argument(help="只读 SQL · read-only SQL on schema mart")],
    csv: Annotated[bool, typer.Option("--csv", help="输出 CSV · print CSV")] = False,
) -> None:
    """查询已发布的数据 · Ask the published tables, read only."""
    commands.query(statement, as_csv=csv)


@app.command()
def publications() -> None:
    """发布记录 · Every published version, the current one marked."""
    commands.print_publications()


@app.command()
def rollback(period: Annotated[str, typer.Argument()], version: Annotated[int, typer.Argument()]) -> None:
    """退回到某一版本 · Point a month back to a kept version and write its reports again."""
    commands.rollback(period, version)


@app.command()
def docs(
    check: Annotated[bool, typer.Option(help="只检查 · fail when a generated page is out of date")] = False,
) -> None:
    """生成文档 · Write the documentation that is generated from contracts, rules and tables."""
    if not commands.write_docs(check=check):
        raise typer.Exit(1)


@app.command()
def stop() -> None:
    """停止内置数据库 · Stop the private PostgreSQL of this data folder."""
    commands.stop_server()


def main() -> None:
    """Runs the command line; an error a person can mend is one line, not a traceback."""
    try:
        app()
    except MonitoringError as error:
        typer.secho(str(error), fg="red", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
