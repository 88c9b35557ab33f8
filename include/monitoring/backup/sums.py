"""Checksums of a folder, in the form the usual tool reads."""

from __future__ import annotations

import hashlib
from pathlib import Path

from monitoring.backup import SUMS
from monitoring.errors import MonitoringError


def write_sums(folder: Path) -> None:
    """A line for every file below the folder, sorted."""
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    lines = [f"{_digest(folder / name)}  {name}\n" for name in names]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def check_sums(folder: Path) -> None:
    """Raises MonitoringError unless every file is there, is as it was written, and no other is there."""
    path = folder / SUMS
    if not path.is_file():
        raise MonitoringError(f"{folder} 不是完整的备份：没有 {SUMS}")
    lines = path.read_text(encoding="utf-8").splitlines()
    said = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    found = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()} - {SUMS}
    wrong = found.symmetric_difference(said) | {
        name for name, digest in said.items() if name in found and _digest(folder / name) != digest
    }
    if wrong:
        raise MonitoringError(f"备份已损坏：{len(wrong)} 个文件缺失、多余或与校验和不符；请用另一份备份")


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
