"""Deliveries that departments put into the inbox as files: <inbox>/<period>/<department>/<name>."""

from __future__ import annotations

import stat
import unicodedata
from pathlib import Path

from monitoring.contracts import Contract
from monitoring.period import Period
from monitoring.refusals import refusal


def find(contract: Contract, period: Period, inbox: Path) -> Path | None:
    """The delivered file, or None when the department has not delivered.

    The name may differ from the contract's in Unicode form, full- or half-width characters and upper or lower case:
    different systems write the same name differently. Raises DeliveryRefused: F016 when several files bear the name,
    F025 when it is not a regular file (a link could lead anywhere).
    """
    expected = contract.delivery.file_name(period)
    folder = inbox / str(period) / contract.department
    if not folder.is_dir():
        return None
    found = sorted(path for path in folder.iterdir() if _plain(path.name) == _plain(expected))
    if not found:
        return None
    if len(found) > 1:
        reason = f"同一月份收到 {len(found)} 个同名文件"
        raise refusal(contract, expected, "F016", reason, "说明以哪个为准，只保留一个")
    if not stat.S_ISREG(found[0].lstat().st_mode):
        raise refusal(contract, expected, "F025", "不是普通文件（链接、管道或目录）", "直接放置文件本身")
    return found[0]


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
