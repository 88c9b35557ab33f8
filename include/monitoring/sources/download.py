"""Writes what a server sends into a file, and no more than a delivery may be."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from monitoring.contracts import Contract
from monitoring.period import Period
from monitoring.refusals import refusal

CHUNK_BYTES = 1 << 18


def save(chunks: Iterable[bytes], target: Path, contract: Contract, period: Period) -> int:
    """Writes the chunks and returns how many bytes they were. Raises DeliveryRefused F018 as soon as they are too many."""
    size = 0
    with target.open("wb") as written:
        for chunk in chunks:
            size += len(chunk)
            require_size(size, contract, period)
            written.write(chunk)
    return size


def require_size(size: int, contract: Contract, period: Period) -> None:
    """Raises DeliveryRefused F018 when a delivery is larger than any may be."""
    most = contract.delivery.limits.file_mb
    if size > most << 20:
        reason = f"超过 {most} MB 上限"
        raise refusal(contract, contract.delivery.file_name(period), "F018", reason, "分批上传，或与平台管理员联系")
