"""Every broken state is told as one line with what to do and an existing page; what is in order stays in order."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine, text

from monitoring.doctor import configuration, database, machine, secrets
from monitoring.doctor.examine import EXAMINATIONS, examine
from monitoring.doctor.lines import Line, fine
from monitoring.layout import Layout
from monitoring.settings import Settings, load_settings
from monitoring.warehouse import server
from tests.lib.warehouse import server_layout, server_url, warehouse

__all__ = ["server_layout", "server_url", "warehouse"]

RUNBOOKS = Path(__file__).resolve().parents[2] / "docs" / "runbooks"
Examination = Callable[[Settings, Layout], Iterator[Line]]
SECRET = "ab" * 32


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A data folder in which nothing is wrong."""
    for name in ("MONITOR_PSEUDONYM_KEY", "MONITOR_PSEUDONYM_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "data"
    (home / "inbox").mkdir(parents=True)
    home.chmod(0o750)
    return replace(load_settings(), home=home, inbox=home / "inbox", warehouse_url=None)


def told(examination: Examination, settings: Settings) -> dict[str, str]:
    """What is said, by mark; every broken thing names what to do and a page that exists."""
    found: dict[str, str] = {}
    for line in examination(settings, Layout(settings)):
        found[line.mark] = found.get(line.mark, "") + line.what
        if line.mark == "✗":
            assert line.action
            assert (RUNBOOKS / line.runbook).is_file(), line.runbook
    return found


def with_copy(settings: Settings, tmp_path: Path, part: str) -> Settings:
    """Settings whose include folder is a copy, of that part at least."""
    include = tmp_path / "include"
    shutil.copytree(settings.include / part, include / part)
    for other in settings.include.iterdir():
        if other.name not in (part, "monitoring"):
            (include / other.name).symlink_to(other)
    return replace(settings, include=include)


def test_nothing_is_wrong_with_a_new_data_folder(settings: Settings) -> None:
    for examination in (configuration.configuration, machine.folders, machine.disk, machine.clock, machine.leftovers):
        assert "✗" not in told(examination, settings)
    assert not list(settings.home.glob(".doctor-*"))


def test_a_contract_that_cannot_be_read(settings: Settings, tmp_path: Path) -> None:
    broken = with_copy(settings, tmp_path, "contracts")
    next(iter(sorted(broken.contracts.glob("*/*.yml")))).write_text("dataset: [", encoding="utf-8")
    assert "契约不能使用" in told(configuration.configuration, broken)["✗"]


def test_a_parameter_without_a_value(settings: Settings, tmp_path: Path) -> None:
    broken = with_copy(settings, tmp_path, "parameters")
    (broken.parameters / "new.yml").write_text("x: {title: t, unit: 元, source: s, values: []}\n", encoding="utf-8")
    assert "参数不能使用：new.yml: x" in told(configuration.configuration, broken)["✗"]


def test_a_suite_that_names_an_unknown_column(settings: Settings, tmp_path: Path) -> None:
    expectations = tmp_path / "expectations"
    shutil.copytree(settings.expectations, expectations)
    suite = next(iter(sorted(expectations.glob("*/*.json"))))
    suite.write_text(
        '{"expectations": [{"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "nowhere"},'
        ' "severity": "warning", "meta": {"code": "EXPECT_X", "reason": "r"}}]}',
        encoding="utf-8",
    )
    assert "nowhere" in told(configuration.configuration, replace(settings, expectations=expectations))["✗"]


def test_an_empty_include_folder(settings: Settings, tmp_path: Path) -> None:
    assert "契约" in told(configuration.configuration, replace(settings, include=tmp_path / "nothing"))["✗"]


def test_a_connection_that_is_no_connection(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = SimpleNamespace(delivery=SimpleNamespace(source=SimpleNamespace(connection="tax_web")))
    monkeypatch.setattr(configuration, "load_contracts", lambda _: {"tax.x": source})
    assert "tax_web" in told(configuration.sources, settings)["!"]
    monkeypatch.setenv("AIRFLOW_CONN_TAX_WEB", '{"password": "verysecret"')
    said = told(configuration.sources, settings)["✗"]
    assert "tax_web" in said
    assert "verysecret" not in said
    monkeypatch.setenv("AIRFLOW_CONN_TAX_WEB", '{"conn_type": "http", "password": "verysecret"}')
    assert told(configuration.sources, settings) == {"✓": "连接 tax_web"}


def test_a_data_folder_that_is_not_there(settings: Settings) -> None:
    assert "不存在" in told(machine.folders, replace(settings, home=settings.home / "nowhere"))["✗"]


def test_an_inbox_that_is_not_mounted(settings: Settings) -> None:
    (settings.home / "inbox").rmdir()
    assert "投递目录" in told(machine.folders, settings)["✗"]


def test_files_of_another_account_in_the_inbox_are_counted(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = settings.home / "inbox" / "2026-10" / "health"
    folder.mkdir(parents=True)
    for name, mode in (("open.csv", 0o644), ("closed.csv", 0o200), ("uploading", 0o000)):
        (folder / name).touch(mode)
    assert "✓" in told(machine.folders, settings)
    # Who runs the tests may read everything; the service's account may not.
    monkeypatch.setattr(os, "access", lambda path, wanted: (Path(path).stat().st_mode >> 6 & wanted) == wanted)
    said = told(machine.folders, settings)
    assert "有 2 个" in said["!"]
    assert "✗" not in said, "one closed file keeps no service from starting"


def test_a_data_folder_open_to_everybody(settings: Settings) -> None:
    settings.home.chmod(0o755)
    assert "开放" in told(machine.folders, settings)["!"]


@pytest.mark.parametrize(("free", "mark"), [(999, "✗"), (1999, "!"), (2000, "✓")])
def test_a_disk_with_less_room_than_was_landed(
    free: int, mark: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    landed = settings.home / "landing" / "ab" / "abcd"
    landed.parent.mkdir(parents=True)
    landed.write_bytes(b"x" * 500)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    monkeypatch.setattr(machine, "LEAST_FREE", 0)
    assert list(told(machine.disk, replace(settings, free_factor=2))) == [mark]


def test_a_disk_that_is_full_before_anything_was_landed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: SimpleNamespace(free=machine.LEAST_FREE - 1))
    assert "几乎已满" in told(machine.disk, settings)["✗"]


def test_a_clock_that_is_behind(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    behind = time.time() - 3600
    monkeypatch.setattr(machine.time, "time", lambda: behind)
    assert "相差 3600 秒" in told(machine.clock, settings)["✗"]


def test_a_ledger_from_the_future(settings: Settings) -> None:
    entry = settings.home / "ledger" / "x.y" / "period=2026-10.json"
    entry.parent.mkdir(parents=True)
    entry.touch()
    os.utime(entry, (time.time() + 9999,) * 2)
    assert "早于" in told(machine.clock, settings)["✗"]


def test_what_a_killed_process_left_yesterday(settings: Settings) -> None:
    for name, age in (("landing/.a.1.tmp", 2), ("tmp/duckdb-x", 2), ("ledger/.new.2.tmp", 0)):
        path = settings.home / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
        os.utime(path, (time.time() - age * 86_400,) * 2)
    said = told(machine.leftovers, settings)["!"]
    assert "2 个" in said
    assert "landing" in said
    assert "ledger" not in said


def test_libraries_that_are_not_those_of_the_lock() -> None:
    assert machine.differing("pydantic==0.0.1 \\\n    --hash=x\nno-such-library==1 ; extra\n") == [
        "pydantic",
        "no-such-library",
    ]
    assert machine.differing(f"pydantic=={machine._installed('pydantic')} \\\n") == []


def test_a_key_that_was_lost(settings: Settings) -> None:
    assert "还没有" in told(secrets.key, settings)["!"]
    (settings.home / "ledger").mkdir()
    assert "不见了" in told(secrets.key, settings)["✗"]
    assert not (settings.home / "keys").exists(), "an examination makes no key"


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [(SECRET, 0o644, "others may read"), (SECRET[:10], 0o600, "32 bytes"), ("not hex", 0o600, "hexadecimal")],
)
def test_a_key_that_is_open_or_short_or_no_key(content: str, mode: int, said: str, settings: Settings) -> None:
    path = settings.home / "keys" / "pseudonym.key"
    path.parent.mkdir()
    path.write_text(content, encoding="ascii")
    path.chmod(mode)
    found = told(secrets.key, settings)["✗"]
    assert said in found
    assert content not in found


def test_a_key_in_a_mounted_secret(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounted = tmp_path / "pseudonym_key"
    monkeypatch.setenv("MONITOR_PSEUDONYM_KEY_FILE", str(mounted))
    assert "_FILE" in told(secrets.key, settings)["✗"]
    [line] = secrets.key(settings, Layout(settings))
    assert line.runbook == "backup_and_restore.md", "what a restore leaves to be done"
    mounted.write_text(SECRET + "\n", encoding="ascii")
    mounted.chmod(0o444)
    assert "化名密钥 k_" in told(secrets.key, settings)["✓"]


def test_a_reading_process_that_cannot_start(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "能启动" in told(machine.reading, settings)["✓"]
    for answer in ({"outcome": "died", "signal": 9}, {"outcome": "memory", "signal": None}):
        said = {"seconds": 0, "memory_mb": 1, **answer}
        monkeypatch.setattr("monitoring.readers.child._ask", lambda _, said=said: said)
        assert "不能工作" in told(machine.reading, settings)["✗"]


def test_a_warehouse_that_does_not_answer(settings: Settings) -> None:
    away = replace(settings, warehouse_url="postgresql://m:verysecret@127.0.0.1:1/x")
    said = told(database.warehouse, away)["✗"]
    assert "不可用" in said
    assert "verysecret" not in said


def test_a_warehouse_that_was_never_made_is_not_made(settings: Settings) -> None:
    assert "还没有" in told(database.warehouse, settings)["!"]
    assert not (settings.home / "postgres").exists()


def test_a_warehouse_at_an_earlier_schema_or_a_later_one(settings: Settings, warehouse: Engine) -> None:
    here = _at(settings, warehouse)
    assert list(told(database.warehouse, here)) == ["✓"]
    with warehouse.begin() as connection:
        head = connection.execute(text("select version_num from monitoring.alembic_version")).scalar_one()
    try:
        _set_revision(warehouse, "0001")
        assert "缺少迁移" in told(database.warehouse, here)["✗"]
        _set_revision(warehouse, "9999")
        assert "比本程序新" in told(database.warehouse, here)["✗"]
    finally:
        _set_revision(warehouse, head)


def test_a_warehouse_without_its_roles_or_with_a_loud_log(
    settings: Settings, warehouse: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = _at(settings, warehouse)
    monkeypatch.setattr("monitoring.warehouse.roles.ROLES", ("monitor_nobody",))
    assert "monitor_nobody" in told(database.warehouse, here)["✗"]
    monkeypatch.undo()
    monkeypatch.setattr(server, "QUIET", {"log_statement": "all"})
    assert "log_statement" in told(database.warehouse, here)["✗"]


def test_one_examination_that_fails_does_not_end_the_others(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(settings: Settings, layout: Layout) -> list[Line]:
        raise RuntimeError("529901199001010011")

    monkeypatch.setattr(
        "monitoring.doctor.examine.EXAMINATIONS", (failing, lambda settings, layout: [fine("the next one")])
    )
    lines = examine(settings, Layout(settings))
    assert [line.mark for line in lines] == ["✗", "✓"]
    assert "5299" not in lines[0].what
    assert len(EXAMINATIONS) == 13


def _at(settings: Settings, warehouse: Engine) -> Settings:
    return replace(settings, warehouse_url=warehouse.url.render_as_string(hide_password=False))


def _set_revision(warehouse: Engine, revision: str) -> None:
    with warehouse.begin() as connection:
        connection.execute(text("update monitoring.alembic_version set version_num = :r"), {"r": revision})
