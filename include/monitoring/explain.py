"""Why a household is on the list of a month, why not, what could not be said, and what changed since the month before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from monitoring.contracts import load_contracts
from monitoring.engines.duckdb import DuckDB
from monitoring.errors import ConfigurationError, MonitoringError
from monitoring.layout import Layout
from monitoring.not_assessed import load_reasons
from monitoring.period import Period
from monitoring.pseudonyms import Key, load_key, mask_id, mask_name, pseudonym
from monitoring.relations import register
from monitoring.rule_engine import clear_sentence_sql
from monitoring.rule_files import Rule, rules_in_force
from monitoring.rules import outcomes_path, read_runs, register_risks
from monitoring.settings import Settings
from monitoring.transform import attach

Row = dict[str, Any]
OUT_OF_SCOPE = "out_of_scope"
_MARTS = ("monitoring_subjects", "findings", "finding_memory", "household_changes")
_WORK_ID = "left(person_id, 6) || '********' || right(person_id, 4)"


@dataclass(frozen=True)
class Line:
    """What one rule says of the household or one of its members. outcome: hit, clear, not_assessed or out_of_scope;
    who: the member's masked name, null for the household; evidence: pieces as in the findings,
    each with `source`, its department and dataset in Chinese."""

    rule: str
    title: str
    family: str
    outcome: str
    text: str
    who: str | None = None
    state: str | None = None
    evidence: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """One household in one month. subject: its line on the list, null when it is on none; household: what is known of it;
    change: its line of the change report; ended: findings that ended this month. Nobody is named in full."""

    period: str
    household_id: str
    household: Row | None
    subject: Row | None
    members: list[Row]
    lines: list[Line]
    change: Row | None = None
    ended: list[Row] = field(default_factory=list)

    def with_outcome(self, *outcomes: str) -> list[Line]:
        """Lines of those outcomes, in the order of the rules."""
        return [line for line in self.lines if line.outcome in outcomes]


def explain(settings: Settings, layout: Layout, period: Period, who: str) -> Explanation:
    """who: a household (listed:…, register:… or its number alone), a person's pseudonym, or a number as work lists show
    it (529901********1234). Raises ConfigurationError when nobody or more than one household is meant."""
    with DuckDB(layout.home, "explain") as engine:
        if not layout.table("intermediate", "int_people", period).exists():
            raise MonitoringError(f"{period} 还没有运行过，无法解释")
        ran = read_runs(layout, period)
        rules = {name: rule for name, rule in rules_in_force(settings.sql / "rules", period).items() if name in ran}
        register(engine, settings, layout, period)
        attach(engine, layout, period)
        for table in _MARTS:
            engine.view(table, layout.table("marts", table, period))
        for rule in rules:
            engine.view(f"{rule}.outcomes", outcomes_path(layout, rule, period))
            engine.view(rule, layout.table("findings", rule, period))
        register_risks(engine, [rule for rule in rules if rules[rule].header.family == "risk"])
        household_id = _household(settings, layout, engine, who)
        people = _people(engine, household_id)
        asked = _Asked(settings, engine, load_key(settings, layout), household_id, people)
        lines = [line for rule in rules.values() for line in _lines(asked, rule)]
        return Explanation(
            str(period),
            household_id,
            _one(engine, "int_households", household_id),
            _one(engine, "monitoring_subjects", household_id),
            [_member(person) for person in people.values()],
            lines,
            _one(engine, "household_changes", household_id),
            _ended(engine, household_id, period),
        )


@dataclass(frozen=True)
class _Asked:
    """What every rule is asked about. people: members by the subject under which rules speak of them."""

    settings: Settings
    engine: DuckDB
    key: Key
    household_id: str
    people: Mapping[str, Row]


def _household(settings: Settings, layout: Layout, engine: DuckDB, who: str) -> str:
    found = _candidates(settings, layout, engine, who)
    if len(found) == 1:
        return found[0]
    if not found:
        raise ConfigurationError("没有找到：请用户编号、人员假名（p_…）或工作清单上的证件号（529901********1234）")
    raise ConfigurationError(f"不止一户：{'、'.join(found[:10])}，请直接写户编号")


def _candidates(settings: Settings, layout: Layout, engine: DuckDB, who: str) -> list[str]:
    households = _households(engine, "select household_id from int_households where household_id = ?", who)
    households = households or _households(
        engine, "select household_id from int_households where household_no = ?", who
    )
    households = households or _households(
        engine, "select household_id from monitoring_subjects where household_id = ?", who
    )
    if households or not who:
        return households
    if who.startswith("p_"):
        key = load_key(settings, layout)
        people = engine.rows("select person_id, household_id from int_people where person_id is not null")
        return [row["household_id"] for row in people if pseudonym(key, row["person_id"]) == who]
    return _households(engine, f"select distinct household_id from int_people where {_WORK_ID} = ?", who)


def _households(engine: DuckDB, sql: str, who: str) -> list[str]:
    return sorted(row["household_id"] for row in engine.rows(sql, [who]))


def _people(engine: DuckDB, household_id: str) -> dict[str, Row]:
    """Members by the subject under which rules speak of them."""
    sql = "select * from int_people where household_id = ? order by person_key"
    return {str(row["person_key"]): row for row in engine.rows(sql, [household_id])}


def _member(person: Row) -> Row:
    shown = {name: person[name] for name in ("relation", "sex", "age", "is_living_resident", "datasets")}
    return {"masked_id": mask_id(person["person_id"]), "masked_name": mask_name(person["name"]), **shown}


def _one(engine: DuckDB, table: str, household_id: str) -> Row | None:
    found = engine.rows(f"select * from {table} where household_id = ?", [household_id])
    return found[0] if found else None


def _lines(asked: _Asked, rule: Rule) -> list[Line]:
    header = rule.header
    if header.level not in ("household", "person"):
        return []
    subjects = [asked.household_id] if header.level == "household" else list(asked.people)
    marks = ", ".join("?" for _ in subjects) or "null"
    sql = f'select * from "{rule.id}.outcomes" where subject_id in ({marks}) order by subject_id'
    rows = asked.engine.rows(sql, subjects)
    if not rows:
        return [Line(rule.id, header.title, header.family, OUT_OF_SCOPE, f"不在判断范围内：{header.definition}")]
    clear = _clear_sentences(asked.engine, rule, [row["subject_id"] for row in rows if row["outcome"] == "clear"])
    return [_line(asked, rule, row, clear) for row in rows]


def _line(asked: _Asked, rule: Rule, row: Row, clear: Mapping[str, str]) -> Line:
    header, person = rule.header, asked.people.get(row["subject_id"])
    who = mask_name(person["name"]) if person else None
    line = (rule.id, header.title, header.family, row["outcome"])
    if row["outcome"] == "not_assessed":
        return Line(*line, _why_not_assessed(asked.settings, row["reason"]), who)
    if row["outcome"] == "clear":
        return Line(*line, clear.get(row["subject_id"]) or f"条件未成立：{header.definition}", who)
    subject = pseudonym(asked.key, person["person_id"]) if person else row["subject_id"]
    sql = "select status, evidence from findings where rule = ? and subject = ?"
    (finding,) = asked.engine.rows(sql, [rule.id, subject])
    pieces = tuple(_sourced(asked.settings, piece) for piece in json.loads(finding["evidence"]))
    return Line(*line, row["sentence"], who, finding["status"], pieces)


def _sourced(settings: Settings, piece: Row) -> Row:
    """The piece with its source as people call it."""
    contract = load_contracts(settings.contracts).get(piece["dataset"])
    source = f"{contract.owner.department}《{contract.title}》" if contract else piece["dataset"]
    return {**piece, "source": source}


def _clear_sentences(engine: DuckDB, rule: Rule, subjects: list[str]) -> dict[str, str]:
    """What the rule saw where it did not hit, if it can say it: the rule's SQL once more, for these subjects."""
    if not subjects or rule.header.clear_sentence is None:
        return {}
    marks = ", ".join("?" for _ in subjects)
    rows = engine.rows(
        f"select subject_id, min({clear_sentence_sql(rule)}) as sentence from (\n{rule.sql}\n) as found "
        f"where subject_id in ({marks}) and outcome = 'clear' group by subject_id order by subject_id",
        subjects,
    )
    return {row["subject_id"]: row["sentence"] for row in rows}


def _why_not_assessed(settings: Settings, reason: str | None) -> str:
    kind, _, dataset = (reason or "").partition(":")
    if dataset:
        contracts = load_contracts(settings.contracts)
        title = contracts[dataset].title if dataset in contracts else dataset
        return f"《{title}》本月未报送" if kind == "missing" else f"《{title}》沿用以前月份，不能确认没有问题"
    return load_reasons(settings.include).get(kind, "所需的数据缺失")


def _ended(engine: DuckDB, household_id: str, period: Period) -> list[Row]:
    return engine.rows(
        "select rule, first_seen_period, periods_seen, ending from finding_memory "
        "where household_id = ? and ended_period = ? order by rule, finding_id",
        [household_id, str(period)],
    )
