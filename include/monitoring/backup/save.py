"""Writes a backup aside and gives it its name when it is complete."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from monitoring.backup import DUMP, FILES, MANIFEST
from monitoring.backup.key_versions import key_versions
from monitoring.backup.sums import write_sums
from monitoring.beside import nobody_receives
from monitoring.contracts import load_contracts
from monitoring.errors import ConfigurationError
from monitoring.layout import Layout
from monitoring.published_data import warehouse
from monitoring.settings import Settings
from monitoring.warehouse import dump

# The departments' own files, Airflow's, its broker's and its trials', the database's (it is dumped), secrets, and what a
# run makes again from `landing`.
_LEFT_OUT = (
    *("airflow", "answer_key", "beside", "broker", "dumps", "inbox", "keys", "logs", "postgres"),
    *("raw", "secrets", "standardised", "system_tmp", "tmp"),
)
_OF_A_DATABASE = "PG_VERSION"


@dataclass(frozen=True)
class Saved:
    """Where it is, how many files of the data folder it holds and how large they are."""

    folder: Path
    files: int
    bytes: int


def save(settings: Settings, layout: Layout, to: Path, with_keys: bool) -> Saved:
    """Warehouse first, then files, so that nothing published lacks what it rests on. Only its owner may read it.

    Raises ConfigurationError when the place is taken or lies in the data folder. While it runs no month should run; a
    department's delivery waits until it is done.
    """
    folder = to.resolve()
    if folder.exists():
        raise ConfigurationError(f"{folder} 已存在；每次备份用新的目录")
    if folder.is_relative_to(layout.home):
        raise ConfigurationError("备份不能放在数据目录里面")
    before = os.umask(0o077)
    try:
        return _save(settings, layout, folder, with_keys)
    finally:
        os.umask(before)


def _save(settings: Settings, layout: Layout, folder: Path, with_keys: bool) -> Saved:
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    versions = key_versions(settings, layout)
    digests = dump.save(warehouse(settings, layout), partial / DUMP)
    count = size = 0
    with nobody_receives(layout, load_contracts(settings.contracts)):
        for path in _files(layout.home, with_keys):
            target = partial / FILES / path.relative_to(layout.home)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            count, size = count + 1, size + target.stat().st_size
    manifest = {"published": digests, "with_keys": with_keys, "keys": versions}
    (partial / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    write_sums(partial)
    os.sync()
    partial.rename(folder)
    return Saved(folder, count, size)


def _files(home: Path, with_keys: bool) -> Iterator[Path]:
    """Files of the pipeline's own folders; a file beside those, or another database in one of them, is somebody else's."""
    left_out = set(_LEFT_OUT) - ({"keys"} if with_keys else set())
    for top in sorted(home.iterdir()):
        if top.name in left_out or not top.is_dir() or next(top.rglob(_OF_A_DATABASE), None) is not None:
            continue
        for path in sorted(top.rglob("*")):
            if path.is_file() and not path.is_symlink() and path.suffix != ".tmp":
                yield path
