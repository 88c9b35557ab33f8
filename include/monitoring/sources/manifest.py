"""The list a department may put beside its files, 清单_<period>.csv: file name, rows, SHA-256, remark, day of delivery."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from monitoring.contracts import Contract
from monitoring.errors import DeliveryRefused
from monitoring.period import Period
from monitoring.refusals import refusal
from monitoring.sources import names

COLUMNS = ("文件名", "行数", "SHA-256", "说明")
SENT_ON = "报送日期"
ZERO = "零上报"
_MAX_BYTES = 1 << 20


@dataclass(frozen=True)
class Promise:
    """What the list says of one file; rows without title and header, 0 for 零上报; sent_on: the day of delivery (ISO);
    None where it says nothing."""

    rows: int | None = None
    sha256: str | None = None
    sent_on: str | None = None


def file_name(period: Period) -> str:
    """The name of the list."""
    return f"清单_{period}.csv"


def promise(contract: Contract, period: Period, inbox: Path, delivered: str) -> Promise:
    """What the department's list says of the file of that name; an empty promise without list or line.

    Raises DeliveryRefused F014 when the list cannot be read or names the file twice.
    """
    path = inbox / str(period) / contract.department / file_name(period)
    if not os.path.lexists(path):
        return Promise()
    lines = [line for line in _lines(path, contract) if names.plain(line["文件名"]) == names.plain(delivered)]
    if len(lines) > 1:
        raise _wrong(path.name, contract, "清单中同一文件出现多次")
    return _promise(lines[0], path.name, contract) if lines else Promise()


def _promise(line: dict[str, str], name: str, contract: Contract) -> Promise:
    rows, sha256 = line.get("行数", ""), line.get("SHA-256", "").lower()
    if not re.fullmatch(r"[0-9]{0,9}", rows) or not re.fullmatch(r"(?:[0-9a-f]{64})?", sha256):
        raise _wrong(name, contract, "清单中的行数或 SHA-256 写法有误")
    is_zero = ZERO in line.get("说明", "")
    if is_zero and rows not in ("", "0"):
        raise _wrong(name, contract, "清单中注明零上报，行数却不是 0")
    return Promise(0 if is_zero else int(rows) if rows else None, sha256 or None, _sent_on(line, name, contract))


def _sent_on(line: dict[str, str], name: str, contract: Contract) -> str | None:
    if not (text := line.get(SENT_ON, "")):
        return None
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise _wrong(name, contract, f"清单中的{SENT_ON}写法有误（应为 2026-09-18 的形式）") from None


def _lines(path: Path, contract: Contract) -> list[dict[str, str]]:
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode) or status.st_size > _MAX_BYTES:
        raise _wrong(path.name, contract, "清单不是普通文件，或过大")
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        rows = list(csv.reader(io.StringIO(text, newline="")))
        header = [name.strip() for name in rows[0]] if rows else []
        if COLUMNS[0] in header:
            return [
                {name: cell.strip() for name, cell in zip(header, row, strict=False)}
                for row in rows[1:]
                if any(cell.strip() for cell in row)
            ]
    raise _wrong(path.name, contract, "清单无法读取")


def _wrong(name: str, contract: Contract, reason: str) -> DeliveryRefused:
    return refusal(contract, name, "F014", reason, f"按“{'，'.join(COLUMNS)}”四列更正或删除清单")
