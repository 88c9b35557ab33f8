"""Whether the record of who looked at whom is whole: its chain of hashes, and the ends of it that were written down.

The database refuses changes; who owns it could switch that off. Then the hashes no longer fit, or, if they were reckoned
anew, the ends that stand outside the database no longer do.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, text

from monitoring.identity.restricted import read_rows
from monitoring.warehouse.access import reader
from monitoring.warehouse.errors import guarded

_HEADER = ("day", "entry_no", "hash")
_ENTRIES = """
select entry_no, previous_hash, hash, jsonb_build_array(
    entry_no, previous_hash, ticket, login, what, period, townships, purpose, extract(epoch from requested_at),
    transaction_no::text, actor, subject
)::text as said
from monitoring.access_log order by entry_no
"""
_HEAD = "select entry_no, hash, forgotten_no, forgotten_hash from monitoring.access_log_head"


@dataclass(frozen=True)
class Chain:
    """What the database holds: hash by number of the entry, the last number and its hash, and what is wrong with it."""

    hashes: dict[int, str]
    last_no: int
    last_hash: str
    faults: list[str]


@guarded
def chain(engine: Engine) -> Chain:
    """Every entry's hash reckoned anew, in one state of the database. Faults name numbers of entries, nothing of them."""
    with reader(engine) as connection:
        head = connection.execute(text(_HEAD)).one_or_none()
        entries = connection.execute(text(_ENTRIES)).all()
    if head is None:
        faults = ["没有末端记录，却有查看记录"] if entries else []
        return Chain({}, 0, "", faults)
    number, before, faults = head.forgotten_no, head.forgotten_hash, []
    for entry in entries:
        if entry.entry_no != number + 1:
            faults.append(f"第 {number + 1} 条至第 {entry.entry_no - 1} 条不见了")
        elif entry.previous_hash != before:
            faults.append(f"第 {entry.entry_no} 条与上一条接不上")
        if hashlib.sha256(entry.said.encode()).hexdigest() != entry.hash:
            faults.append(f"第 {entry.entry_no} 条被改动过")
        number, before = entry.entry_no, entry.hash
    if (number, before) != (head.entry_no, head.hash):
        faults.append(f"末尾应为第 {head.entry_no} 条，实为第 {number} 条")
    return Chain({entry.entry_no: entry.hash for entry in entries}, head.entry_no, head.hash, faults)


def against_anchors(found: Chain, anchors: Path) -> list[str]:
    """Ends written down before that the chain no longer has; what was forgotten by its age cannot be compared."""
    first = min(found.hashes, default=found.last_no + 1)
    faults = []
    for line in read_rows(anchors):
        number, written = int(line["entry_no"]), line["hash"]
        if number > found.last_no:
            faults.append(f"{line['day']} 记下的末尾是第 {number} 条，现在只到第 {found.last_no} 条")
        elif number >= first and found.hashes.get(number) != written:
            faults.append(f"第 {number} 条与 {line['day']} 记下的不同")
    return faults


def anchor(found: Chain, anchors: Path, day: dt.date) -> None:
    """Adds the end of the chain to the file, which only its owner reads; nothing when it stands there already."""
    last = read_rows(anchors)[-1:]
    if not found.last_no or (last and last[0]["hash"] == found.last_hash):
        return
    anchors.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(anchors, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8", newline="") as written:
        writer = csv.writer(written, lineterminator="\n")
        if not last:
            writer.writerow(_HEADER)
        writer.writerow((day, found.last_no, found.last_hash))
