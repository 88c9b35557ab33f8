"""Whether the keys are there and fit: without the right ones, no month joins on to the months before, and nothing that was
delivered can be opened."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from monitoring import sealing
from monitoring.doctor.lines import Line, broken, doubtful, fine
from monitoring.errors import ConfigurationError
from monitoring.layout import Layout
from monitoring.pseudonyms import KEY_VARIABLE, key_file, load_key
from monitoring.sealing_keys import KEY_VARIABLE as LANDING_VARIABLE
from monitoring.sealing_keys import is_given, load_keys
from monitoring.sealing_keys import key_file as landing_key_file
from monitoring.settings import Settings


def key(settings: Settings, layout: Layout) -> Iterator[Line]:
    """Present, long enough, closed to others; never made here, for a new key beside old months would be a lost one."""
    if _is_gone(KEY_VARIABLE):
        yield _gone("化名密钥", KEY_VARIABLE)
        return
    is_given = bool(os.environ.get(KEY_VARIABLE) or os.environ.get(f"{KEY_VARIABLE}_FILE"))
    if not is_given and not key_file(layout).exists():
        if (layout.home / "ledger").exists():
            yield broken("化名密钥不见了，而已有月份用它算过", "从备份恢复密钥，不要重新生成", "backup_and_restore.md")
        else:
            yield doubtful("还没有化名密钥", "第一次运行时生成；生产环境请事先设置 MONITOR_PSEUDONYM_KEY_FILE")
        return
    try:
        found = load_key(settings, layout)
    except (ConfigurationError, OSError) as error:
        yield broken(f"化名密钥不能使用：{_said(error)}", "恢复正确的密钥或改正权限", "rotate_the_key.md")
    else:
        yield fine(f"化名密钥 {found.version}")


def landing_key(settings: Settings, layout: Layout) -> Iterator[Line]:
    """There, closed to others, and the one under which the smallest kept delivery opens; never made here."""
    if _is_gone(LANDING_VARIABLE):
        yield _gone("原件密钥", LANDING_VARIABLE)
        return
    kept = [path for path in (layout.home / "landing").glob("??/*") if path.is_file()]
    if not kept and not is_given() and not landing_key_file(layout).exists():
        yield doubtful("还没有原件密钥", "第一次接收时生成；生产环境请事先设置 MONITOR_LANDING_KEY_FILE")
        return
    try:
        keys = load_keys(layout)
        sealed = [path for path in kept if path.suffix]
        for path in sorted(sealed, key=lambda each: (each.stat().st_size, each.name))[:1]:
            sealing.unseal(path, None, keys, path.stem)
    except (ConfigurationError, sealing.KeptBytesUnreadable, OSError) as error:
        yield broken(f"原件密钥不能使用：{_said(error)}", "恢复正确的密钥或改正权限", "landing_key.md")
        return
    if len(keys.identities) > 1:
        yield doubtful(f"原件密钥 {keys.version}，旧密钥还在", "monitor reseal")
    elif len(sealed) < len(kept):
        yield doubtful(f"原件密钥 {keys.version}，有 {len(kept) - len(sealed)} 份原件尚未加密", "monitor reseal")
    else:
        yield fine(f"原件密钥 {keys.version}，原件 {len(kept)} 份均已加密")


def _is_gone(variable: str) -> bool:
    """Whether the key is to be read from a file and that is not there, as after a restore into a new place."""
    file = os.environ.get(f"{variable}_FILE")
    return bool(file) and not os.environ.get(variable) and not Path(file or "").exists()


def _gone(title: str, variable: str) -> Line:
    said = f"{title}不能使用：{variable}_FILE 所指的文件不存在（备份里没有密钥）"
    return broken(said, "从保管处把密钥放回那里，不要重新生成", "backup_and_restore.md")


def _said(error: Exception) -> str:
    return "不能读取密钥文件" if isinstance(error, OSError) else str(error)
