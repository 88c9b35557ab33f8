"""Every query a document tells its reader to type can be typed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine

from monitoring.warehouse import access

DOCS = Path(__file__).resolve().parents[3] / "docs"


def queries() -> list[tuple[str, str]]:
    """(document, statement) of every SQL block of the analysts' page and every `monitor query` of a runbook."""
    found = [("analyst.md", block) for block in re.findall(r"```sql\n(.*?)```", _read("analyst.md"), re.DOTALL)]
    for runbook in sorted((DOCS / "runbooks").glob("*.md")):
        text = runbook.read_text(encoding="utf-8")
        found += [(runbook.name, statement) for statement in re.findall(r'monitor query "([^"]+)"', text)]
    return found


def _read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(("document", "statement"), queries())
def test_a_documented_query_runs(warehouse: Engine, document: str, statement: str) -> None:
    assert access.query(warehouse, statement, None) == []


def test_documents_hold_queries() -> None:
    assert len(queries()) >= 8
