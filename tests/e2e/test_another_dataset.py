"""A forty-fourth dataset costs a contract and a suite: two files, no code."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from monitoring import commands
from monitoring.settings import PROJECT
from tests.lib.county import County, copy_of, environment, run_month

pytestmark = pytest.mark.xdist_group("county")

CONTRACT = """
dataset: veterans.veteran_allowances
title: 退役军人生活补助
why: Veterans' allowances are benefits like any other and stop with death.
since: "2026-01"
owner: {department: 退役军人事务局, contact: 优抚科}
delivery: {form: csv, pattern: "退役军人生活补助_{period}.csv", encoding: utf-8, kind: snapshot, due_day: 15}
roles:
  benefits:
    columns: {kind: {value: veteran_allowance}}
key: [person_id]
columns:
  person_id: {from: 身份证号, as: citizen_id, required: true}
  name: {from: 姓名, as: text}
  amount: {from: 月补助金额, as: decimal}
  start_month: {from: 起始月份, as: month}
  end_month: {from: 截止月份, as: month}
examples:
  - name: without a number nobody can be paid
    given: {身份证号: "", 姓名: 测试甲, 月补助金额: "800.00", 起始月份: "2025-01", 截止月份: ""}
    quarantined: ID_MISSING
"""

SUITE = {
    "name": "veterans.veteran_allowances",
    "expectations": [
        {
            "type": "expect_column_values_to_be_between",
            "kwargs": {"column": "amount", "min_value": 0, "max_value": 20000},
            "severity": "critical",
            "meta": {"reason": "月补助金额应在 0 至 20000 元之间", "code": "EXPECT_AMOUNT"},
        }
    ],
}


def dead_person(county: County) -> str:
    """A person dead since the first month for some department, whom the answer key therefore names."""
    with (county.answer_key / str(county.periods[0]) / "expected.csv").open(encoding="utf-8") as handle:
        return next(row["subject_id"] for row in csv.DictReader(handle) if row["rule"] == "conflict.alive_or_dead")


def test_a_new_dataset_is_ingested_validated_and_joined_without_code(county: County, tmp_path: Path) -> None:
    period = county.periods[-1]
    include, expectations = tmp_path / "include", tmp_path / "expectations"
    shutil.copytree(PROJECT / "include", include, ignore=shutil.ignore_patterns("monitoring"))
    shutil.copytree(PROJECT / "expectations", expectations)
    (include / "contracts" / "veterans").mkdir()
    (include / "contracts" / "veterans" / "veteran_allowances.yml").write_text(CONTRACT, encoding="utf-8")
    (expectations / "veterans").mkdir()
    (expectations / "veterans" / "veteran_allowances.json").write_text(json.dumps(SUITE), encoding="utf-8")
    home = copy_of(county, tmp_path / "home")
    person = dead_person(county)
    inbox = home / "inbox" / str(period) / "veterans"
    inbox.mkdir()
    rows = [f"{person},测试甲,800.00,2020-01,", f"{person[:-1]}?,测试乙,800.00,2020-01,"]
    text = "\n".join(["身份证号,姓名,月补助金额,起始月份,截止月份", *rows]) + "\n"
    (inbox / f"退役军人生活补助_{period}.csv").write_text(text, encoding="utf-8")

    with environment(home, MONITOR_INCLUDE=str(include), MONITOR_EXPECTATIONS=str(expectations)):
        run_month(period)
        delivery = next(
            row for row in commands.mart("deliveries", str(period)) if row["dataset"] == "veterans.veteran_allowances"
        )
        checks = [row for row in commands.mart("delivery_checks", str(period)) if row["dataset"] == delivery["dataset"]]
        found = commands.published_findings(str(period))

    assert (delivery["status"], delivery["rows_staged"], delivery["rows_quarantined"]) == ("delivered", 1, 1)
    assert any(check["expectation"] == "expect_column_values_to_be_between" for check in checks)
    assert ("wrong.paid_after_death", person) in found
