"""Pages about what the pipeline stands on: disk, warehouse, configuration, pages inside Airflow."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitoring.warehouse import server
from tests.lib.warehouse import layout_at
from tests.reliability.disk import ALONE_AS_ROOT, can_mount_as_root
from tests.runbooks.cases.deliveries import RECEIVE, STUDENTS
from tests.runbooks.county import FIRST, MONTH
from tests.runbooks.desk import Case, Desk
from tests.runbooks.pages import commands

_ROOM_MEGABYTES = 120
_FILLER = "srv/monitor/logs/worker.log"
RUN = f"monitor run --period {MONTH}"


def disk_full(desk: Desk) -> None:
    if not can_mount_as_root():
        return
    used = int(subprocess.run(["du", "-sm", desk.home], capture_output=True, text=True, check=True).stdout.split()[0])
    (desk.folder / "srv" / "monitor" / "logs").mkdir(parents=True)
    with _small_disk(desk.home, used + _ROOM_MEGABYTES) as inside:
        assert desk.shell("df --output=fstype data | tail -1", inside).text.strip() == "tmpfs"
        assert desk.shell("mount --bind data/.logs srv/monitor/logs", inside).code == 0
        # Never asks for more than the small disk can hold, wherever it should be written.
        fill = f"dd if=/dev/zero of={_FILLER} bs=1M count={used + _ROOM_MEGABYTES}; touch -d '200 days ago' {_FILLER}"
        desk.reads(desk.shell(fill, inside).text, "No space left on device")
        seen = desk.shell(RECEIVE, inside)
        assert seen.code == 2, seen.text
        desk.reads(seen.text, "磁盘已满", "已发布的内容不受影响", "disk_full.md")
        assert "Traceback" not in seen.text
        desk.reads(desk.crosses(before=inside), "✗ 磁盘剩余 0.0 GB", "腾出空间", "disk_full.md")
        for line in commands(desk.page):
            if line.startswith(("df", "du", "find")):
                desk.type(line, before=inside)
        assert "磁盘剩余" not in desk.crosses(before=inside)
        desk.type(RUN, before=inside)
        desk.reads(desk.shell("monitor publications", inside).text, FIRST, MONTH)
        desk.shell("monitor stop", inside)


@contextmanager
def _small_disk(folder: Path, megabytes: int) -> Iterator[tuple[str, ...]]:
    """The folder on a disk of its own, which only what is typed behind the words it yields can see."""
    full = folder.with_name("moved")
    folder.rename(full)
    folder.mkdir()
    mount = f'mount -t tmpfs -o size={megabytes}m,mode=755 none "$1" && cp -a "$2/." "$1" && mkdir "$1/.logs" && echo && cat'
    holder = subprocess.Popen(
        [*ALONE_AS_ROOT, "sh", "-c", mount, "sh", str(folder), str(full)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == b"\n", "no small disk"
        yield ("nsenter", f"--mount=/proc/{holder.pid}/ns/mnt")
    finally:
        holder.stdin.close()
        holder.wait()
        shutil.rmtree(full)


def warehouse_down(desk: Desk) -> None:
    cluster = desk.engine().url
    before = desk.type("monitor publications")
    assert server.stop(layout_at(desk.home), force=True)
    desk.environment["MONITOR_WAREHOUSE_URL"] = cluster.render_as_string(hide_password=False)
    desk.reads(desk.crosses(), "✗ 仓库不能使用：数据库暂时不可用", "检查 MONITOR_WAREHOUSE_URL", "warehouse_down.md")
    desk.reads(desk.type("monitor publications", code=2), "数据库暂时不可用", "warehouse_down.md")
    assert desk.monitor("run", "--period", MONTH, "--only", STUDENTS, "--until", "ingest").code == 0
    desk.engine()
    assert desk.crosses() == ""
    assert desk.type("monitor publications") == before
    desk.type(RUN)
    desk.leave()


def configuration(desk: Desk) -> None:
    from monitoring.settings import PROJECT

    shutil.rmtree(desk.folder / "include")
    shutil.copytree(PROJECT / "include", desk.folder / "include", ignore=shutil.ignore_patterns("monitoring"))
    include = desk.folder / "include"
    contract, parameters = include / "contracts" / "water" / "drinking_water.yml", include / "parameters" / "new.yml"
    good = contract.read_text(encoding="utf-8")
    contract.write_text(good.replace("title:", "titel:", 1), encoding="utf-8")
    desk.reads(
        desk.crosses(), "✗ 契约不能使用：water/drinking_water.yml: title", "titel", "改正该文件", "configuration.md"
    )
    desk.reads(desk.type(f"monitor deliveries --period {MONTH}", code=2), "drinking_water.yml", "configuration.md")
    contract.write_text(good, encoding="utf-8")
    parameters.write_text("x: {title: t, unit: 元, source: s, values: []}\n", encoding="utf-8")
    desk.reads(desk.crosses(), "✗ 参数不能使用：new.yml: x", "configuration.md")
    parameters.unlink()
    late = next(p for p in sorted((include / "parameters").glob("*.yml")) if "comparison_day:" in p.read_text("utf-8"))
    known = late.read_text(encoding="utf-8")
    late.write_text(_only_from_2099(known), encoding="utf-8")
    desk.reads(desk.monitor("run", "--period", MONTH).text, "has no value in force on", "configuration.md")
    late.write_text(known, encoding="utf-8")
    _broken_machine(desk)
    assert desk.crosses() == ""
    desk.reads(desk.type("monitor docs --check", code=None), "")
    shutil.rmtree(include)
    shutil.copytree(desk.folder / "kept", include, symlinks=True)
    desk.type(RUN)
    desk.type(f"monitor deliveries --period {MONTH}")


def _only_from_2099(text: str) -> str:
    import re

    return re.sub(r'(since:\s*"?)\d{4}', r"\g<1>2099", text)


def _broken_machine(desk: Desk) -> None:
    """The other crosses of `monitor doctor` that name this page."""
    entry = next((desk.home / "ledger").rglob("*.json"))
    kept = entry.stat()
    os.utime(entry, (time.time() + 9_999,) * 2)
    desk.reads(desk.crosses(), "系统时间早于已写入的台账", "校准时钟", "configuration.md")
    os.utime(entry, (kept.st_atime, kept.st_mtime))
    desk.environment["MONITOR_HOME"] = str(desk.folder / "nowhere")
    desk.reads(desk.crosses(), "数据目录", "不存在", "改正 MONITOR_HOME", "configuration.md")
    del desk.environment["MONITOR_HOME"]
    inbox = desk.home / "inbox"
    inbox.rename(desk.folder / "away")
    desk.reads(desk.crosses(), "投递目录", "检查挂载和权限", "delivery_missing.md")
    (desk.folder / "away").rename(inbox)


def console(desk: Desk) -> None:
    roles = desk.folder / "console_roles.yml"
    desk.environment["MONITOR_CONSOLE_ROLES"] = str(roles)
    roles.write_text("roles: {Viewer: [counts]}\n", encoding="utf-8")
    desk.reads(desk.call(_visit, "li", "Nobody").text, "403", "您不能查看这一页", "console_roles.yml")
    roles.write_text("roles: {Viewer: [counts]}\nusers: {li: [counts]}\n", encoding="utf-8")
    assert desk.crosses() == ""
    desk.type("monitor migrate")
    desk.reads(desk.call(_visit, "li", "Nobody").text, "200", MONTH)
    desk.environment["MONITOR_WAREHOUSE_URL"] = "postgresql://monitor@127.0.0.1:9/monitor"
    desk.reads(desk.call(_visit, "li", "Nobody").text, "503", "现在读不到仓库", "没有应答")


def _visit(name: str, role: str) -> None:
    from fastapi import Request
    from fastapi.testclient import TestClient

    from monitoring.console.app import Known, build
    from monitoring.settings import load_settings

    async def known(request: Request) -> Known:
        return Known(name, (role,))

    app = build(load_settings(), known, lambda address: address)
    answer = TestClient(app).get("/", headers={"accept": "text/html"})
    print(answer.status_code, answer.text)  # noqa: T201


CASES = {
    "configuration": Case("open", configuration),
    "console": Case("closed", console),
    "disk_full": Case("open", disk_full),
    "warehouse_down": Case("open", warehouse_down),
}
