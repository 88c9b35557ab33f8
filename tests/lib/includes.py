"""An include folder of a test's own: what is shipped, with only the rules the test is about, so that a month costs little."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.lib.staged import INCLUDE

_SHARED = ("contracts", "sql/intermediate", "sql/marts", "sql/indicators")


def include_with(home: Path, rules: Sequence[str]) -> Path:
    """home/include: the shipped folder, of the rules only those named (risk.uninsured); parameters are left to the caller
    to change: a folder of links."""
    include = home / "include"
    for shared in _SHARED:
        _link(INCLUDE / shared, include / shared)
    for path in sorted((INCLUDE / "parameters").iterdir()):
        _link(path, include / "parameters" / path.name)
    for path in sorted(INCLUDE.glob("*.yml")):
        _link(path, include / path.name)
    (include / "sql" / "rules").mkdir(parents=True)
    for rule in rules:
        family, _, name = rule.partition(".")
        _link(INCLUDE / "sql" / "rules" / family / f"{name}.sql", include / "sql" / "rules" / family / f"{name}.sql")
    return include


def _link(shipped: Path, link: Path) -> None:
    assert shipped.exists(), shipped
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(shipped)
