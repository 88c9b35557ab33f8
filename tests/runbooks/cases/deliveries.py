"""Pages about one delivery that is not as promised."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl

from monitoring.settings import PROJECT
from tests.badinputs.bench import number_of
from tests.runbooks.county import FIRST, MONTH
from tests.runbooks.desk import Case, Desk

STUDENTS, FILE = "education.students", f"学籍_{MONTH}.csv"
WATER, WATER_FILE = "water.drinking_water", f"农户饮水安全_{MONTH}.xlsx"
DELIVERIES = f"monitor deliveries --period {MONTH}"
RECEIVE = f"monitor run --period {MONTH} --only {STUDENTS} --until ingest"


def delivered(desk: Desk) -> Path:
    return desk.inbox("education") / FILE


def is_usable(desk: Desk, command: str = DELIVERIES, dataset: str = STUDENTS) -> None:
    """The state of the delivery, and that nothing is left to do about it."""
    said = desk.type(command)
    assert "可用" in desk.of(dataset, said), said
    assert f"{dataset}：" not in said, said


def spoil(path: Path, old: str, new: str) -> bytes:
    """Replaces a text once; returns the bytes before."""
    good = path.read_bytes()
    text = good.decode("utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8-sig")
    return good


def missing(desk: Desk) -> None:
    file, away = delivered(desk), desk.folder / FILE
    shutil.move(file, away)
    desk.receives(STUDENTS)
    said = desk.type(DELIVERIES)
    desk.reads(said, "教育局《学籍》education.students：未报送", "16 日", "基础教育股", "delivery_missing.md")
    query = (
        'monitor query "select dataset, title, status, carried_from from mart.deliveries'
        f" where period = '{MONTH}' and status in ('missing', 'carried')\""
    )
    desk.reads(desk.type(query), "没有数据")
    shutil.move(away, file)
    desk.reads(desk.type(DELIVERIES), "收件夹里有新文件")
    desk.type(RECEIVE)
    is_usable(desk)


def refused(desk: Desk) -> None:
    good = spoil(delivered(desk), "学籍号", "编号")
    desk.receives(STUDENTS, "【S005】", f"教育局/{FILE}", "学籍号", "请", "delivery_refused.md")
    command = next(line for line in _fenced(desk) if "deliveries" in line)
    said = desk.type(command)
    desk.reads(said, "education.students：已拒收，【S005】", "缺少列：学籍号", "delivery_refused.md")
    corrected = desk.folder / FILE
    corrected.write_bytes(good)
    for line in _fenced(desk):
        if line not in desk.typed:
            desk.type(line, code=None, file=str(corrected))
    assert "可以" in desk.monitor("check", str(corrected)).text
    shutil.move(corrected, delivered(desk))
    desk.receives(STUDENTS)
    is_usable(desk, command)


def stopped(desk: Desk) -> None:
    lines = delivered(desk).read_text(encoding="utf-8-sig").splitlines()
    good = delivered(desk).read_bytes()
    emptied = [lines[0], *(_without(line, 2) for line in lines[1:])]
    delivered(desk).write_text("\n".join(emptied) + "\n", encoding="utf-8-sig")
    desk.receives(STUDENTS, "EXPECT_PERSON_EMPTY", "教育局", "delivery_stopped.md")
    said = desk.type(DELIVERIES)
    desk.reads(said, "education.students：已停用", "无法判断谁在校", "delivery_stopped.md")
    record = f"cat data/validation/{STUDENTS}/period={MONTH}.json"
    failed = [check for check in json.loads(desk.type(record))["checks"] if not check["success"]]
    assert any(check["severity"] == "critical" for check in failed), failed
    query = (
        'monitor query "select expectation, column_name, severity, element_count, unexpected_count, title'
        f" from mart.delivery_checks where period = '{MONTH}' and dataset = '{STUDENTS}' and not success\""
    )
    desk.type(query)
    delivered(desk).write_bytes(good)
    desk.type(RECEIVE)
    is_usable(desk)


def quarantined(desk: Desk) -> None:
    said = desk.type(DELIVERIES)
    desk.reads(said, "行隔离", "rows_quarantined.md")
    counts, rows = (line for line in _fenced(desk) if "query" in line)
    desk.reads(desk.type(counts), STUDENTS, "ID_")
    listed = desk.type(rows).splitlines()
    assert len(listed) > 1, listed
    sheet = f"改正清单/改正清单_教育局_{MONTH}.xlsx"
    assert (desk.home / "reports" / MONTH / sheet).is_file()
    proposed = desk.type(f"monitor proposals --period {MONTH}")
    desk.reads(proposed, "可建议修复")
    number = next(word for word in proposed.split() if word.startswith(("education.students:", "rural_")))
    dataset = number.partition(":")[0]
    before = _quarantined_rows(desk, dataset)
    confirm = next(line for line in _fenced(desk) if "confirm-proposal" in line)
    desk.reads(desk.type(confirm, id=number), "已确认 1 行，重新接收 1 份数据")
    assert _quarantined_rows(desk, dataset) < before
    alias = next(line for line in _fenced(desk) if "alias add" in line)
    desk.reads(desk.type(alias, answer=f"{number_of(1)}\n{number_of(2)}\n"), "已登记")


def wrong_month(desk: Desk) -> None:
    good = delivered(desk).read_bytes()
    shutil.copyfile(desk.inbox("education", FIRST) / f"学籍_{FIRST}.csv", delivered(desk))
    desk.receives(STUDENTS, "【REPLAY】", f"与 {FIRST} 报送的文件一字不差", "wrong_month.md")
    desk.reads(desk.type(DELIVERIES), "education.students：已拒收，【REPLAY】", "wrong_month.md")
    elsewhere = desk.inbox("water") / FILE
    delivered(desk).unlink()
    elsewhere.write_bytes(good)
    desk.receives(STUDENTS, "【F017】", "wrong_month.md")
    shutil.move(elsewhere, delivered(desk))
    desk.type(RECEIVE)
    is_usable(desk)


def unavailable(desk: Desk) -> None:
    contract = desk.folder / "include" / "contracts" / "water" / "drinking_water.yml"
    shipped = contract.readlink()
    source = "source: {kind: http, connection: water_http, path: 'out/{period}.xlsx'}, due_day"
    contract.unlink()
    contract.write_text(shipped.read_text(encoding="utf-8").replace("due_day", source, 1), encoding="utf-8")
    desk.receives(WATER, "没有连接 water_http", "source_unavailable.md", code=2)
    address = {"conn_type": "http", "host": "127.0.0.1", "port": 9, "schema": "http"}
    desk.environment["AIRFLOW_CONN_WATER_HTTP"] = json.dumps({**address, "extra": {"allow_plain_http": True}})
    seen = desk.monitor("run", "--period", MONTH, "--only", WATER, "--only", STUDENTS)
    assert seen.code == 2
    desk.reads(seen.text, "连接 water_http：", "没有应答", WATER, "没有继续", "source_unavailable.md")
    said = desk.type(DELIVERIES)
    assert "可用" in desk.of(STUDENTS, said), "one source that is silent keeps nobody else's file out"
    contract.unlink()
    contract.symlink_to(shipped)
    desk.type(f"monitor run --period {MONTH} --only {WATER} --until ingest")
    is_usable(desk, dataset=WATER)


def killed(desk: Desk) -> None:
    command = [sys.executable, "-m", "monitoring", "run", "--period", MONTH, "--only", STUDENTS, "--until", "ingest"]
    entry = desk.home / "ledger" / STUDENTS / f"period={MONTH}.json"
    worker = subprocess.Popen(command, cwd=PROJECT, env=desk.given(), start_new_session=True, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not entry.exists() and time.monotonic() < deadline:
        time.sleep(0.001)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    said = desk.type(DELIVERIES)
    desk.reads(said, "education.students：接收未完成", "worker_killed.md")
    desk.reads(desk.type("monitor publications"), FIRST)
    desk.receives(STUDENTS)
    is_usable(desk)


def late(desk: Desk) -> None:
    away = desk.folder / FILE
    shutil.move(delivered(desk), away)
    desk.receives(STUDENTS)
    desk.reads(desk.type(DELIVERIES), "未报送", f"{MONTH} 尚未发布")
    desk.reads(desk.type(f"monitor holds --period {MONTH}"), "没有暂缓采用的报送")
    alert = desk.call(_alert, MONTH)
    desk.reads(alert.text, f"{MONTH} 到期尚未发布", "教育局《学籍》education.students：未报送", "month_late.md")
    shutil.move(away, delivered(desk))
    desk.reads(desk.type(DELIVERIES), "收件夹里有新文件")
    assert desk.monitor("run", "--period", MONTH).code == 0
    desk.reads(desk.monitor("publications").text, MONTH, "●")
    is_usable(desk)


def redelivered(desk: Desk) -> None:
    corrected = desk.folder / WATER_FILE
    shutil.copy(desk.inbox("water") / WATER_FILE, corrected)
    book = openpyxl.load_workbook(corrected)
    book.worksheets[0].delete_rows(book.worksheets[0].max_row)
    book.save(corrected)
    for listed in desk.inbox("water").glob("清单_*"):
        listed.unlink()
    desk.reads(desk.type(f"monitor check {WATER_FILE}"), "可以报送")
    redeliver = f"monitor redeliver {WATER} --period {MONTH}"
    desk.reads(desk.type(redeliver, answer="n\n", code=1), "收件夹里没有新的文件", "risk.unsafe_water")
    shutil.move(corrected, desk.inbox("water") / WATER_FILE)
    desk.reads(desk.type(DELIVERIES), "收件夹里有新文件", "redelivery.md")
    before = desk.monitor("query", _DIGEST.format(FIRST)).text
    said = desk.type(redeliver, answer="y\n")
    desk.reads(said, "收件夹里有新的文件", "有变化的规则")
    assert desk.monitor("query", _DIGEST.format(FIRST)).text == before, "no other month changes"
    desk.reads(desk.monitor("publications").text, "superseded")
    is_usable(desk, dataset=WATER)


_DIGEST = "select dataset, delivery from mart.deliveries where period = '{}' order by 1"


def _fenced(desk: Desk) -> list[str]:
    from tests.runbooks.pages import commands

    return commands(desk.page)


def _without(line: str, place: int) -> str:
    cells = line.split(",")
    cells[place] = '""'
    return ",".join(cells)


def _quarantined_rows(desk: Desk, dataset: str) -> int:
    entry = json.loads((desk.home / "ledger" / dataset / f"period={MONTH}.json").read_text(encoding="utf-8"))
    return int(entry["rows_quarantined"])


def _alert(month: str) -> None:
    from monitoring import steps

    print(steps.unpublished(month)["text"])  # noqa: T201 - what a person is told


CASES = {
    "delivery_missing": Case("open", missing),
    "delivery_refused": Case("open", refused),
    "delivery_stopped": Case("open", stopped),
    "month_late": Case("open", late),
    "redelivery": Case("closed", redelivered),
    "rows_quarantined": Case("closed", quarantined),
    "source_unavailable": Case("open", unavailable),
    "worker_killed": Case("open", killed),
    "wrong_month": Case("open", wrong_month),
}
