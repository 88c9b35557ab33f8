"""A backup brings back what was published, as a login that is no superuser; a damaged one is refused."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import URL

from monitoring.backup.bring_back import bring_back
from monitoring.backup.save import save
from monitoring.errors import ConfigurationError, MonitoringError
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


@pytest.fixture(scope="module")
def source(databases: list[URL], tmp_path_factory: pytest.TempPathFactory) -> Place:
    """An installation with a published month, files, a key and what is not backed up."""
    found = place(tmp_path_factory.mktemp("source"), databases[0])
    home = found.layout.home
    for name in (
        "landing/ab/abcd",
        "ledger/x.y/period=2026-10.json",
        "decisions/d.json",
        "keys/pseudonym.key",
        "logs/l",
    ):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(name, encoding="utf-8")
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
