"""Small tables with whole numbers in them: CSV files that only the pipeline's own account may read."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from monitoring.layout import replacing


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows in the order of the file; none when there is no file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Replaces the file, mode 0600 from its first byte on."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with replacing(path) as temporary:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as written:
            writer = csv.DictWriter(written, header, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
