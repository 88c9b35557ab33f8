"""Pages about what must stay closed: keys, what was seen where it must not be, what is past its time."""

from __future__ import annotations

import os
import shutil

from tests.runbooks.cases.deliveries import STUDENTS
from tests.runbooks.county import FIRST, MONTH
from tests.runbooks.desk import Case, Desk
from tests.runbooks.pages import commands


def pseudonym_key(desk: Desk) -> None:
    key = desk.home / "keys" / "pseudonym.key"
    key.chmod(0o644)
    desk.reads(desk.crosses(), "✗ 化名密钥不能使用", "恢复正确的密钥或改正权限", "rotate_the_key.md")
    desk.type("chmod 600 data/keys/pseudonym.key")
    assert desk.crosses() == ""
    sealed = key.rename(desk.folder / "sealed")
    desk.reads(desk.crosses(), "化名密钥不见了", "不要重新生成", "backup_and_restore.md")
    seen = desk.steps("join_people", "assess_rules", "build_marts")
    desk.reads(seen.text, "pseudonym.key 不见了", "从备份恢复密钥", "rotate_the_key.md")
    assert not key.exists(), "no new key beside months that were computed with another"
    shutil.copy2(sealed, key)
    before, published = _version(desk, "化名密钥 k_"), _households(desk)
    desk.type("deploy/secrets.sh /srv/monitor-secrets-new")
    made = desk.folder / "srv" / "monitor-secrets-new" / "pseudonym_key"
    key.write_text(made.read_text(encoding="ascii"), encoding="ascii")
    key.chmod(0o600)
    for line in commands(desk.page):
        if line.startswith("monitor run"):
            desk.type(line)
    assert _version(desk, "化名密钥 k_") != before
    again = _households(desk)
    assert again.keys() == published.keys() == {FIRST, MONTH}
    assert all(len(again[month]) == len(published[month]) for month in again), "the same people"
    assert all(not again[month] & published[month] for month in again), "none keeps the old name"
    assert again[FIRST] & again[MONTH], "somebody of both months has one name in both"


def _households(desk: Desk) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line in desk.must("monitor", "query", _MEMBERS, "--csv").splitlines()[1:]:
        month, person = line.split(",")
        found.setdefault(month, set()).add(person)
    return found


_MEMBERS = "select period, person from mart.subject_members order by 1, 2"


def _version(desk: Desk, beginning: str) -> str:
    said = desk.monitor("doctor").text
    return said[said.index(beginning) + len(beginning) :].split()[0].strip("，")


def landing_key(desk: Desk) -> None:
    key = desk.home / "keys" / "landing.key"
    good = key.read_bytes()
    key.chmod(0o644)
    desk.reads(desk.crosses(), "✗ 原件密钥不能使用", "landing_key.md")
    desk.type("chmod 600 data/keys/landing.key")
    assert desk.crosses() == ""
    key.unlink()
    desk.reads(desk.crosses(), "✗ 原件密钥不能使用", "恢复正确的密钥", "landing_key.md")
    seen = desk.monitor("run", "--period", MONTH, "--only", STUDENTS, "--until", "ingest")
    assert seen.code == 2
    desk.reads(seen.text, "landing_key.md")
    key.write_bytes(good)
    key.chmod(0o600)
    before = _version(desk, "原件密钥 s_")
    desk.reads(desk.type("monitor reseal --new-key"), "改用密钥")
    assert _version(desk, "原件密钥 s_") != before
    desk.reads(desk.type("monitor doctor"), "均已加密")
    secret = desk.folder / "landing_key"
    old = key.read_text(encoding="ascii").splitlines()[-1]
    new = desk.type("openssl rand -hex 32").strip()
    secret.write_text(f"{new}\n{old}\n", encoding="ascii")
    desk.environment["MONITOR_LANDING_KEY_FILE"] = str(secret)
    desk.reads(desk.monitor("doctor").text, "旧密钥还在")
    desk.reads(desk.type("monitor reseal"), "改用密钥")
    secret.write_text(f"{new}\n", encoding="ascii")
    desk.reads(desk.type("monitor doctor"), "均已加密")
    assert desk.crosses() == ""


def leak(desk: Desk) -> None:
    _database(desk, "alter database postgres set log_statement = 'all'")
    desk.reads(desk.crosses(), "✗ 仓库的日志可能写入数据行：log_statement", "改正设置", "leak.md")
    [asked] = [line for line in commands(desk.page) if "access_log" in line]
    said = desk.type(asked)
    desk.reads(said, "生成乡镇核查工作簿", MONTH)
    _database(desk, "alter database postgres reset log_statement")
    assert desk.crosses() == ""
    _planted(desk)


def _planted(desk: Desk) -> None:
    """A number in a log is found by the scan that watches over a month, and the file taken away."""
    from tests.lib.leaks import leaks

    log = desk.home / "logs" / "dag_id=monthly_monitoring" / "attempt=1.log"
    log.parent.mkdir(parents=True)
    log.write_text("row 529901199001011237\n", encoding="utf-8")
    assert [found for found in leaks(desk.home, frozenset()) if "attempt=1.log" in found]
    log.unlink()
    assert not [found for found in leaks(desk.home, frozenset()) if "attempt=1.log" in found]


def _database(desk: Desk, statement: str) -> None:
    with desk.engine().execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql(statement)
    desk.leave()


def purge(desk: Desk) -> None:
    log, replaced = desk.home / "logs" / "worker.log", desk.home / "landing" / "ab" / f"{'ab' * 32}.age"
    for path in (log, replaced):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"old")
        os.utime(path, (1, 1))
    digest = desk.must("monitor", "publications")
    desk.reads(desk.type("monitor purge", answer="N\n", code=1), "报送原件", "清除以上数据？不能撤销")
    assert replaced.exists()
    said = desk.type("monitor purge --yes")
    desk.reads(said, "已清除 2 项", "purges/")
    assert not replaced.exists()
    assert list((desk.home / "purges").glob("*.json"))
    desk.reads(desk.type("monitor purge"), "没有超过保留期限的数据")
    assert desk.must("monitor", "publications") == digest, "nothing published is touched"


CASES = {
    "landing_key": Case("closed", landing_key),
    "leak": Case("closed", leak),
    "purge": Case("closed", purge),
    "rotate_the_key": Case("closed", pseudonym_key),
}
