"""Whether the pseudonym key is there and fit: without the right one, no month joins on to the months before."""

from __future__ import annotations

import os
from collections.abc import Iterator

from monitoring.doctor.lines import Line, broken, doubtful, fine
from monitoring.errors import ConfigurationError
from monitoring.layout import Layout
from monitoring.pseudonyms import KEY_VARIABLE, key_file, load_key
from monitoring.settings import Settings


def key(settings: Settings, layout: Layout) -> Iterator[Line]:
    """Present, long enough, closed to others; never made here, for a new key beside old months would be a lost one."""
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


def _said(error: Exception) -> str:
    return str(error) if isinstance(error, ConfigurationError) else "不能读取密钥文件"
