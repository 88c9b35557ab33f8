"""Taking deliveries in: which file is meant, what is kept of it, and that a re-run leaves nothing of earlier bytes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import unicodedata
from pathlib import Path

import pytest

from monitoring import beside, landing, ledger, sealing
from monitoring.errors import DeliveryRefused
from monitoring.layout import Layout
from monitoring.sources import files
from monitoring.sources.names import is_hostile
from tests.lib.deliveries import PERIOD, deliver, make_contract, make_layout

CONTRACT = make_contract()
DERIVED = ("raw", "standardised", "staging", "quarantine")


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return make_layout(tmp_path)


def land(layout: Layout) -> ledger.Entry:
    return landing.land(CONTRACT, PERIOD, layout)


def add_derived(layout: Layout) -> list[Path]:
    """What later stages leave behind for this dataset and month, and for the month before."""
    of_this = [layout.table(layer, CONTRACT.dataset, PERIOD) for layer in DERIVED]
    of_this.append(layout.validation(CONTRACT.dataset, PERIOD))
    before = [layout.table(layer, CONTRACT.dataset, PERIOD.shift(-1)) for layer in DERIVED]
    for path in of_this + before:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"old")
    return of_this


def finish(layout: Layout, entry: ledger.Entry) -> None:
    entry.status = "delivered"
    ledger.write(layout, entry)


def test_bytes_are_kept_as_delivered_under_their_hash_and_read_only(layout: Layout) -> None:
    deliver(layout, CONTRACT, b"a,b\n1,2\n")
    entry = land(layout)
    kept = layout.landing(hashlib.sha256(b"a,b\n1,2\n").hexdigest())
    with sealing.opened(layout, str(entry.sha256)) as delivered:
        assert delivered.read_bytes() == b"a,b\n1,2\n"
    assert b"a,b" not in kept.read_bytes()
    assert kept.stat().st_mode & 0o222 == 0
    assert (entry.status, entry.byte_count, entry.delivery) == ("landed", 8, kept.name[:12])
    assert ledger.read(layout, CONTRACT, PERIOD) == entry
    assert not list((layout.home / "landing").glob("*.tmp"))


@pytest.mark.parametrize(
    "name",
    [
        "(测试)发放_2026-10.csv",
        "（测试）发放_2026-10.CSV",
        unicodedata.normalize("NFD", "（测试）发放_2026-10.csv"),
        "（测试）发放＿２０２６-10.csv",
    ],
)
def test_a_name_written_by_another_system_is_the_same_file(layout: Layout, name: str) -> None:
    assert files.find(CONTRACT, PERIOD, layout.inbox) is None
    path = deliver(layout, CONTRACT, b"x", name)
    assert files.find(CONTRACT, PERIOD, layout.inbox) == path


def test_another_name_is_not_this_delivery(layout: Layout) -> None:
    deliver(layout, CONTRACT, b"x", "（测试）发放明细_2026-10.csv")
    deliver(layout, CONTRACT, b"x", "（测试）发放_2026-10.csv.tmp")
    assert land(layout).status == "missing"


def test_two_files_of_one_name_are_refused_and_named_to_the_department(layout: Layout) -> None:
    deliver(layout, CONTRACT, b"x")
    deliver(layout, CONTRACT, b"y", "(测试)发放_2026-10.csv")
    with pytest.raises(DeliveryRefused) as refused:
        land(layout)
    assert refused.value.code == "F016"
    entry = ledger.read(layout, CONTRACT, PERIOD)
    assert (entry.status, entry.code) == ("refused", "F016")
    assert entry.message is not None
    assert entry.message.startswith("【F016】财政局/（测试）发放_2026-10.csv：")
    assert entry.message.endswith("。")


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_only_a_regular_file_is_opened(layout: Layout, tmp_path: Path, kind: str) -> None:
    path = deliver(layout, CONTRACT, b"x")
    path.unlink()
    secret = tmp_path / "secret"
    secret.write_text("not a delivery")
    {"link": lambda: path.symlink_to(secret), "pipe": lambda: os.mkfifo(path), "folder": path.mkdir}[kind]()
    with pytest.raises(DeliveryRefused, match="F025"):
        land(layout)
    assert not (layout.home / "landing").exists()


def test_an_empty_file_is_refused_with_what_to_do(layout: Layout) -> None:
    deliver(layout, CONTRACT, b"")
    with pytest.raises(DeliveryRefused):
        land(layout)
    entry = ledger.read(layout, CONTRACT, PERIOD)
    assert (entry.status, entry.code, entry.rows_delivered) == ("refused", "F001", 0)
    assert entry.message == "【F001】财政局/（测试）发放_2026-10.csv：文件为空（0 字节）。请重新导出后上传。"


def test_a_removed_file_takes_what_became_of_it_along(layout: Layout) -> None:
    path = deliver(layout, CONTRACT, b"x")
    finish(layout, land(layout))
    derived = add_derived(layout)
    path.unlink()
    assert land(layout).status == "missing"
    assert [path.exists() for path in derived] == [False] * 5
    assert layout.table("staging", CONTRACT.dataset, PERIOD.shift(-1)).exists()


def test_other_bytes_are_worked_on_beside_what_became_of_the_first(layout: Layout) -> None:
    deliver(layout, CONTRACT, b"x")
    first = land(layout)
    finish(layout, first)
    derived = add_derived(layout)
    deliver(layout, CONTRACT, b"corrected")
    second = land(layout)
    assert second.delivery != first.delivery
    assert all(path.exists() for path in derived)
    assert ledger.read(layout, CONTRACT, PERIOD) == first
    assert ledger.read(beside.place(layout, CONTRACT.dataset, PERIOD), CONTRACT, PERIOD) == second
    assert layout.landing(str(first.sha256)).exists()


def test_the_same_bytes_again_change_nothing(layout: Layout) -> None:
    deliver(layout, CONTRACT, b"x")
    first = land(layout)
    finish(layout, first)
    derived = add_derived(layout)
    assert land(layout).sha256 == first.sha256
    assert all(path.exists() for path in derived)


def test_an_interrupted_run_of_the_same_bytes_leaves_nothing_behind(layout: Layout) -> None:
    deliver(layout, CONTRACT, b"x")
    land(layout)
    derived = add_derived(layout)
    land(layout)
    assert not any(path.exists() for path in derived)


def test_a_refusal_keeps_the_bytes_and_removes_every_row(layout: Layout) -> None:
    deliver(layout, CONTRACT, b"x")
    entry = land(layout)
    entry.rows_delivered, entry.rows_staged, entry.reasons = 3, 2, {"ID_CHECK": 1}
    derived = add_derived(layout)
    refused = landing.refuse(layout, entry, DeliveryRefused("S007", "财政局/a.csv：缺少列。请补齐。"))
    assert (refused.status, refused.rows_delivered, refused.rows_staged, refused.reasons) == ("refused", 0, 0, {})
    assert refused.message == "【S007】财政局/a.csv：缺少列。请补齐。"
    assert refused.sha256 == entry.sha256
    assert ledger.read(layout, CONTRACT, PERIOD) == refused
    assert not any(path.exists() for path in derived)
    assert layout.landing(str(entry.sha256)).exists()


def test_what_a_killed_run_left_half_written_goes_and_what_lives_stays(layout: Layout) -> None:
    deliver(layout, CONTRACT, b"x")
    raw = layout.table("raw", CONTRACT.dataset, PERIOD)
    raw.parent.mkdir(parents=True)
    gone = subprocess.run(["/bin/sh", "-c", "echo $$"], capture_output=True, check=True, text=True).stdout.strip()
    left, used = (raw.parent / f".data.parquet.{process}.tmp" for process in (gone, os.getppid()))
    left.write_bytes(b"half")
    used.write_bytes(b"half")
    land(layout)
    assert (left.exists(), used.exists()) == (False, True)


def test_an_attack_is_told_to_the_security_log_without_a_name(layout: Layout, caplog: pytest.LogCaptureFixture) -> None:
    deliver(layout, CONTRACT, b"x", "（测试）发放_2026-10\u202e.csv")
    with caplog.at_level("WARNING", logger="monitoring.security"), pytest.raises(DeliveryRefused, match="F026"):
        land(layout)
    told = [record.getMessage() for record in caplog.records if record.name == "monitoring.security"]
    assert told == ["security event F026: finance.payments 2026-10"]


@pytest.mark.parametrize("name", ["../x.csv", "a\\b.csv", "..", "", "x\n.csv", "x\u202e.csv", "x\u200b.csv", "长" * 86])
def test_a_name_no_honest_system_writes_is_hostile(name: str) -> None:
    assert is_hostile(name)
    assert not is_hostile("（测试）发放＿２０２６-10 (1).csv")
