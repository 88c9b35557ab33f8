"""Findings of a month: every hit with its sentence and evidence, and what was found before and could not be looked at again.

Loops here run over findings and their evidence, never over the population.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from monitoring.engines.duckdb import DuckDB
from monitoring.evidence import EvidenceWriter
from monitoring.marts import rows_relation, sql_types
from monitoring.pseudonyms import Key, fingerprint, mask_id, mask_name, pseudonym
from monitoring.rule_engine import EVIDENCE, Run
from monitoring.rule_files import FACT, Rule

Row = dict[str, Any]
_HITS = """
select
    hits.subject_id, hits.household_id, hits.severity, hits.sentence,
    people.person_id, people.name, households.listing,
    coalesce(households.township, people.township) as township,
    coalesce(households.village, people.village) as village
from "{rule}.outcomes" as hits
left join int_people as people on hits.person_key = people.person_key
left join int_households as households on hits.household_id = households.household_id
where hits.outcome = 'hit'
order by hits.subject_id
"""
_STILL_OPEN = """
select previous.*
from previous_findings as previous
left join previous_people as people on previous.person = people.person
left join "{rule}.outcomes" as outcomes
    on outcomes.subject_id = case
        when previous.level = 'person' then substr(people.person_id, 1, 17) else previous.subject
    end
where previous.rule = '{rule}' and {condition}
order by previous.finding_id
"""


@dataclass(frozen=True)
class Context:
    """What findings of every rule share."""

    engine: DuckDB
    key: Key
    period: str
    evidence: EvidenceWriter
    first_seen: Mapping[str, str]


def build_findings(
    engine: DuckDB, key: Key, period: str, evidence: EvidenceWriter, rules: Mapping[str, Rule], runs: Mapping[str, Run]
) -> dict[str, str]:
    """Leaves the relation finding_rows with the engine; returns the numbers of the people in it, by pseudonym.

    Needs the relations previous_findings and previous_people, int_people, int_households and those of the rules.
    """
    seen = engine.query("select finding_id, first_seen_period from previous_findings").to_pydict()
    context = Context(
        engine, key, period, evidence, dict(zip(seen["finding_id"], seen["first_seen_period"], strict=True))
    )
    rows: list[Row] = []
    people: dict[str, str] = {}
    for rule in rules.values():
        for row, person_id in _hits(context, rule):
            rows.append(row)
            if person_id is not None:
                people[row["person"]] = person_id
        rows += _not_reassessed(engine, rule, runs[rule.id])
    rows_relation(engine, "finding_rows", sql_types("findings"), rows)
    return people


def _hits(context: Context, rule: Rule) -> Iterator[tuple[Row, str | None]]:
    hits = context.engine.query(_HITS.format(rule=rule.id)).to_pylist()
    if not hits:
        return
    evidence, facts = _evidence(context, rule)
    for hit in hits:
        subject_id = hit["subject_id"]
        yield _finding(context, rule, hit, evidence.get(subject_id, "[]"), facts[subject_id]), hit["person_id"]


def _finding(context: Context, rule: Rule, hit: Row, evidence: str, facts: str) -> Row:
    header, person_id = rule.header, hit["person_id"]
    is_person = header.level == "person"
    finding_id = fingerprint(context.key, rule.id, person_id if is_person else hit["subject_id"])
    person = pseudonym(context.key, person_id) if person_id is not None else None
    return {
        "finding_id": finding_id,
        "rule": rule.id,
        "family": header.family,
        "severity": hit["severity"],
        "level": header.level,
        "subject": person if is_person else hit["subject_id"],
        "household_id": hit["household_id"],
        "person": person,
        "masked_id": mask_id(person_id),
        "masked_name": mask_name(hit["name"]),
        "township": hit["township"],
        "village": hit["village"],
        "sentence": hit["sentence"],
        "action": header.action,
        "verify_department": _verify_department(rule, hit["subject_id"]),
        "evidence": evidence,
        "facts": facts,
        "status": "persisting" if finding_id in context.first_seen else "new",
        "first_seen_period": context.first_seen.get(finding_id, context.period),
        "is_missed_inclusion": header.family == "risk" and hit["listing"] != "active",
    }


def _verify_department(rule: Rule, subject_id: str) -> str:
    """What is wrong with a delivery only the department that sent it can mend."""
    return subject_id.partition(".")[0] if rule.header.level == "dataset" else rule.header.verify_department


def _evidence(context: Context, rule: Rule) -> tuple[dict[str, str], dict[str, str]]:
    """JSON of evidence and of facts by subject."""
    pieces: dict[str, list[dict[str, Any]]] = {}
    facts: dict[str, str] = {}
    columns = [*EVIDENCE, *sorted(rule.header.columns)]
    rows = context.engine.query(
        f'select distinct subject_id, {", ".join(columns)} from "{rule.id}" order by subject_id, {", ".join(columns)}'
    )
    for row in rows.to_pylist():
        subject_id = row["subject_id"]
        if subject_id not in facts:
            values = {name.removeprefix(FACT): row[name] for name in columns if name.startswith(FACT)}
            facts[subject_id] = json.dumps(values, ensure_ascii=False)
        if row["evidence_dataset"] is not None:
            pieces.setdefault(subject_id, []).append(context.evidence.piece(row))
    return {subject: json.dumps(found, ensure_ascii=False) for subject, found in pieces.items()}, facts


def _not_reassessed(engine: DuckDB, rule: Rule, run: Run) -> list[Row]:
    """Last month's findings about which the rule says nothing now; they stay open.

    A subject the rule no longer looks at is settled, unless a dataset is late that could have kept it in view.
    """
    condition = "outcomes.outcome = 'not_assessed'"
    if run.blocked or run.unclear:
        condition = f"({condition} or outcomes.outcome is null)"
    kept = engine.query(_STILL_OPEN.format(rule=rule.id, condition=condition)).to_pylist()
    return [{**row, "status": "not_reassessed"} for row in kept]
