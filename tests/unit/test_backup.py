"""A backup brings back what was published, as a login that is no superuser; a damaged one is refused."""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import URL

from monitoring.backup.bring_back import bring_back
from monitoring.backup.key_versions import KeysNotThere, key_versions
from monitoring.backup.save import save
from monitoring.backup.sums import write_sums
from monitoring.contracts import load_contracts
from monitoring.errors import ConfigurationError, MonitoringError
from monitoring.failures import describe
from monitoring.layout import Layout
from monitoring.settings import Settings, load_settings
from monitoring.warehouse import access, migrate, server
from monitoring.warehouse.publish import audit, publish, stage
from tests.lib import marts
from tests.lib.warehouse import PERIOD, server_layout, server_url

__all__ = ["server_layout", "server_url"]

LOGIN, DATABASE = "monitor_owner", ("backup_source", "backup_target")


@dataclass
class Place:
    settings: Settings
    layout: Layout


@pytest.fixture(scope="module")
def databases(server_url: URL) -> Iterator[list[URL]]:
    """Two empty databases of a login that may create roles and is no superuser, as a deployment has it."""
    engine = server.engine_for(server_url).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"create role {LOGIN} login createrole")
        connection.exec_driver_sql(f"grant monitor_pipeline to {LOGIN} with admin option")
        for name in DATABASE:
            connection.exec_driver_sql(f"create database {name} owner {LOGIN}")
    yield [server_url.set(username=LOGIN, database=name) for name in DATABASE]
    with engine.connect() as connection:
        for name in DATABASE:
            connection.exec_driver_sql(f"drop database {name}")
        connection.exec_driver_sql(f"drop owned by {LOGIN}")
        connection.exec_driver_sql(f"drop role {LOGIN}")


def place(home: Path, url: URL) -> Place:
    address = url.render_as_string(hide_password=False)
    settings = replace(load_settings(), home=home, inbox=home / "inbox", warehouse_url=address)
    return Place(settings, Layout(settings))


def put(home: Path, *names: str) -> None:
    """Files that hold their own names."""
    for name in names:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(name, encoding="utf-8")


@pytest.fixture(scope="module")
def source(databases: list[URL], tmp_path_factory: pytest.TempPathFactory) -> Place:
    """An installation with a published month, files, a key and what is not backed up."""
    found = place(tmp_path_factory.mktemp("source"), databases[0])
    home = found.layout.home
    put(home, "landing/ab/abcd", "ledger/x.y/period=2026-10.json", "decisions/d.json", "keys/pseudonym.key", "logs/l")
    engine = server.connect(found.settings, found.layout)
    migrate.upgrade(engine)
    version = stage(engine, found.layout, PERIOD, marts.write(marts.sample(), home / "marts"))
    audit(engine, PERIOD, version)
    publish(engine, PERIOD, version)
    return found


@pytest.fixture(scope="module")
def saved(source: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(source.settings, source.layout, tmp_path_factory.mktemp("saved") / "b", with_keys=False).folder


@pytest.mark.slow
def test_what_is_restored_is_what_was_published(
    source: Place, saved: Path, databases: list[URL], tmp_path: Path
) -> None:
    target = place(tmp_path / "home", databases[1])
    migrate.upgrade(server.connect(target.settings, target.layout))  # as the first start of a new installation does
    assert bring_back(target.settings, target.layout, saved) == [str(PERIOD)]
    digests = [
        access.published_digest(server.connect(found.settings, found.layout), PERIOD) for found in (source, target)
    ]
    assert digests[0] == digests[1] is not None
    assert (target.layout.home / "decisions/d.json").read_text(encoding="utf-8") == "decisions/d.json"
    with pytest.raises(ConfigurationError, match="空的"):
        bring_back(target.settings, target.layout, saved)


def test_keys_and_logs_stay_out_unless_asked_for(source: Place, saved: Path, tmp_path: Path) -> None:
    tops = {path.name for path in (saved / "files").iterdir()}
    assert {"landing", "ledger", "decisions"} <= tops
    assert not tops & {"beside", "keys", "logs", "inbox", "secrets"}
    asked = save(source.settings, source.layout, tmp_path / "b", with_keys=True).folder
    assert (asked / "files/keys/pseudonym.key").exists()
    assert {path.stat().st_mode & 0o077 for path in asked.rglob("*")} == {0}


def test_the_usual_tool_can_check_a_backup(saved: Path) -> None:
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=saved, check=True)


