"""Which keys a backup belongs to: their versions are in it, the keys only on request.

Without the first no later month joins on, without the second nothing that was delivered opens: so whoever restores puts
the keys in their places before anything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from monitoring import pseudonyms, sealing_keys
from monitoring.errors import ConfigurationError
from monitoring.layout import Layout
from monitoring.settings import Settings, secret

PSEUDONYM, LANDING = "pseudonym_key", "landing_key"
_TITLES = {PSEUDONYM: "化名密钥", LANDING: "原件密钥"}
_FILES = {PSEUDONYM: pseudonyms.key_file, LANDING: sealing_keys.key_file}
_VARIABLES = {PSEUDONYM: pseudonyms.KEY_VARIABLE, LANDING: sealing_keys.KEY_VARIABLE}


class KeysNotThere(ConfigurationError):
    """The keys a backup belongs to are not in their places: nothing was restored."""

    runbook = "backup_and_restore.md"


def key_versions(settings: Settings, layout: Layout) -> dict[str, str]:
    """The version of each key this installation has and can use; no key is made. One that cannot be used is a matter of
    `monitor doctor` and keeps no backup from being made."""
    found: dict[str, str] = {}
    for name in _TITLES:
        with suppress(ConfigurationError):
            found.update((name, version) for version in _versions(settings, layout, name)[:1])
    return found


def require_keys(settings: Settings, layout: Layout, wanted: Mapping[str, str], kept: Path) -> None:
    """Raises KeysNotThere unless every key wanted (name -> version) is in its place; kept: the folder of the data files in
    the backup, whose own keys will do where no other is set."""
    lacking = []
    for name, version in sorted(wanted.items()):
        try:
            found = _versions(settings, layout, name)
        except ConfigurationError as error:
            lacking.append(f"{_TITLES[name]} {version}（{error}）")
            continue
        if found and version not in found:
            lacking.append(f"{_TITLES[name]} {version}（这里的是 {found[0]}）")
        elif not found and not (kept / _FILES[name](layout).relative_to(layout.home)).exists():
            lacking.append(f"{_TITLES[name]} {version}（这里没有）")
    if lacking:
        raise KeysNotThere(
            f"备份用的密钥不在应在的地方：{'、'.join(lacking)}。先把它们从保管处放回（密钥不在备份里），再恢复；什么都还没有动"
        )


def _versions(settings: Settings, layout: Layout, name: str) -> list[str]:
    """The newest first; empty when none was ever set or made."""
    if not secret(_VARIABLES[name]) and not _FILES[name](layout).exists():
        return []
    if name == PSEUDONYM:
        return [pseudonyms.load_key(settings, layout).version]
    keys = sealing_keys.load_keys(layout)
    return [sealing_keys.Keys([identity]).version for identity in keys.identities]
