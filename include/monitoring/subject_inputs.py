"""What the SQL of include/sql/marts reads besides the month's tables: rules, gaps, lost datasets, changed parameters."""

from __future__ import annotations

from collections.abc import Mapping

from monitoring.contracts import Contract, datasets_for
from monitoring.engines.duckdb import DuckDB
from monitoring.marts import rows_relation
from monitoring.parameters import load_parameters
from monitoring.period import Period
from monitoring.roles import empty_sql
from monitoring.rule_engine import SPINE, Run
from monitoring.rule_files import Rule
from monitoring.settings import Settings

_TEXT = "varchar"
_NOT_ASSESSED = dict.fromkeys(("household_id", "rule", "reason"), _TEXT)
_RULE_FACTS = {"rule": _TEXT, "title": _TEXT, "cause": _TEXT, "is_sudden": "boolean"}


def register_rules(engine: DuckDB, rules: Mapping[str, Rule], runs: Mapping[str, Run]) -> None:
    """Relations rule_facts; not_assessed (household_id, rule, reason); blocked_rules.

    A blocked rule that saw no subject at all (its scope was in the missing dataset) was assessed for nobody.
    """
    facts = [
        {"rule": rule.id, "title": rule.header.title, "cause": rule.header.cause, "is_sudden": rule.header.is_sudden}
        for rule in rules.values()
    ]
    rows_relation(engine, "rule_facts", _RULE_FACTS, facts)
    parts = [
        f"select household_id, '{rule}' as rule, reason from \"{rule}.outcomes\" where outcome = 'not_assessed'"
        for rule in rules
    ]
    engine.view("not_assessed", "\nunion all\n".join(parts) or empty_sql(_NOT_ASSESSED))
    blind = [run for run in runs.values() if run.blocked and not run.hits + run.clear + run.not_assessed]
    blocked = [{"rule": run.rule, "reason": run.blocked[0]} for run in blind]
    rows_relation(engine, "blocked_rules", {"rule": _TEXT, "reason": _TEXT}, blocked)


def register_losses(engine: DuckDB, contracts: dict[str, Contract], present: set[str]) -> None:
    """Relation lost_roles: which of register and national list cannot be had this month, not even carried over."""
    lost = [{"role": role} for role in SPINE if not set(datasets_for(contracts, role)) <= present]
    rows_relation(engine, "lost_roles", {"role": _TEXT}, lost)


def register_changes(engine: DuckDB, settings: Settings, period: Period, rules: Mapping[str, Rule]) -> None:
    """Relation changed_rules: rules with a parameter of another value than last month, and that parameter's title."""
    parameters = load_parameters(settings.parameters)
    used = parameters.used(parameters.as_of(period, settings.county), settings.county)
    before = {row["name"]: row["value"] for row in engine.rows("select name, value from previous_parameters")}
    changed = {name: one for name, one in used.items() if before.get(name, str(one.value)) != str(one.value)}
    rows = [
        {"rule": rule.id, "title": changed[name].parameter.title}
        for rule in rules.values()
        for name in rule.header.parameters
        if name in changed
    ]
    first = {row["rule"]: row for row in reversed(rows)}
    rows_relation(engine, "changed_rules", {"rule": _TEXT, "title": _TEXT}, list(first.values()))
