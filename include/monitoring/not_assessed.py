"""Why a rule said nothing about a subject, in the words of include/not_assessed_reasons.yml: the one place that has them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from monitoring.yaml_files import read_yaml


def load_reasons(include: Path) -> Mapping[str, str]:
    """Chinese by reason code; missing:<dataset> and carried:<dataset> are not among them."""
    words: dict[str, str] = read_yaml(include / "not_assessed_reasons.yml")
    return words