@pytest.mark.parametrize("damage", ["changed", "missing", "added"])
def test_a_damaged_backup_is_refused_before_anything_is_touched(
    damage: str, saved: Path, tmp_path: Path, load_nothing: None
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(saved, copy)
    victim = copy / "files/decisions/d.json"
    if damage == "missing":
        victim.unlink()
    else:
        (victim if damage == "changed" else victim.with_name("e.json")).write_text("x", encoding="utf-8")
    home = tmp_path / "home"
    settings = replace(load_settings(), home=home, inbox=home / "inbox", warehouse_url=None)
    with pytest.raises(MonitoringError, match="1 个文件"):
        bring_back(settings, Layout(settings), copy)
    assert not home.exists()


@pytest.mark.parametrize("variable", ["MONITOR_PSEUDONYM_KEY", "MONITOR_LANDING_KEY"])
@pytest.mark.parametrize("here", ["not there", "another"])
def test_without_the_keys_it_belongs_to_nothing_is_restored(
    variable: str, here: str, saved: Path, tmp_path: Path, load_nothing: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = saved_with(saved, tmp_path / "copy", monkeypatch)
    monkeypatch.delenv(variable)
    mounted = tmp_path / "secrets" / "key"
    monkeypatch.setenv(f"{variable}_FILE", str(mounted))
    if here == "another":
        mounted.parent.mkdir()
        mounted.write_text("33" * 32, encoding="ascii")
    home = tmp_path / "home"
    settings = replace(load_settings(), home=home, inbox=home / "inbox", warehouse_url=None)
    with pytest.raises(KeysNotThere) as refused:
        bring_back(settings, Layout(settings), copy)
    versions = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))["keys"]
    assert versions[variable.removeprefix("MONITOR_").lower()] in str(refused.value)
    assert "backup_and_restore.md" in describe(refused.value).message
    assert not home.exists()


def test_a_backup_says_to_which_keys_it_belongs_and_not_what_they_are(
    saved: Path, tmp_path: Path, load_nothing: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = saved_with(saved, tmp_path / "copy", monkeypatch)
    home = tmp_path / "home"
    settings = replace(load_settings(), home=home, inbox=home / "inbox", warehouse_url=None)
    text = (copy / "manifest.json").read_text(encoding="utf-8")
    assert json.loads(text)["keys"] == key_versions(settings, Layout(settings))
    assert not {"11" * 32, "22" * 32} & set(text.split('"'))
    with pytest.raises(AssertionError, match="touched"):
        bring_back(settings, Layout(settings), copy)


def saved_with(saved: Path, copy: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The backup as an installation with keys would have made it; the keys are in the environment."""
    monkeypatch.setenv("MONITOR_PSEUDONYM_KEY", "11" * 32)
    monkeypatch.setenv("MONITOR_LANDING_KEY", "22" * 32)
    shutil.copytree(saved, copy)
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    settings = load_settings()
    manifest["keys"] = key_versions(settings, Layout(settings))
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (copy / "SHA256SUMS").unlink()
    write_sums(copy)
    return copy


def test_no_delivery_is_taken_in_while_files_are_copied(
    source: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: set[str] = set()

    def copy(path: Path, target: Path) -> None:
        for dataset in load_contracts(source.settings.contracts):
            with (source.layout.home / "tmp/receiving" / dataset).open("w") as lock, pytest.raises(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            waiting.add(dataset)
        target.write_bytes(path.read_bytes())

    monkeypatch.setattr("monitoring.backup.save.shutil.copyfile", copy)
    save(source.settings, source.layout, tmp_path / "b", with_keys=False)
    assert waiting == set(load_contracts(source.settings.contracts))


def test_a_database_and_files_of_others_in_the_data_folder_stay_out(source: Place, tmp_path: Path) -> None:
    home = tmp_path / "home"
    put(home, "metadata/data/PG_VERSION", "metadata/data/base/1", "broker/appendonly.aof", "broker.conf", "ledger/l")
    settings = replace(source.settings, home=home)
    folder = save(settings, Layout(settings), tmp_path / "b", with_keys=False).folder
    assert [path.name for path in (folder / "files").iterdir()] == ["ledger"]


@pytest.fixture
def load_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the warehouse was touched")

    monkeypatch.setattr(server, "connect", refuse)


def test_a_backup_never_overwrites_and_never_lies_in_the_data_folder(source: Place, saved: Path) -> None:
    with pytest.raises(ConfigurationError, match="已存在"):
        save(source.settings, source.layout, saved, with_keys=False)
    with pytest.raises(ConfigurationError, match="里面"):
        save(source.settings, source.layout, source.layout.home / "backup", with_keys=False)
