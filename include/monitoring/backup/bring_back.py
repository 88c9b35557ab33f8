"""Restores a backup where nothing is yet, and proves that what is published is what was."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from monitoring.backup import DUMP, FILES, MANIFEST
from monitoring.backup.key_versions import require_keys
from monitoring.backup.sums import check_sums
from monitoring.errors import ConfigurationError, MonitoringError
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.published_data import warehouse
from monitoring.settings import Settings
from monitoring.warehouse import access, dump, server


def bring_back(settings: Settings, layout: Layout, source: Path) -> list[str]:
    """The months whose published digest is the one kept in the backup, all of them.

    Raises MonitoringError when the backup is damaged, something is here already, the keys it belongs to are not in their
    places (all this before anything is touched), or a digest differs.
    """
    check_sums(source)
    if (layout.home / "ledger").exists() or (layout.home / "landing").exists():
        raise ConfigurationError(f"{layout.home} 已有数据；请恢复到空的数据目录")
    manifest = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
    require_keys(settings, layout, manifest.get("keys", {}), source / FILES)
    layout.home.mkdir(parents=True, exist_ok=True)
    dump.bring_back(server.connect(settings, layout), source / DUMP)
    for path in sorted((source / FILES).rglob("*")):
        if path.is_file():
            _put(path, layout.home / path.relative_to(source / FILES))
    engine = warehouse(settings, layout)
    kept: dict[str, str] = manifest["published"]
    different = [
        month for month, digest in kept.items() if access.published_digest(engine, Period.parse(month)) != digest
    ]
    if different or sorted(kept) != access.published_periods(engine):
        raise MonitoringError(f"恢复后的发布内容与备份时不同：{'、'.join(different) or '月份不同'}。不要使用，请报告")
    return sorted(kept)


def _put(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    shutil.copyfile(path, target)
    if target.parent.name == "keys":
        target.parent.chmod(0o700)
        target.chmod(0o600)
