"""Every rule on small tables: what it must find, what it must leave alone, and when it must say that it cannot tell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitoring.engines.duckdb import DuckDB
from monitoring.rule_engine import VALUES
from monitoring.rule_files import load_rules
from tests.sql.sql_harness import CASES, INCLUDE, Harness

RULES = load_rules(INCLUDE / "sql" / "rules")
FOLDERS = sorted(path.parent for path in CASES.glob("*/*/expect.yml"))


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harness]:
    with DuckDB(tmp_path_factory.mktemp("sql"), "cases", memory="1GB", threads=1) as engine:
        yield Harness(engine)


@pytest.mark.parametrize("case", FOLDERS, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_case(harness: Harness, case: Path) -> None:
    expected = _expected(case)
    found = harness.run(RULES[case.parent.name], harness.load(case))
    assert {row["subject_id"] for row in found} == {row["subject_id"] for row in expected}
    by_subject = {row["subject_id"]: row for row in found}
    for row in expected:
        assert _like(by_subject[row["subject_id"]], row) == row
    assert not [text for row in found if (text := row["clear_sentence"]) and "不详" in text]


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_has_a_hit_a_near_miss_and_a_case_not_assessed(rule: str) -> None:
    folders = [case for case in FOLDERS if case.parent.name == rule]
    outcomes = {row["outcome"] for case in folders for row in _expected(case)}
    assert outcomes == set(VALUES)


def test_no_case_of_a_rule_that_does_not_exist() -> None:
    assert {case.parent.name for case in FOLDERS} == set(RULES)


def _expected(case: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load((case / "expect.yml").read_text(encoding="utf-8"))
    for row in rows:
        row["subject_id"] = str(row["subject_id"])
        row["evidence"] = sorted(row.get("evidence", []), key=str) if "evidence" in row else None
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def _like(found: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """What was found, reduced to what is named in the expectation."""
    reduced = {name: found[name] for name in expected if name != "evidence"}
    if "evidence" in expected:
        names = list(expected["evidence"][0]) if expected["evidence"] else []
        pieces = [{name: piece[name] for name in names} for piece in found["evidence"]]
        reduced["evidence"] = sorted(pieces, key=str)
    return reduced
