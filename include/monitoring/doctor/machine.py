"""Whether folders, disk, clock, libraries and the reading process are as a month needs them."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from monitoring.doctor.lines import Line, broken, doubtful, fine
from monitoring.errors import ConfigurationError
from monitoring.layout import Layout
from monitoring.reports import fonts
from monitoring.settings import PROJECT, Settings

CLOCK_SECONDS = 5
LEFTOVER_SECONDS = 24 * 3600
LEAST_FREE = 100 << 20
_GIGABYTE = 1 << 30
_PRODUCTION = "apache-airflow-providers-celery"


def folders(settings: Settings, layout: Layout) -> Iterator[Line]:
    """The data folder can be written and is closed to others; the inbox and what lies in it can be read."""
    home = layout.home
    if not home.is_dir():
        yield broken(f"数据目录 {home} 不存在", "建立它，或改正 MONITOR_HOME", "configuration.md")
    elif not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        yield broken(f"数据目录 {home} 不能写入", "把它交给运行本程序的账户", "configuration.md")
    elif home.stat().st_mode & 0o007:
        yield doubtful(f"数据目录 {home} 对其他账户开放", f"chmod o-rwx {home}")
    else:
        yield fine(f"数据目录 {home}")
    if not _may_read(layout.inbox):
        yield broken(f"投递目录 {layout.inbox} 不存在或不能读取", "检查挂载和权限", "delivery_missing.md")
    elif closed := sum(not _may_read(path) for path in layout.inbox.rglob("*")):
        # Doubtful only: services start after this examination, and one closed file of one department must not stop them.
        said = f"投递目录 {layout.inbox} 中有 {closed} 个文件或文件夹不能读取，接收它们的任务会失败"
        yield doubtful(said, f"让账户 {os.geteuid()} 能读取（setfacl，见 docs/deployment.md）")
    else:
        yield fine(f"投递目录 {layout.inbox}")


def _may_read(path: Path) -> bool:
    return os.access(path, os.R_OK) and (not path.is_dir() or os.access(path, os.X_OK))


def disk(settings: Settings, layout: Layout) -> Iterator[Line]:
    """As much room as MONITOR_FREE_FACTOR times what was landed so far, and as much as an engine spills at least."""
    if not layout.home.is_dir():
        return
    landed = sum(path.stat().st_size for path in (layout.home / "landing").rglob("*") if path.is_file())
    free, wanted = shutil.disk_usage(layout.home).free, landed * settings.free_factor
    said = f"磁盘剩余 {free / _GIGABYTE:.1f} GB，已接收 {landed / _GIGABYTE:.1f} GB"
    if free < LEAST_FREE:
        yield broken(f"{said}，几乎已满", "腾出空间或扩大磁盘", "disk_full.md")
    elif free < wanted:
        yield broken(f"{said}，不足其 {settings.free_factor:g} 倍", "腾出空间或扩大磁盘", "disk_full.md")
    elif free < 2 * wanted:
        yield doubtful(said, "空间将不够，请提前扩大")
    else:
        yield fine(said)


def paper(settings: Settings, layout: Layout) -> Iterator[Line]:
    """Whether the bulletin can be set as PDF; the pages need nothing."""
    lacking = fonts.obstacle()
    yield (
        doubtful("没有中文字体，月报只有网页，没有 PDF", "apt-get install -y fonts-noto-cjk")
        if lacking
        else fine("中文字体，可生成 PDF")
    )


def clock(settings: Settings, layout: Layout) -> Iterator[Line]:
    """The clock agrees with the file system's, and is not before the newest thing it has written."""
    if not layout.home.is_dir() or not os.access(layout.home, os.W_OK):
        return
    with tempfile.NamedTemporaryFile(dir=layout.home, prefix=".doctor-") as probe:
        away = abs(Path(probe.name).stat().st_mtime - time.time())
    newest = max((path.stat().st_mtime for path in (layout.home / "ledger").rglob("*.json")), default=0.0)
    if away > CLOCK_SECONDS:
        yield broken(f"系统时间与文件系统时间相差 {away:.0f} 秒", "校准两边的时钟", "configuration.md")
    elif newest > time.time() + CLOCK_SECONDS:
        yield broken("系统时间早于已写入的台账", "校准时钟", "configuration.md")
    else:
        yield fine("时钟与文件系统一致")


def leftovers(settings: Settings, layout: Layout) -> Iterator[Line]:
    """What a killed process left behind more than a day ago."""
    if not layout.home.is_dir():
        return
    spilled = (layout.home / "tmp").glob("duckdb-*")
    old = [
        path
        for path in [*layout.home.rglob("*.tmp"), *spilled]
        if time.time() - path.stat().st_mtime > LEFTOVER_SECONDS
    ]
    if old:
        names = "、".join(sorted({str(path.parent.relative_to(layout.home)) for path in old})[:5])
        yield doubtful(f"有 {len(old)} 个一天以前的临时文件（{names}）", "没有任务在运行时可以删除")
    else:
        yield fine("没有遗留的临时文件")


def libraries(settings: Settings, layout: Layout) -> Iterator[Line]:
    """Python and every library are those of the lock."""
    if sys.version_info[:2] != (3, 11):
        yield broken(f"Python {sys.version.split()[0]}，应为 3.11", "用 Python 3.11 重新 make setup", "upgrade.md")
    lock = PROJECT / ("requirements-production.lock" if _installed(_PRODUCTION) else "requirements.lock")
    if not lock.exists():
        yield doubtful(f"没有 {lock.name}，不能核对各库的版本")
        return
    wrong = differing(lock.read_text(encoding="utf-8"))
    if wrong:
        shown = "、".join(wrong[:5]) + ("…" if len(wrong) > 5 else "")
        yield broken(f"{len(wrong)} 个库与 {lock.name} 不一致：{shown}", "make setup，或重建镜像", "upgrade.md")
    else:
        yield fine(f"Python {sys.version.split()[0]}，各库与 {lock.name} 一致")


def differing(lock: str) -> list[str]:
    """Libraries of a lock that are missing here or have another version."""
    locked = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock, re.MULTILINE)
    return [name for name, wanted in locked if _installed(name) != wanted]


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def reading(settings: Settings, layout: Layout) -> Iterator[Line]:
    """An empty file is refused by the limited process, as it must be: so the process can be started."""
    from monitoring.contracts import load_contracts
    from monitoring.readers.child import ReaderDefect, ReaderUnavailable, read_apart
    from monitoring.readers.delivered import Unreadable

    try:
        contract = next(iter(load_contracts(settings.contracts).values()))
    except (ConfigurationError, StopIteration):  # said by `configuration` already
        return
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty"
        empty.touch()
        said = ""
        try:
            read_apart(Path(folder) / "raw", empty, contract)
        except Unreadable as refusal:
            said = (
                refusal.reason if refusal.code == "F028" else ""
            )  # too much, of an empty file: the limits are too low
        except (ReaderUnavailable, ReaderDefect) as error:
            said = str(error)
    if said:
        yield broken(
            f"读取程序不能工作：{said}", "检查内存上限 MONITOR_READER_MEMORY_MB 和进程数限制", "configuration.md"
        )
    else:
        yield fine("读取程序能启动并受限运行")
