"""Deliveries that departments put into the inbox as files: <inbox>/<period>/<department>/<name>."""

from __future__ import annotations

import stat
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from monitoring.contracts import Contract
from monitoring.errors import DeliveryRefused
from monitoring.period import Period
from monitoring.refusals import refusal
from monitoring.sources import manifest, names


def find(contract: Contract, period: Period, inbox: Path) -> Path | None:
    """The delivered file, or None when the department has not delivered.

    The name may differ from the contract's in Unicode form, full- or half-width characters, upper or lower case, in
    its suffix (what a file is, its bytes say) and by what a browser adds to a copy. Raises DeliveryRefused: F016
    several files bear the name, F017 it lies under another department or names another month, F022 it comes in parts,
    F025 no regular file (a link could lead anywhere), F026 a name with hidden characters.
    """
    expected = contract.delivery.file_name(period)
    entries = _entries(inbox / str(period) / contract.department)
    found = [path for path in entries if names.is_delivery(path.name, expected)]
    parts = [part for path in entries if (part := names.part_of(path.name, expected)) is not None]
    if parts:
        raise _in_parts(contract, expected, parts)
    if not found:
        _look_elsewhere(contract, period, inbox, entries)
        return None
    if len(found) > 1:
        reason = f"同一月份收到 {len(found)} 个同名文件"
        raise refusal(contract, expected, "F016", reason, "说明以哪个为准，只保留一个")
    if names.is_hostile(found[0].name):
        raise refusal(contract, expected, "F026", "文件名含有不可见或控制字符", "按约定的文件名重新命名")
    if not stat.S_ISREG(found[0].lstat().st_mode):
        raise refusal(contract, expected, "F025", "不是普通文件（链接、管道或目录）", "直接放置文件本身")
    return found[0]


@dataclass(frozen=True)
class Leftovers:
    """Files of a month that are no delivery: what systems leave behind, and names nobody promised."""

    ignored_files: int = 0
    unclaimed_files: int = 0


def leftovers(contracts: Collection[Contract], period: Period, inbox: Path) -> Leftovers:
    """Counts them in the departments' folders of the month, so that nothing put there goes unnoticed."""
    ignored = unclaimed = 0
    for department in sorted({contract.department for contract in contracts}):
        expected = [c.delivery.file_name(period) for c in contracts if c.department == department]
        folder = inbox / str(period) / department
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            if names.is_litter(path.name):
                ignored += 1
            elif path.name != manifest.file_name(period):
                unclaimed += not any(_claims(path.name, name) for name in expected)
    return Leftovers(ignored, unclaimed)


def _claims(name: str, expected: str) -> bool:
    return names.is_delivery(name, expected) or names.part_of(name, expected) is not None


def _entries(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not names.is_litter(path.name))


def _look_elsewhere(contract: Contract, period: Period, inbox: Path, entries: list[Path]) -> None:
    expected = contract.delivery.file_name(period)
    if any(names.is_of_other_month(path.name, contract.delivery.pattern, expected) for path in entries):
        raise refusal(contract, expected, "F017", f"文件名中的月份与文件夹 {period} 不一致", "核对月份后放入对应文件夹")
    month = inbox / str(period)
    for folder in sorted(month.iterdir()) if month.is_dir() else []:
        if folder.name != contract.department and any(names.is_delivery(p.name, expected) for p in _entries(folder)):
            raise refusal(contract, expected, "F017", "文件放在了其他部门的文件夹", "移到本部门的文件夹")


def _in_parts(contract: Contract, expected: str, parts: list[tuple[int, int]]) -> DeliveryRefused:
    total = max(of for _, of in parts)
    missing = sorted(set(range(1, total + 1)) - {number for number, _ in parts})[:10]
    if missing:
        lacking = "、".join(f"{number}/{total}" for number in missing)
        return refusal(contract, expected, "F022", f"缺少分卷 {lacking}", "合并为一个文件后上传")
    return refusal(contract, expected, "F022", f"文件分为 {total} 卷", "合并为一个文件后上传")
