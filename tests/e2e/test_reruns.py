"""A month run again is the same month, whatever people have said about it since; only other data open a finding again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from monitoring import steps
from monitoring.layout import Layout
from monitoring.period import Period
from monitoring.settings import load_settings
from monitoring.verdicts import Verdict, record
from tests.lib.county import County, copy_of, environment

pytestmark = pytest.mark.slow

HOUSE, RERUNS = "risk.unsafe_housing", 3
BUILT = (steps.join_people, steps.assess_rules, steps.build_marts)


def build(period: Period) -> None:
    for step in BUILT:
        step(str(period))


def marts(home: Path, period: Period) -> dict[str, str]:
    """SHA-256 by mart table of that month."""
    paths = sorted(home.glob(f"marts/*/period={period}/data.parquet"))
    return {path.parts[-3]: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def findings(period: Period) -> list[dict[str, Any]]:
    path = Layout(load_settings()).table("marts", "findings", period)
    rows = duckdb.connect().execute(
        f"select finding_id, rule, household_id, status, evidence_key, evidence from '{path}' order by finding_id"
    )
    names = [column[0] for column in rows.description or ()]
    return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]


def statuses(period: Period) -> dict[str, str]:
    return {row["finding_id"]: row["status"] for row in findings(period)}


def dismissed(period: Period) -> list[dict[str, Any]]:
    """Gives verdicts about all unsafe houses of the month."""
    houses = [row for row in findings(period) if row["rule"] == HOUSE]
    for row in houses:
        given = Verdict(row["finding_id"], row["evidence_key"], str(period), "data_error", "甲", "鉴定等级录入有误")
        record(Layout(load_settings()), given)
    return houses


def other_grade(piece: dict[str, Any], period: Period) -> None:
    """The department states another grade of that house, still an unsafe one."""
    path = Layout(load_settings()).table("staging", piece["dataset"], period)
    grade = "C" if piece["value"] == "D" else "D"
    changed = path.with_suffix(".new")
    duckdb.connect().execute(
        f"copy (select * replace (case when row_no = {piece['row_no']} then '{grade}' else housing_grade end"
        f" as housing_grade) from read_parquet('{path}', hive_partitioning = false)) to '{changed}' (format parquet)"
    )
    changed.replace(path)


def test_three_reruns_give_the_same_bytes_with_verdicts_too(county: County, tmp_path: Path) -> None:
    first, second = county.periods
    home = copy_of(county, tmp_path / "again")
    published = {period: marts(county.home, period) for period in county.periods}
    with environment(home):
        for _ in range(RERUNS):
            build(first)
            build(second)
            assert {period: marts(home, period) for period in county.periods} == published
        before = statuses(second)
        houses = dismissed(first)
        build(first)
        assert marts(home, first) == published[first]
        build(second)
        verified, known = marts(home, second), statuses(second)
        for _ in range(RERUNS):
            build(second)
            assert marts(home, second) == verified

    assert set(known) == set(before)
    changed = {finding for finding, status in known.items() if status != before[finding]}
    assert changed == {row["finding_id"] for row in houses} & set(before)
    assert {known[finding] for finding in changed} == {"dismissed"}


def test_another_value_opens_one_finding_again(county: County, tmp_path: Path) -> None:
    first, second = county.periods
    home = copy_of(county, tmp_path / "other")
    with environment(home):
        dismissed(first)
        build(second)
        before = statuses(second)
        house = next(row for row in findings(second) if row["rule"] == HOUSE and row["status"] == "dismissed")
        (piece,) = [piece for piece in json.loads(house["evidence"]) if piece["field"] == "housing_grade"]
        other_grade(piece, second)
        build(second)
        after = statuses(second)

    assert {finding: status for finding, status in after.items() if status != before.get(finding)} == {
        house["finding_id"]: "reopened"
    }
    assert set(before) <= set(after)
