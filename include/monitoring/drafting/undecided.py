"""What a person still has to decide in contracts that were drafted from a sample."""

from __future__ import annotations

from pathlib import Path

UNDECIDED = "待定"


def undecided(contracts: Path) -> list[str]:
    """`<department>/<dataset>.yml:<line>: <text>` of every line that is marked 待定, sorted."""
    return [
        f"{path.parent.name}/{path.name}:{number}: {line.strip()}"
        for path in sorted(contracts.glob("*/*.yml"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if UNDECIDED in line
    ]
