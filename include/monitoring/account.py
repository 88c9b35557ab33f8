"""The account a publication gives of itself: rules run, checks made, parameters used, rules in force."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from monitoring import ledger
from monitoring.contracts import load_contracts
from monitoring.engines.duckdb import DuckDB
from monitoring.layout import Layout
from monitoring.marts import rows_relation, sql_types
from monitoring.parameters import load_parameters
from monitoring.period import Period
from monitoring.rule_engine import Run
from monitoring.rule_files import Rule
from monitoring.settings import Settings

Rows = list[dict[str, Any]]


def register_account(
    engine: DuckDB,
    settings: Settings,
    layout: Layout,
    period: Period,
    rules: Mapping[str, Rule],
    runs: Mapping[str, Run],
) -> None:
    """Leaves the relations rule_run_rows, catalogue_rows, check_rows and parameter_rows with the engine."""
    rows_relation(engine, "rule_run_rows", sql_types("rule_runs"), [_run(rules[name], runs[name]) for name in rules])
    rows_relation(engine, "catalogue_rows", sql_types("rule_catalogue"), [_rule(rule) for rule in rules.values()])
    rows_relation(engine, "check_rows", sql_types("delivery_checks"), _checks(settings, layout, period))
    rows_relation(engine, "parameter_rows", sql_types("parameters_used"), _parameters(settings, period))


def _run(rule: Rule, run: Run) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "title": rule.header.title,
        "family": rule.header.family,
        "level": rule.header.level,
        "hits": run.hits,
        "clear": run.clear,
        "not_assessed": run.not_assessed,
        "reasons": json.dumps(run.reasons, ensure_ascii=False, sort_keys=True),
    }


def _rule(rule: Rule) -> dict[str, Any]:
    columns = ("title", "family", "level", "severity", "action", "verify_department", "basis", "innocent")
    described = {column: getattr(rule.header, column) for column in columns}
    return {"rule": rule.id, **described, "digest": rule.digest}


def _checks(settings: Settings, layout: Layout, period: Period) -> Rows:
    rows: Rows = []
    for dataset, contract in load_contracts(settings.contracts).items():
        if ledger.read(layout, contract, period).status in ("delivered", "stopped"):
            checks = json.loads(layout.validation(dataset, period).read_text(encoding="utf-8"))["checks"]
            rows += [{"dataset": dataset, **check} for check in checks]
    columns = sql_types("delivery_checks")
    return [{column: row.get(column) for column in columns} for row in rows]


def _parameters(settings: Settings, period: Period) -> Rows:
    parameters = load_parameters(settings.parameters)
    used = parameters.used(parameters.as_of(period, settings.county), settings.county)
    return [
        {"name": name, "value": str(found.value), "valid_from": found.valid_from, "source": found.parameter.source}
        for name, found in used.items()
    ]
