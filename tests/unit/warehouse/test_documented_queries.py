"""Every query a document tells its reader to type can be typed, with the rights it is meant for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine

from monitoring.warehouse.asking import ask

DOCS = Path(__file__).resolve().parents[3] / "docs"


def queries() -> list[tuple[str, str, str]]:
    """(document, role, statement) of every SQL block of the analysts' page and every `monitor query` of a runbook."""
    found = [
        ("analyst.md", "analyst", block) for block in re.findall(r"```sql\n(.*?)```", _read("analyst.md"), re.DOTALL)
    ]
    for runbook in sorted((DOCS / "runbooks").glob("*.md")):
        text = runbook.read_text(encoding="utf-8")
        asked = re.findall(r'monitor query (?:--as (\w+) )?"([^"]+)"', text)
        found += [(runbook.name, role or "analyst", statement) for role, statement in asked]
    return found


def _read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(("document", "role", "statement"), queries())
def test_a_documented_query_runs(warehouse: Engine, document: str, role: str, statement: str) -> None:
    assert ask(warehouse, statement, role=role).rows == []


def test_documents_hold_queries() -> None:
    assert len(queries()) >= 16
    assert len([document for document, _, _ in queries() if document == "analyst.md"]) >= 10
