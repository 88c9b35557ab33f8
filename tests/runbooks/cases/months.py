"""Pages about a month: decided, refused, run again, held by another run, brought back."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import sys

import duckdb

from monitoring.__main__ import main
from monitoring.period import Period
from monitoring.warehouse import server, versions
from tests.runbooks.cases.deliveries import DELIVERIES
from tests.runbooks.county import FIRST, MONTH
from tests.runbooks.desk import Case, Desk
from tests.runbooks.not_here import elsewhere
from tests.runbooks.pages import commands

DIBAO = "civil_affairs.dibao"
RUN = f"monitor run --period {MONTH}"


def held(desk: Desk) -> None:
    for here in (desk, desk.another(desk.folder)):
        _shrink(here)
        assert here.monitor("run", "--period", MONTH, "--until", "ingest").code == 0
    seen = desk.monitor("run", "--period", MONTH)
    assert seen.code == 2
    desk.reads(seen.text, "待决定，未发布", DIBAO, "最低生活保障", "请", "held.md")
    listed, limits = commands("held")[:2]
    desk.reads(desk.type(listed), DIBAO, "待决定")
    desk.reads(desk.type(limits), "现行范围")
    desk.reads(desk.monitor(*DELIVERIES.split()[1:]).text, f"{DIBAO}：暂缓，待决定，【", "held.md")
    for line in commands("held"):
        if line not in desk.typed and " reject " not in line:
            desk.type(line)
    desk.monitor("approve", DIBAO, "--period", MONTH, "--by", "王主任", "--reason", "已核实")
    assert desk.monitor("run", "--period", MONTH).code == 0
    shown = [line.split("│") for line in desk.monitor("publications").text.splitlines()]
    shown = [cells for cells in shown if len(cells) > 1 and cells[1].strip() == MONTH]
    assert [[cell.strip() for cell in line[1:4]] for line in shown] == [[MONTH, "1", "published"]], (
        "what was held, no other"
    )
    _reject(here)


def _reject(desk: Desk) -> None:
    said = ("reject", DIBAO, "--period", MONTH, "--by", "王主任", "--reason", "漏报")
    lines = [line for line in commands("held") if " reject " in line]
    seen = desk.type(lines[0]) if lines else desk.monitor(*said).text
    desk.reads(seen, "不予采用", "close_deliveries")
    listed = desk.monitor(*DELIVERIES.split()[1:]).text
    desk.reads(listed, f"{DIBAO}：已拒收，【REJECTED】", "经县里核对不予采用", "held.md")
    assert desk.monitor("run", "--period", MONTH).code == 0, "the month is published without it"


def _shrink(desk: Desk) -> None:
    """Most of the rows are gone, evenly, as in a filtered export."""
    with sqlite3.connect(desk.inbox("civil_affairs") / f"民政业务库_{MONTH}.sqlite") as database:
        database.execute("delete from mz_dibao where rowid % 3 > 0")


def refused_by_the_audit(desk: Desk) -> None:
    [marts] = (desk.home / "marts" / "rule_runs").glob(f"period={MONTH}/*.parquet")
    good = marts.read_bytes()
    changed = marts.with_suffix(".new")
    wrong = f"select * replace (hits + 1 as hits) from read_parquet('{marts}', hive_partitioning = false)"
    duckdb.sql(f"copy ({wrong}) to '{changed}' (format parquet)")
    changed.replace(marts)
    seen = desk.steps("stage_publication", "audit_publication")
    assert seen.code
    desk.reads(seen.text, "未通过审核：", "命中数", "publication_refused.md")
    desk.reads(desk.type("monitor publications"), "refused", "第 2 版未通过审核", "publication_refused.md")
    assert marts.read_bytes() != good
    desk.type(RUN)
    said = desk.type("monitor publications")
    assert "未通过审核" not in said
    assert _current(said, MONTH) in ("1", "3"), said


def run_again(desk: Desk) -> None:
    desk.reads(desk.type("monitor publications"), MONTH)
    (desk.inbox("water") / f"农户饮水安全_{MONTH}.xlsx").unlink()
    desk.type(RUN)
    desk.type(f"monitor summary --period {MONTH}")
    assert _current(desk.type("monitor publications"), MONTH) == "2"
    desk.reads(desk.type(f"monitor rollback {MONTH} 1"), f"{MONTH} 现为第 1 版", "报告已重写")
    assert _current(desk.type("monitor publications"), MONTH) == "1"


def _current(said: str, month: str) -> str:
    [row] = [line for line in said.splitlines() if line.startswith(f"│ {month}") and "●" in line]
    return row.split("│")[2].strip()


def task_failed(desk: Desk) -> None:
    [staged] = (desk.home / "intermediate").glob(f"int_people/period={MONTH}/*.parquet")
    staged.write_bytes(b"not what was written")
    seen = desk.steps("assess_rules")
    assert seen.code
    desk.reads(seen.text, "rules (int_people): InvalidInputException", "task_failed.md")
    assert desk.crosses() == ""
    desk.type(DELIVERIES)
    desk.type(RUN)
    assert staged.read_bytes() != b"not what was written"
    assert "未报送" not in desk.type(DELIVERIES)


def lease_broken(desk: Desk) -> None:
    frozen = desk.engine().connect()
    versions.lock(frozen, Period.parse(MONTH))
    waiting = desk.call(_overtaken, MONTH)
    assert waiting.code
    desk.reads(waiting.text, "数据库暂时不可用（SQLSTATE 55P03）", "break_a_lease.md")
    desk.reads(desk.type("monitor publications"), MONTH)
    desk.reads(desk.type(f"monitor lease --period {MONTH}"), "占用", "idle in transaction")
    end = f"monitor break-lease --period {MONTH} --by 姓名 --reason 工作进程无响应"
    desk.reads(desk.type(end), "结束了 1 个占用该月的会话")
    desk.reads(desk.type(f"monitor lease --period {MONTH}"), "没有被占用")
    assert desk.monitor("rollback", MONTH, "1").code == 0
    history = "select reason from monitoring.publication_events where state = 'lease_broken'"
    desk.reads(desk.monitor("query", "--as", "auditor", history).text, "姓名：工作进程无响应")
    frozen.invalidate()
    frozen.close()
    desk.leave()


def _overtaken(month: str) -> None:
    """What a task says that waits for the lock; it is not waited for as long as in production."""
    server._SESSION["lock_timeout"] = "1s"
    sys.argv = ["monitor", "rollback", month, "1"]
    main()


def brought_back(desk: Desk) -> None:
    desk.folder.joinpath("srv", "backup").mkdir(parents=True)
    saved, restore = _of(desk, "monitor backup --to"), _of(desk, "monitor restore")
    desk.reads(desk.type(saved), "已备份到", "不含密钥")
    for line in commands(desk.page):
        if "sha256sum" in line:
            desk.type(line)
    keys = desk.folder / "sealed"
    shutil.copytree(desk.home / "keys", keys)
    desk.must("monitor", "stop")
    lost = desk.home.rename(desk.folder / "lost")
    (desk.home / "inbox").mkdir(parents=True)
    without = desk.monitor(*restore.replace("/srv/", f"{desk.folder}/srv/").split()[1:])
    desk.reads(without.text, "备份用的密钥不在应在的地方", "化名密钥 k_", "原件密钥 s_", "什么都还没有动")
    shutil.copytree(keys, desk.home / "keys", copy_function=shutil.copy2)
    desk.reads(desk.type(restore), "2 个月的发布内容与备份时一致", FIRST, MONTH)
    assert desk.crosses() == ""
    refusal = desk.monitor(*restore.replace("/srv/", f"{desk.folder}/srv/").split()[1:])
    assert refusal.code == 2
    desk.reads(refusal.text, "已有数据；请恢复到空的数据目录")
    shutil.rmtree(lost)
    _finish(desk)


def upgraded(desk: Desk) -> None:
    empty = desk.another(desk.folder)
    shutil.rmtree(empty.home / "postgres")
    empty.engine()
    empty.leave()
    crosses = empty.crosses()
    empty.reads(crosses, "仓库缺少迁移", "monitor migrate", "upgrade.md")
    for line in ("monitor doctor", "monitor publications"):
        desk.type(line)
    for line in commands(desk.page):
        if line.startswith("monitor migrate"):
            empty.type(line)
    assert empty.monitor("migrate").code == 0
    assert "仓库" not in empty.crosses()
    _unsealed(desk)
    desk.reads(desk.monitor("doctor").text, "尚未加密", "monitor reseal")
    _finish(desk)
    assert desk.monitor("reseal").code == 0
    assert desk.crosses() == ""
    empty.monitor("stop")


def _unsealed(desk: Desk) -> None:
    """A file as a version kept it that did not encrypt."""
    content = b"as it was delivered"
    name = hashlib.sha256(content).hexdigest()
    path = desk.home / "landing" / name[:2] / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


def _finish(desk: Desk) -> None:
    """Types what else stands on the page and can be typed here."""
    for line in commands(desk.page):
        if line not in desk.typed and not elsewhere(desk.page, line):
            desk.type(line)


def _of(desk: Desk, beginning: str) -> str:
    return next(line for line in commands(desk.page) if line.startswith(beginning))


CASES = {
    "backup_and_restore": Case("closed", brought_back),
    "break_a_lease": Case("closed", lease_broken),
    "held": Case("open", held),
    "publication_refused": Case("closed", refused_by_the_audit),
    "rerun_a_month": Case("closed", run_again),
    "task_failed": Case("closed", task_failed),
    "upgrade": Case("closed", upgraded),
}
