"""Evidence laid side by side: what each department delivered, in the words of the mart and no more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from monitoring.contracts import load_contracts
from monitoring.settings import Settings

MOST_PIECES = 6


@dataclass(frozen=True)
class Side:
    """One department's part. pieces: title, value, dataset's title and row of each, at most MOST_PIECES; more: how many
    are left out."""

    department: str
    pieces: tuple[Mapping[str, Any], ...]
    more: int


def sides(evidence: object, departments: Mapping[str, str], settings: Settings) -> list[Side]:
    """The departments in the order in which the rule names them. evidence: JSON or its text; null gives nothing."""
    pieces = json.loads(evidence) if isinstance(evidence, str) else evidence
    found: dict[str, list[dict[str, Any]]] = {}
    for piece in pieces if isinstance(pieces, list) else []:
        dataset = str(piece.get("dataset") or "")
        department = str(piece.get("department") or dataset.partition(".")[0])
        shown = {
            "title": piece.get("title") or piece.get("field") or "",
            "value": piece.get("value"),
            "row_no": piece.get("row_no"),
            "source": _titles(settings).get(dataset, dataset),
        }
        found.setdefault(department, []).append(shown)
    return [
        Side(departments.get(code, code), tuple(own[:MOST_PIECES]), max(0, len(own) - MOST_PIECES))
        for code, own in found.items()
    ]


@cache
def _titles(settings: Settings) -> dict[str, str]:
    return {dataset: contract.title for dataset, contract in load_contracts(settings.contracts).items()}
