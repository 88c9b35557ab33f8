"""One rule on one month: which deliveries it can rely on, and what it says of every subject it looks at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from monitoring.contracts import Contract, datasets_for
from monitoring.engines.duckdb import DuckDB
from monitoring.errors import ConfigurationError, MonitoringError
from monitoring.period import Period
from monitoring.rule_files import FACT, Rule

SUBJECT = {"subject_id": "varchar", "household_id": "varchar", "person_key": "bigint", "outcome": "varchar"}
EVIDENCE = {
    "evidence_dataset": "varchar",
    "evidence_delivery": "varchar",
    "evidence_row_no": "bigint",
    "evidence_field": "varchar",
    "evidence_value": "varchar",
}
OPTIONAL = {"reason": "varchar", "severity": "varchar"}
VALUES = ("hit", "clear", "not_assessed")
# Without the register and the list nobody knows who lives where: no rule about people or households can say anything.
SPINE = ("residents", "listed_members")


@dataclass(frozen=True)
class Gate:
    """Why a rule cannot be relied on this month. blocked: nothing can be said; unclear: "clear" cannot be said.

    Both hold reasons, missing:<dataset> or carried:<dataset>, sorted by dataset; empty means no objection.
    """

    blocked: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """Subjects of one rule by outcome; reasons: those not assessed, by reason; with the gate it ran behind."""

    rule: str
    hits: int
    clear: int
    not_assessed: int
    reasons: dict[str, int]
    blocked: tuple[str, ...]
    unclear: tuple[str, ...]


def gate(rule: Rule, contracts: Mapping[str, Contract], status: Mapping[str, str], period: Period) -> Gate:
    """Judges the month's deliveries by what the rule needs; a contract that begins later is not missed yet.

    Carried data may still prove a hit, but not that there is nothing to find.
    """
    due = {name: contract for name, contract in contracts.items() if Period.parse(contract.since) <= period}
    needed = {dataset for need in rule.header.needs for dataset in datasets_for(due, need)}
    wanted = {dataset for need in rule.header.needs_for_clear for dataset in datasets_for(due, need)}
    spine = {dataset for role in SPINE for dataset in datasets_for(due, role)}
    present = {dataset for dataset in due if status[dataset] in ("delivered", "carried")}
    required = needed if rule.header.level == "dataset" else needed | spine
    late = [dataset for dataset in sorted(needed | wanted) if status[dataset] != "delivered"]
    return Gate(
        tuple(f"missing:{dataset}" for dataset in sorted(required - present)),
        tuple(f"{'carried' if dataset in present else 'missing'}:{dataset}" for dataset in late),
    )


def run_rule(engine: DuckDB, rule: Rule, gate: Gate) -> Run:
    """Leaves the relations rule_outcomes (a row per subject) and rule_evidence (a row per piece) with the engine.

    Raises MonitoringError when the rule gives a subject two outcomes: then neither may be believed.
    """
    engine.table("rule_found", rule.sql)
    found = list(engine.columns("select * from rule_found"))
    facts = sorted(column for column in found if column.startswith(FACT))
    missing = sorted({*SUBJECT, *EVIDENCE, *rule.header.columns} - set(found))
    if missing:
        raise ConfigurationError(f"rule {rule.id}: its SELECT lacks {', '.join(missing)}")
    types = {**SUBJECT, **OPTIONAL, **EVIDENCE, **dict.fromkeys(facts, "varchar")}
    columns = [f"cast({name if name in found else 'null'} as {kind}) as {name}" for name, kind in types.items()]
    engine.view("rule_rows", f"select {', '.join(columns)} from rule_found")
    count = engine.table("rule_outcomes", _outcomes_sql(rule, gate))
    subjects = engine.rows("select count(distinct subject_id) as subjects from rule_outcomes")[0]["subjects"]
    if subjects != count:
        raise MonitoringError(f"rule {rule.id}: {count - subjects} subjects have more than one outcome")
    evidence = ["subject_id", "household_id", "person_key", *EVIDENCE, *facts]
    hits = "false" if gate.blocked else "outcome = 'hit'"
    engine.view("rule_evidence", f"select {', '.join(evidence)} from rule_rows where {hits}")
    return _summary(engine, rule, gate)


def _outcomes_sql(rule: Rule, gate: Gate) -> str:
    """Hits have a row per piece of evidence and are brought together; every other subject has one row already."""
    if gate.blocked:
        return (
            "select distinct subject_id, household_id, cast(null as bigint) as person_key, 'not_assessed' as outcome, "
            f"'{gate.blocked[0]}' as reason, cast(null as varchar) as severity, cast(null as varchar) as sentence "
            "from rule_rows"
        )
    hits = (
        "select subject_id, min(household_id) as household_id, "
        "case when min(person_key) = max(person_key) then min(person_key) end as person_key, outcome, "
        f"min(reason) as reason, min(coalesce(severity, '{rule.header.severity}')) as severity, "
        f"min({sentence_sql(rule)}) as sentence from rule_rows where outcome = 'hit' group by subject_id, outcome"
    )
    outcome, reason = "outcome", "reason"
    if gate.unclear:
        outcome = "case when outcome = 'clear' then 'not_assessed' else outcome end"
        reason = f"case when outcome = 'clear' then '{gate.unclear[0]}' else reason end"
    return (
        f"{hits} union all select subject_id, household_id, cast(null as bigint) as person_key, {outcome} as outcome, "
        f"{reason} as reason, cast(null as varchar) as severity, cast(null as varchar) as sentence "
        "from rule_rows where outcome is distinct from 'hit'"
    )


def sentence_sql(rule: Rule) -> str:
    """The sentence of a hit as an SQL expression over the fact_ columns; a fact that is null reads 不详."""
    return _filled(rule.header.sentence)


def clear_sentence_sql(rule: Rule) -> str:
    """The same of the sentence that says what was seen where the rule did not hit."""
    return _filled(rule.header.clear_sentence or "")


def _filled(template: str) -> str:
    parts = re.split(r"\{(\w+)\}", template)
    texts = ["'" + text.replace("'", "''") + "'" for text in parts[::2]]
    facts = [f"coalesce({FACT}{name}, '不详')" for name in parts[1::2]]
    turns = [piece for pair in zip(texts, facts, strict=False) for piece in pair]
    return f"concat({', '.join([*turns, texts[-1]])})"


def _summary(engine: DuckDB, rule: Rule, gate: Gate) -> Run:
    rows = engine.rows(
        "select outcome, reason, count(*) as subjects from rule_outcomes group by outcome, reason order by outcome, reason"
    )
    if any(row["outcome"] not in VALUES for row in rows):
        raise MonitoringError(f"rule {rule.id}: an outcome other than {', '.join(VALUES)}")
    hits, clear, not_assessed = (sum(row["subjects"] for row in rows if row["outcome"] == v) for v in VALUES)
    reasons = {row["reason"] or "unknown": row["subjects"] for row in rows if row["outcome"] == "not_assessed"}
    return Run(rule.id, hits, clear, not_assessed, reasons, gate.blocked, gate.unclear)
