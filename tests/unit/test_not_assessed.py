"""Whatever a rule cannot say, people read why in Chinese, in the reports as in an explanation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlglot
from sqlglot import exp

from monitoring.not_assessed import load_reasons
from monitoring.reports import MonthData, load_labels
from monitoring.reports.rule_figures import rules
from tests.lib.staged import INCLUDE

SQL = sorted([*(INCLUDE / "sql" / "rules").glob("*/*.sql"), *(INCLUDE / "sql" / "intermediate").glob("*.sql")])


def _given_reasons(sql: str) -> Iterator[str]:
    """Every text a column called reason can be."""
    for column in sqlglot.parse_one(sql, dialect="duckdb").find_all(exp.Alias):
        if column.alias == "reason":
            yield from (text.this for text in _results(column.this))


def _results(value: exp.Expression | None) -> Iterator[exp.Literal]:
    if isinstance(value, exp.Literal) and value.is_string:
        yield value
    if isinstance(value, exp.Coalesce):
        for part in (value.this, *value.expressions):
            yield from _results(part)
    if isinstance(value, exp.Case):
        for branch in value.args["ifs"]:
            yield from _results(branch.args["true"])
        yield from _results(value.args.get("default"))


def test_every_reason_a_rule_can_give_has_its_chinese() -> None:
    known = load_reasons(INCLUDE)
    given = {reason: path.stem for path in SQL for reason in _given_reasons(path.read_text(encoding="utf-8"))}
    assert len(given) > 20
    assert {reason: rule for reason, rule in given.items() if reason not in known} == {}


@pytest.mark.parametrize(
    ("reason", "shown"),
    [("no_appraisal", "没有住房鉴定记录"), ("unknown", "原因未注明"), ("missing:a.b", "《名单》本月没有可用的报送")],
)
def test_the_monthly_page_uses_the_same_words(reason: str, shown: str) -> None:
    run = {"rule": "risk.x", "title": "规则", "family": "risk", "level": "household"}
    counts = {"hits": 0, "clear": 0, "not_assessed": 1, "reasons": {reason: 1}}
    data = MonthData(
        "2026-10",
        1,
        rule_runs=[{**run, **counts}],
        deliveries=[{"dataset": "a.b", "title": "名单"}],
        labels=load_labels(INCLUDE / "contracts"),
    )
    (line,) = rules(data)
    assert line.reasons == [(shown, 1)]
