"""Keyed pseudonyms: the same person gets the same one, another key gives another, and the key stays secret."""

from __future__ import annotations

import hashlib
import hmac
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from monitoring.errors import ConfigurationError
from monitoring.failures import describe
from monitoring.period import Period
from monitoring.pseudonyms import (
    KEY_VARIABLE,
    Key,
    fingerprint,
    load_key,
    mask_id,
    mask_name,
    pseudonym,
    pseudonyms,
)
from monitoring.settings import PROJECT, Settings
from tests.lib.deliveries import make_layout

ID = "529901199001011234"
SECRET = "07" * 32


def load(home: Path) -> Key:
    settings = Settings(home, home / "inbox", PROJECT / "include", PROJECT / "expectations", None, "demo")
    return load_key(settings, make_layout(home))


@pytest.fixture(autouse=True)
def no_key_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)


def test_no_new_key_is_made_beside_a_month_that_was_published_with_another(tmp_path: Path) -> None:
    record = make_layout(tmp_path).run_record("publication", Period(2026, 10))
    record.parent.mkdir(parents=True)
    record.write_text("{}", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="不见了") as raised:
        load(tmp_path)
    assert describe(raised.value).message.endswith("（处理见 docs/runbooks/rotate_the_key.md）")
    assert not (tmp_path / "keys").exists()


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    first = load(tmp_path)
    path = tmp_path / "keys" / "pseudonym.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(first.secret) == 32
    assert load(tmp_path) == first
    assert [entry.name for entry in path.parent.iterdir()] == ["pseudonym.key"]


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("forkserver")) as pool:
        assert len(set(pool.map(load, [tmp_path] * 8))) == 1


def test_the_environment_takes_precedence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of_file = load(tmp_path)
    monkeypatch.setenv(KEY_VARIABLE, SECRET)
    assert load(tmp_path).secret == bytes.fromhex(SECRET)
    assert load(tmp_path).version != of_file.version


@pytest.mark.parametrize("text", ["not hexadecimal", "0707"])
def test_a_bad_key_is_refused_without_showing_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(KEY_VARIABLE, text)
    with pytest.raises(ConfigurationError) as refused:
        load(tmp_path)
    assert text not in str(refused.value)


def test_a_key_file_open_to_others_is_refused(tmp_path: Path) -> None:
    load(tmp_path)
    (tmp_path / "keys" / "pseudonym.key").chmod(0o644)
    with pytest.raises(ConfigurationError, match="others may read"):
        load(tmp_path)


def test_the_secret_is_never_printed() -> None:
    assert SECRET not in repr(Key("k_1", bytes.fromhex(SECRET)))


def test_a_pseudonym_is_the_published_formula() -> None:
    key = Key("k_1", bytes.fromhex(SECRET))
    expected = hmac.new(key.secret, b"nrpm:id:" + ID.encode(), hashlib.sha256).hexdigest()[:24]
    assert pseudonym(key, ID) == f"p_{expected}"
    assert pseudonym(Key("k_2", b"\x08" * 32), ID) != f"p_{expected}"


def test_pseudonyms_keep_order_and_nulls() -> None:
    key = Key("k_1", bytes.fromhex(SECRET))
    one, other = pseudonym(key, ID), pseudonym(key, "52990119900101124X")
    assert pseudonyms(key, [ID, None, "52990119900101124X", ID]) == [one, None, other, one]


def test_a_finding_is_recognised_by_rule_and_subject() -> None:
    key = Key("k_1", bytes.fromhex(SECRET))
    found = {fingerprint(key, rule, subject) for rule in ("risk.dropout", "risk.uninsured") for subject in ("1", "2")}
    assert len(found) == 4
    assert fingerprint(key, "risk.dropout", "1") in found


def test_masks_show_the_county_and_the_surname_only() -> None:
    assert mask_id(ID) == "529901************"
    assert mask_id("52990") == "************"
    assert mask_name("测试甲") == "测**"
    assert mask_name("𠮷某") == "𠮷**"
    assert (mask_id(None), mask_name(None), mask_name("")) == (None, None, None)
