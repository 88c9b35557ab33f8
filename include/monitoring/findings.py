"""Findings of a month: every hit with its sentence and evidence, and what was found before and could not be looked at again.

Loops here run over findings and their evidence, never over the population.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitoring.engines.duckdb import DuckDB
from monitoring.evidence import EvidenceWriter
from monitoring.marts import rows_relation, sql_types
from monitoring.period import Period
from monitoring.pseudonyms import Key, evidence_key, fingerprint, mask_id, mask_name, pseudonym
from monitoring.rule_engine import EVIDENCE, Run
from monitoring.rule_files import FACT, Rule
from monitoring.verdicts import Verdict

Row = dict[str, Any]
_HITS = """
select
    hits.subject_id, hits.household_id, hits.severity, hits.sentence,
    people.person_id, people.name, households.listing,
    coalesce(households.township, people.township, places.township) as township,
    coalesce(households.village, people.village, places.village) as village
from "{rule}.outcomes" as hits
left join int_people as people on hits.person_key = people.person_key
left join int_households as households on hits.household_id = households.household_id
left join (
    select village_code, min(township) as township, min(village) as village from villages group by village_code
) as places on hits.subject_id = places.village_code and '{level}' = 'village'
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


_MEMORY = "select finding_id, first_seen_period, state from previous_memory order by finding_id"


@dataclass(frozen=True)
class Proof:
    """What speaks for one finding. evidence and facts: JSON; key: the same as long as the evidence says the same."""

    evidence: str
    facts: str
    key: str
    dataset: str | None = None
    title: str | None = None


@dataclass(frozen=True)
class Context:
    """What findings of every rule share. memory: what is known of each finding from earlier months, by finding."""

    engine: DuckDB
    key: Key
    period: Period
    evidence: EvidenceWriter
    memory: Mapping[str, Row]
    verdicts: Mapping[str, Verdict]


def build_findings(
    engine: DuckDB,
    key: Key,
    period: Period,
    evidence: EvidenceWriter,
    rules: Mapping[str, Rule],
    runs: Mapping[str, Run],
    verdicts: Mapping[str, Verdict],
) -> dict[str, str]:
    """Leaves the relation finding_rows with the engine; returns the numbers of the people in it, by pseudonym.

    Needs the relations previous_findings, previous_memory and previous_people, int_people, int_households, villages and
    those of the rules.
    """
    memory = {row["finding_id"]: row for row in engine.rows(_MEMORY)}
    context = Context(engine, key, period, evidence, memory, verdicts)
    rows: list[Row] = []
    people: dict[str, str] = {}
    for rule in rules.values():
        for row, person_id in _hits(context, rule):
            rows.append(row)
            if person_id is not None:
                people[row["person"]] = person_id
        rows += _not_reassessed(context, rule, runs[rule.id])
    rows_relation(engine, "finding_rows", sql_types("findings"), rows)
    return people


def _hits(context: Context, rule: Rule) -> Iterator[tuple[Row, str | None]]:
    hits = context.engine.query(_HITS.format(rule=rule.id, level=rule.header.level)).to_pylist()
    if not hits:
        return
    proofs = _proofs(context, rule)
    for hit in hits:
        yield _finding(context, rule, hit, proofs[hit["subject_id"]]), hit["person_id"]


def _finding(context: Context, rule: Rule, hit: Row, proof: Proof) -> Row:
    header, person_id = rule.header, hit["person_id"]
    is_person = header.level == "person"
    finding_id = fingerprint(context.key, rule.id, person_id if is_person else hit["subject_id"])
    person = pseudonym(context.key, person_id) if person_id is not None else None
    known, verdict = context.memory.get(finding_id), context.verdicts.get(finding_id)
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
        "evidence": proof.evidence,
        "facts": proof.facts,
        "status": _status(context.period, known, verdict, proof.key),
        "first_seen_period": known["first_seen_period"] if known else str(context.period),
        "is_missed_inclusion": header.family == "risk" and hit["listing"] != "active",
        "evidence_key": proof.key,
        "verdict": verdict.outcome if verdict else None,
        "evidence_dataset": proof.dataset,
        "evidence_title": proof.title,
    }


def _status(period: Period, known: Row | None, verdict: Verdict | None, evidence_key: str) -> str:
    """A person's verdict goes before what the pipeline remembers, as long as it is about the same evidence."""
    judged = verdict.state(evidence_key, period) if verdict is not None else None
    if judged is not None:
        return judged
    if known is None:
        return "new"
    return "recurred" if known["state"] == "ended" else "persisting"


def _verify_department(rule: Rule, subject_id: str) -> str:
    """What is wrong with a delivery only the department that sent it can mend."""
    return subject_id.partition(".")[0] if rule.header.level == "dataset" else rule.header.verify_department


def _proofs(context: Context, rule: Rule) -> dict[str, Proof]:
    """What speaks for each finding of the rule, by subject."""
    columns = [*EVIDENCE, *sorted(rule.header.columns)]
    rows = context.engine.query(
        f'select distinct subject_id, {", ".join(columns)} from "{rule.id}" order by subject_id, {", ".join(columns)}'
    )
    by_subject: dict[str, list[Row]] = {}
    for row in rows.to_pylist():
        by_subject.setdefault(row["subject_id"], []).append(row)
    return {subject: _proof(context, rule, found) for subject, found in by_subject.items()}


def _proof(context: Context, rule: Rule, rows: Sequence[Row]) -> Proof:
    facts = {name.removeprefix(FACT): rows[0][name] for name in sorted(rule.header.columns)}
    pieces = [row for row in rows if row["evidence_dataset"] is not None]
    shown = [context.evidence.piece(row) for row in pieces]
    said = sorted({f"{row['evidence_dataset']}|{row['evidence_field']}|{row['evidence_value']}" for row in pieces})
    first = shown[0] if shown else {"dataset": None, "title": None}
    return Proof(
        json.dumps(shown, ensure_ascii=False),
        json.dumps(facts, ensure_ascii=False),
        evidence_key(context.key, said),
        first["dataset"],
        first["title"],
    )


def _not_reassessed(context: Context, rule: Rule, run: Run) -> list[Row]:
    """Last month's findings about which the rule says nothing now; they stay open.

    A subject the rule no longer looks at is settled, unless a dataset is late that could have kept it in view.
    """
    condition = "outcomes.outcome = 'not_assessed'"
    if run.blocked or run.unclear:
        condition = f"({condition} or outcomes.outcome is null)"
    kept = context.engine.query(_STILL_OPEN.format(rule=rule.id, condition=condition)).to_pylist()
    return [{**row, **_carried(context, row)} for row in kept]


def _carried(context: Context, row: Row) -> Row:
    """What was verified stays verified while no data speak against it: a department's silence calls nobody out again."""
    verdict = context.verdicts.get(row["finding_id"])
    judged = verdict.state(row["evidence_key"], context.period) if verdict is not None else None
    status = "set_aside" if judged in ("dismissed", "accepted") else "not_reassessed"
    return {"status": status, "verdict": verdict.outcome if verdict else None}
