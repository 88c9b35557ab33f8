"""The command line: `monitor …`. 命令行入口。Exit code 0 only when a command did what it says."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from monitoring.closed import keep_closed
from monitoring.commands import access_log, households, landing_key, operate, purge, scoring, upkeep, verification
from monitoring.commands import bulletin as bulletins
from monitoring.commands import check as checks
from monitoring.commands import export as exports
from monitoring.commands import holds as held
from monitoring.commands import identity as people
from monitoring.commands import indicators as figures
from monitoring.commands import months as commands
from monitoring.commands import new as drafts
from monitoring.commands import query as asking
from monitoring.failures import describe

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="防止返贫动态监测 · Monthly monitoring of households about to fall back into poverty.",
)

Months = Annotated[str, typer.Option(help="月份区间 · months, as 2026-09..2026-10")]
Month = Annotated[str, typer.Option("--period", help="月份 · month, as 2026-10")]
Seed = Annotated[int, typer.Option(help="随机种子 · seed of the simulated county")]
By = Annotated[str, typer.Option(help="决定人姓名 · name of the person who decides")]
Why = Annotated[str, typer.Option("--reason", help="理由 · reason")]
Residents = Annotated[int, typer.Option(min=1000, help="人口 · number of residents")]


@app.command()
def simulate(
    months: Months,
    out: Annotated[Path, typer.Option(help="输出目录 · folder to write to")],
    seed: Seed = 1,
    residents: Residents = 20_000,
    damage: Annotated[float, typer.Option(min=0, max=50, help="损坏的证件号占比 % · per cent of damaged IDs")] = 0,
) -> None:
    """生成演示县的部门数据与答案 · Write a demo county's deliveries in delivered form, and the answer key."""
    commands.simulate(seed, residents, months, out, damage)


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


app.command()(scoring.score)


@app.command()
def summary(period: Month) -> None:
    """一个月的概况 · What was delivered and found in a published month, and where to look."""
    commands.print_summary(period)


@app.command()
def explain(
    who: Annotated[str, typer.Argument(help="户编号、人员假名或工作清单上的证件号 · household, pseudonym or work id")],
    period: Month,
    html: Annotated[Path | None, typer.Option(help="另存为网页 · also write an HTML page")] = None,
) -> None:
    """说明一户为什么在名单上或不在 · Why a household is on the list, why not, and what changed."""
    households.explain(who, period, html)


@app.command()
def verdict(
    finding: Annotated[str, typer.Argument(help="问题标识 · finding_id, as f_…")],
    period: Month,
    outcome: Annotated[str, typer.Option(help="核实结果 · outcome, as 数据错误 or data_error")],
    by: By,
    reason: Why,
    until: Annotated[str | None, typer.Option(help="认可例外的截止月份 · last month of an exception")] = None,
) -> None:
    """记录核实结论 · Record what was found on the spot; reruns never overwrite it."""
    households.verdict(finding, period, outcome, by, reason, until)


app.command("read-verdicts")(verification.read_verdicts)
app.command("bulletin")(bulletins.bulletin)


@app.command()
def sql(name: Annotated[str, typer.Argument(help="数据集、中间表或规则 · dataset, model or rule")]) -> None:
    """显示将要执行的 SQL · Print what would run."""
    typer.echo(commands.sql_of(name))


app.command("query")(asking.query)
app.command("export")(exports.export)


@app.command("export-indicators")
def export_indicators(
    period: Month,
    out: Annotated[Path, typer.Option(help="写到哪个 CSV 文件 · file to write to")],
    public: Annotated[
        bool, typer.Option("--public", help="公开版：少数隐去，其余取整 · few hidden, others rounded")
    ] = False,
) -> None:
    """导出一个月的统计指标 · Write a published month's indicators: exact, or as they may go outside."""
    figures.export_indicators(period, out, public=public)


@app.command()
def publications() -> None:
    """发布记录 · Every published version, the current one marked."""
    commands.print_publications()


app.command("deliveries")(operate.deliveries)
app.command("redeliver")(operate.redeliver)
app.command("holds")(held.print_holds)
app.command("approve")(held.approve)
app.command("reject")(held.reject)
app.command("bands")(held.print_bands)


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


aliases = typer.Typer(no_args_is_help=True, help="换号的人 · People whose number changed.")
app.add_typer(aliases, name="alias")


@aliases.command("add")
def alias_add(
    since: Annotated[str, typer.Option(help="自哪个月起 · first month, as 2026-10")],
    source: Annotated[str, typer.Option(help="依据 · why it is believed")],
) -> None:
    """登记换号（证件号在提示后输入，不留在命令历史里）· Keep an old and a new number; both are asked for."""
    people.add_alias(typer.prompt("旧号 old"), typer.prompt("新号 new"), since, source)


@aliases.command("list")
def alias_list() -> None:
    """已登记的换号 · Every alias, masked."""
    people.list_aliases()


@app.command()
def proposals(period: Month) -> None:
    """损坏证件号的修复建议 · Damaged numbers that could be repaired, with the evidence; nothing is joined by it."""
    people.list_proposals(period)


@app.command("confirm-proposal")
def confirm_proposal(
    ids: Annotated[list[str], typer.Argument(help="编号 · ids, as civil_affairs.dibao:12")], period: Month, by: By
) -> None:
    """确认修复建议 · Confirm proposals; from then on the delivered text stands for that person."""
    people.confirm_proposals(period, ids, by)


@app.command("identity-score")
def identity_score(
    period: Month, answer_key: Annotated[Path, typer.Option(help="答案目录 · answer key of `simulate --damage`")]
) -> None:
    """证件号处理与答案对照 · Wrongly joined, wrongly rejected, proposals; exit 1 unless the first two are 0."""
    if not people.print_figures(period, answer_key):
        raise typer.Exit(1)


@app.command()
def doctor() -> None:
    """检查本安装能否运行 · Examine configuration, folders, key, warehouse, libraries; exit 1 when something is broken."""
    if not upkeep.doctor():
        raise typer.Exit(1)


@app.command()
def migrate() -> None:
    """更新仓库的表结构 · Bring the warehouse to the tables and roles of this software."""
    upkeep.migrate()


app.command("lease")(upkeep.lease)


@app.command("break-lease")
def break_lease(period: Month, by: By, reason: Why) -> None:
    """结束占用某月的会话 · End the database sessions of a frozen run that hold a month; written to its history."""
    upkeep.break_lease(period, by, reason)


@app.command()
def backup(
    to: Annotated[Path, typer.Option(help="新的目录 · folder that does not exist yet")],
    with_keys: Annotated[bool, typer.Option("--with-keys", help="连同密钥 · the keys, too")] = False,
) -> None:
    """备份仓库和数据目录 · Back up the warehouse and what cannot be made again, with checksums."""
    upkeep.backup(to, with_keys)


@app.command()
def restore(source: Annotated[Path, typer.Option("--from", help="备份目录 · folder of a backup")]) -> None:
    """恢复到空的安装 · Restore a backup into an empty installation; fails unless what is published is the same."""
    upkeep.restore(source)


app.command()(landing_key.reseal)
app.command("purge")(purge.purge_expired)
app.command("access-log")(access_log.access_log)


@app.command()
def stop() -> None:
    """停止内置数据库 · Stop the private PostgreSQL of this data folder."""
    commands.stop_server()


def main() -> None:
    """Runs the command line; an error is told as its page has it, never in a library's words, which may quote a row."""
    keep_closed()
    try:
        app()
    except Exception as error:  # noqa: BLE001 - told by kind and place
        typer.secho(describe(error).message, fg="red", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
