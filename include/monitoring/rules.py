"""Runs the rules of a month and keeps, for every subject, one of three values: hit, clear, not assessed.

findings/<rule>.outcomes holds one row per subject: subject_id, household_id, person_key (the one person a hit is about,
null for none or several), outcome, reason, severity, sentence. findings/<rule> holds the evidence of the hits: one row
per piece, with the rule's fact_ columns.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

from monitoring.contracts import load_contracts
from monitoring.engines.duckdb import DuckDB
from monitoring.layout import Layout, write_text
from monitoring.period import Period
from monitoring.relations import register
from monitoring.roles import empty_sql
from monitoring.rule_engine import EVIDENCE, Run, gate, run_rule
from monitoring.rule_files import Rule, rules_in_force
from monitoring.settings import Settings
from monitoring.transform import attach

RISK_OUTCOMES = dict.fromkeys(("rule", "household_id", "outcome", "reason", "sentence"), "varchar")
RISK_EVIDENCE = {"rule": "varchar", "household_id": "varchar", **EVIDENCE}


def assess(settings: Settings, layout: Layout, period: Period) -> dict[str, int]:
    """Runs every rule in force; returns the number of rules and of subjects by outcome."""
    contracts = load_contracts(settings.contracts)
    runs: list[Run] = []
    with DuckDB(layout.home, "rules") as engine:
        status = {found.contract.dataset: found.status for found in register(engine, settings, layout, period)}
        attach(engine, layout, period)
        register_risks(engine, [])
        for family, rules in groupby(rules_in_force(settings.sql / "rules", period).values(), _family):
            done = []
            for rule in rules:
                runs.append(run_rule(engine, rule, gate(rule, contracts, status, period)))
                _keep(engine, layout, period, rule)
                done.append(rule.id)
            if family == "risk":
                register_risks(engine, done)
    records = {run.rule: asdict(run) for run in runs}
    write_text(layout.run_record("rules", period), json.dumps(records, ensure_ascii=False, indent=1) + "\n")
    counts = {name: sum(getattr(run, name) for run in runs) for name in ("hits", "clear", "not_assessed")}
    return {"rules": len(runs), **counts}


def _family(rule: Rule) -> str:
    return rule.header.family


def read_runs(layout: Layout, period: Period) -> dict[str, Run]:
    """What assess() recorded of that month, by rule."""
    found: dict[str, dict[str, Any]] = json.loads(layout.run_record("rules", period).read_text(encoding="utf-8"))
    return {
        rule: Run(**{**run, "blocked": tuple(run["blocked"]), "unclear": tuple(run["unclear"])})
        for rule, run in found.items()
    }


def outcomes_path(layout: Layout, rule: str, period: Period) -> Path:
    """Where the outcomes of a rule's subjects are kept."""
    return layout.table("findings", f"{rule}.outcomes", period)


def _keep(engine: DuckDB, layout: Layout, period: Period, rule: Rule) -> None:
    outcomes, evidence = outcomes_path(layout, rule.id, period), layout.table("findings", rule.id, period)
    engine.write("select * from rule_outcomes", outcomes, "subject_id")
    engine.write("select * from rule_evidence", evidence, list(engine.columns("select * from rule_evidence")))
    engine.view(f"{rule.id}.outcomes", outcomes)
    engine.view(rule.id, evidence)


def register_risks(engine: DuckDB, risks: list[str]) -> None:
    """The relations risk_outcomes and risk_evidence, over the risk rules that have run; empty before the first."""
    outcomes = [f"select '{r}' as rule, {_names(RISK_OUTCOMES)} from \"{r}.outcomes\"" for r in risks]
    evidence = [f"select '{r}' as rule, {_names(RISK_EVIDENCE)} from \"{r}\"" for r in risks]
    engine.view("risk_outcomes", " union all ".join(outcomes) or empty_sql(RISK_OUTCOMES))
    engine.view("risk_evidence", " union all ".join(evidence) or empty_sql(RISK_EVIDENCE))


def _names(columns: dict[str, str]) -> str:
    return ", ".join(name for name in columns if name != "rule")
