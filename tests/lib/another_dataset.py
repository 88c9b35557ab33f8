"""An invented forty-fourth dataset: its contract and its suite, the two files it costs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from monitoring.settings import PROJECT

DATASET = "veterans.veteran_allowances"
FILE_NAME = "退役军人生活补助_{period}.csv"

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


def project_with_it(folder: Path) -> tuple[Path, Path]:
    """Copies of include/ and expectations/ to which the two files are added."""
    include, expectations = folder / "include", folder / "expectations"
    shutil.copytree(PROJECT / "include", include, ignore=shutil.ignore_patterns("monitoring"))
    shutil.copytree(PROJECT / "expectations", expectations)
    department, dataset = DATASET.split(".")
    for place, text in (
        (include / "contracts" / department / f"{dataset}.yml", CONTRACT),
        (expectations / department / f"{dataset}.json", json.dumps(SUITE)),
    ):
        place.parent.mkdir()
        place.write_text(text, encoding="utf-8")
    return include, expectations


def deliver(inbox: Path, period: str, person_id: str) -> None:
    """Two rows: one of that person, one with a number that is none."""
    folder = inbox / period / DATASET.split(".")[0]
    folder.mkdir()
    rows = [
        "身份证号,姓名,月补助金额,起始月份,截止月份",
        f"{person_id},测试甲,800.00,2020-01,",
        "52990?,测试乙,800.00,2020-01,",
    ]
    (folder / FILE_NAME.replace("{period}", period)).write_text("\n".join(rows) + "\n", encoding="utf-8")
