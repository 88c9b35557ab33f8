"""Delivered bytes at rest: unreadable without the key, in the clear only while they are read, and the key can change."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from monitoring import sealing
from monitoring.doctor.secrets import landing_key
from monitoring.errors import ConfigurationError
from monitoring.layout import Layout
from monitoring.sealing import KeptBytesUnreadable
from monitoring.sealing_keys import KEY_VARIABLE, key_file, load_keys
from monitoring.settings import PROJECT
from tests.lib.deliveries import make_layout

BODY = "公民身份号码,姓名\n529901199001011234,测试甲\n".encode() * 5_000
SHA256 = hashlib.sha256(BODY).hexdigest()


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    return make_layout(tmp_path)


def keep(layout: Layout, body: bytes = BODY) -> Path:
    target = layout.landing(hashlib.sha256(body).hexdigest())
    target.parent.mkdir(parents=True, exist_ok=True)
    assert sealing.seal(io.BytesIO(body), target, layout) == (target.stem, len(body))
    return target


def read(layout: Layout, sha256: str = SHA256) -> bytes:
    with sealing.opened(layout, sha256) as plain:
        return plain.read_bytes()


def plain_files(layout: Layout) -> list[Path]:
    return list((layout.home / "tmp" / "opened").glob("[!.]*"))


def test_nothing_of_a_delivery_can_be_read_on_the_disk(layout: Layout) -> None:
    keep(layout)
    said = b"".join(path.read_bytes() for path in layout.home.rglob("*") if path.is_file())
    assert b"529901" not in said
    assert "测试甲".encode() not in said
    assert read(layout) == BODY
    assert plain_files(layout) == []


def test_what_is_open_is_open_to_its_owner_only(layout: Layout) -> None:
    keep(layout)
    with sealing.opened(layout, SHA256) as plain:
        assert plain.stat().st_mode & 0o077 == 0
        assert plain.parent.stat().st_mode & 0o077 == 0
    assert key_file(layout).stat().st_mode & 0o077 == 0


def test_a_reader_that_fails_leaves_nothing_open(layout: Layout) -> None:
    keep(layout)
    with pytest.raises(ZeroDivisionError), sealing.opened(layout, SHA256):
        raise ZeroDivisionError
    assert plain_files(layout) == []


def test_what_a_killed_reader_left_open_is_gone_at_the_next_start(layout: Layout) -> None:
    keep(layout)
    script = (
        "import os, signal, sys\n"
        "from tests.lib.deliveries import make_layout\n"
        "from monitoring import sealing\n"
        "from pathlib import Path\n"
        "with sealing.opened(make_layout(Path(sys.argv[1])), sys.argv[2]):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(layout.home), SHA256], cwd=PROJECT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert [path.read_bytes() for path in plain_files(layout)] == [BODY]
    with sealing.opened(layout, SHA256) as mine:
        assert plain_files(layout) == [mine]
        sealing.sweep(layout)
        assert mine.read_bytes() == BODY


@pytest.mark.parametrize("damage", ["a bit", "the end", "another file"])
def test_a_damaged_file_is_not_read(layout: Layout, damage: str) -> None:
    sealed = keep(layout)
    data = bytearray(sealed.read_bytes())
    sealed.chmod(0o600)
    if damage == "a bit":
        data[len(data) // 2] ^= 1
        sealed.write_bytes(data)
    elif damage == "the end":
        sealed.write_bytes(data[: 64 * 1024])
    else:
        shutil.copyfile(keep(layout, b"other"), sealed)
    with pytest.raises(KeptBytesUnreadable):
        read(layout)
    assert plain_files(layout) == []


def test_a_new_key_opens_what_the_old_one_sealed_and_the_old_one_nothing(layout: Layout, tmp_path: Path) -> None:
    sealed = keep(layout)
    old = key_file(layout).read_text()
    done = sealing.reseal(layout, new_key=True)
    assert (done.kept, done.changed, done.version) == (1, 1, load_keys(layout).version)
    assert read(layout) == BODY
    assert old.strip() not in key_file(layout).read_text()
    key_file(layout).write_text(old)
    with pytest.raises(KeptBytesUnreadable):
        read(layout)
    assert sealed.exists()


def test_a_change_of_key_that_was_broken_off_is_completed(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(layout)
    keep(layout, b"second")
    inner, done = sealing._reseal, []

    def once(*arguments: object) -> None:
        if done:
            raise OSError
        done.append(arguments)
        inner(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(sealing, "_reseal", once)
    with pytest.raises(OSError):
        sealing.reseal(layout, new_key=True)
    assert read(layout) == BODY
    version = load_keys(layout).version
    monkeypatch.setattr(sealing, "_reseal", inner)
    ended = sealing.reseal(layout, new_key=True)
    assert (ended.changed, ended.version) == (1, version)
    assert len(load_keys(layout).identities) == 1
    assert read(layout) == BODY


def test_nothing_is_sealed_under_a_key_that_is_being_forgotten(layout: Layout) -> None:
    keep(layout)
    threads = [threading.Thread(target=keep, args=(layout, b"%d" % number)) for number in range(20)]
    for thread in threads[:10]:
        thread.start()
    sealing.reseal(layout, new_key=True)
    for thread in threads[10:]:
        thread.start()
    for thread in threads:
        thread.join()
    assert [read(layout, hashlib.sha256(b"%d" % number).hexdigest()) for number in range(20)] == [
        b"%d" % number for number in range(20)
    ]


def test_what_was_kept_before_sealing_is_read_and_then_sealed(layout: Layout) -> None:
    plain = sealing.unsealed(layout, SHA256)
    plain.parent.mkdir(parents=True)
    plain.write_bytes(BODY)
    assert read(layout) == BODY
    assert [line.mark for line in landing_key(None, layout)] == ["!"]  # type: ignore[arg-type]
    assert sealing.reseal(layout).changed == 1
    assert not plain.exists()
    assert read(layout) == BODY
    assert [line.mark for line in landing_key(None, layout)] == ["✓"]  # type: ignore[arg-type]


def test_a_key_from_a_secret_store_is_hexadecimal_or_of_the_age_tool(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = os.urandom(32).hex()
    monkeypatch.setenv(KEY_VARIABLE, given)
    keep(layout)
    monkeypatch.setenv(KEY_VARIABLE, f"# since 2026-10\n{load_keys(layout).newest}\n")
    assert read(layout) == BODY
    assert not key_file(layout).exists()
    with pytest.raises(ConfigurationError, match="第一行"):
        sealing.reseal(layout, new_key=True)
    monkeypatch.setenv(KEY_VARIABLE, f"{os.urandom(32).hex()}\n{given}")
    assert sealing.reseal(layout).changed == 1
    monkeypatch.setenv(KEY_VARIABLE, given[:-2])
    with pytest.raises(ConfigurationError) as refusal:
        load_keys(layout)
    assert given[:8] not in str(refusal.value)


def test_a_lost_key_is_never_made_anew(layout: Layout) -> None:
    keep(layout)
    key_file(layout).unlink()
    with pytest.raises(ConfigurationError, match="不要重新生成"):
        keep(layout, b"second")
    assert [line.mark for line in landing_key(None, layout)] == ["✗"]  # type: ignore[arg-type]


def test_a_key_that_others_may_read_is_not_used(layout: Layout) -> None:
    keep(layout)
    key_file(layout).chmod(0o644)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        read(layout)
