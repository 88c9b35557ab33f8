"""What the SQL of include/sql/marts reads besides the month's tables: rules, gaps, lost datasets, changed parameters."""

from __future__ import annotations

from collections.abc import Mapping

from monitoring.contracts import Contract, datasets_for
from monitoring.dated import in_force
from monitoring.engines.duckdb import DuckDB
from monitoring.marts import rows_relation
from monitoring.parameter_tables import load_parameter_tables
from monitoring.parameters import load_parameters
from monitoring.period import Period
from monitoring.roles import empty_sql
from monitoring.rule_engine import SPINE, Run
from monitoring.rule_files import Rule
from monitoring.settings import Settings
from monitoring.verdicts import Verdict

_TEXT = "varchar"
_NOT_ASSESSED = dict.fromkeys(("household_id", "rule", "reason"), _TEXT)
_RULE_FACTS = {"rule": _TEXT, "title": _TEXT, "family": _TEXT, "cause": _TEXT, "is_sudden": "boolean"}


def register_rules(engine: DuckDB, rules: Mapping[str, Rule], runs: Mapping[str, Run]) -> None:
    """Relations rule_facts; not_assessed (household_id, rule, reason); blocked_rules.

    A blocked rule that saw no subject at all (its scope was in the missing dataset) was assessed for nobody.
    """
    facts = [
        {"rule": rule.id, **{name: getattr(rule.header, name) for name in ("title", "family", "cause", "is_sudden")}}
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


def register_comparison(engine: DuckDB, rules: Mapping[str, Rule], earlier: Period | None) -> None:
    """Relations comparison (is there an earlier month), rewritten_rules (other SQL than then, or none then), and
    delivery_changes (each dataset's status then and now)."""
    rows_relation(engine, "comparison", {"has_previous": "boolean"}, [{"has_previous": earlier is not None}])
    before = {row["rule"]: row["digest"] for row in engine.rows("select rule, digest from previous_catalogue")}
    rewritten = [{"rule": name} for name, rule in rules.items() if before.get(name) != rule.digest]
    rows_relation(engine, "rewritten_rules", {"rule": _TEXT}, rewritten)
    engine.view(
        "delivery_changes",
        "select now.dataset, now.title, now.status as status_now, "
        "coalesce(previous.status, 'missing') as status_before from deliveries as now "
        "left join previous_deliveries as previous on now.dataset = previous.dataset",
    )


def register_verdicts(engine: DuckDB, verdicts: Mapping[str, Verdict]) -> None:
    """Relation verdict_rows: the latest outcome of every finding that somebody verified."""
    rows = [{"finding_id": name, "outcome": verdict.outcome} for name, verdict in sorted(verdicts.items())]
    rows_relation(engine, "verdict_rows", {"finding_id": _TEXT, "outcome": _TEXT}, rows)


def register_changes(engine: DuckDB, settings: Settings, period: Period, rules: Mapping[str, Rule]) -> None:
    """Relation changed_rules: rules with a parameter or a table of parameters that says something else than last month,
    and its title."""
    parameters = load_parameters(settings.parameters)
    used = parameters.used(parameters.as_of(period, settings.county), settings.county)
    before = {row["name"]: row["value"] for row in engine.rows("select name, value from previous_parameters")}
    changed = {name: one for name, one in used.items() if before.get(name, str(one.value)) != str(one.value)}
    titles = {name: found.parameter.title for name, found in changed.items()} | _changed_tables(settings, period)
    rows = [
        {"rule": rule.id, "title": titles[name]}
        for rule in rules.values()
        for name in (*rule.header.parameters, *rule.tables)
        if name in titles
    ]
    first = {row["rule"]: row for row in reversed(rows)}
    rows_relation(engine, "changed_rules", {"rule": _TEXT, "title": _TEXT}, list(first.values()))


def _changed_tables(settings: Settings, period: Period) -> dict[str, str]:
    """Titles of the tables of which another version holds than last month; an edited one makes another rule."""
    parameters, county = load_parameters(settings.parameters), settings.county
    then, now = parameters.as_of(period.shift(-1), county), parameters.as_of(period, county)
    return {
        name: table.title
        for name, table in load_parameter_tables(settings.parameters).items()
        if in_force(table.versions, county, then) != in_force(table.versions, county, now)
    }
