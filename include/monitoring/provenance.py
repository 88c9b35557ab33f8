"""Digests of what a month is made by and made from, so that a publication can be traced to program, rules and files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from monitoring import ledger
from monitoring.contracts import load_contracts
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.settings import Settings


def provenance(settings: Settings, layout: Layout, period: Period) -> dict[str, str]:
    """SHA-256 (hex) of the program, of contracts, suites, SQL and parameters, and of the month's delivered files."""
    package = Path(__file__).parent
    configuration = [settings.contracts, settings.sql, settings.parameters, settings.expectations]
    return {
        "code_digest": _digest_files([package], "*.py"),
        "config_digest": _digest_files(configuration, "*.*"),
        "inputs_digest": _digest(_delivered(settings, layout, period)),
    }


def _delivered(settings: Settings, layout: Layout, period: Period) -> Iterable[str]:
    for dataset, contract in load_contracts(settings.contracts).items():
        entry = ledger.read(layout, contract, period)
        yield f"{dataset} {entry.status} {entry.sha256}"


def _digest_files(folders: list[Path], pattern: str) -> str:
    files = sorted(path for folder in folders for path in folder.rglob(pattern) if path.is_file())
    return _digest(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files)


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
