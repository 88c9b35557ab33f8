"""Builds what is published of a month: subjects and their members, findings, and the account of how they came about."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from monitoring import account, subject_inputs
from monitoring.contracts import load_contracts, load_fields
from monitoring.engines.duckdb import DuckDB
from monitoring.errors import LedgerBroken
from monitoring.evidence import EvidenceWriter
from monitoring.findings import build_findings
from monitoring.indicators import register_indicators
from monitoring.layout import Layout
from monitoring.marts import register_previous, rows_relation, sql_types, write_mart
from monitoring.period import Period
from monitoring.pseudonyms import Key, load_key, mask_id, mask_name, pseudonyms
from monitoring.relations import register
from monitoring.rule_files import rules_in_force
from monitoring.rules import outcomes_path, read_runs
from monitoring.settings import Settings
from monitoring.transform import attach
from monitoring.verdicts import verdicts_before

_MARTS = {
    "monitoring_subjects": "subject_rows",
    "subject_members": "member_rows",
    "findings": "finding_rows",
    "finding_memory": "memory_rows",
    "household_changes": "change_rows",
    "rule_runs": "rule_run_rows",
    "indicators": "indicator_rows",
    "deliveries": "deliveries",
    "delivery_checks": "check_rows",
    "quarantined_rows": "quarantined_rows",
    "parameters_used": "parameter_rows",
    "rule_catalogue": "catalogue_rows",
    "people": "people_rows",
}


def build_marts(settings: Settings, layout: Layout, period: Period) -> dict[str, int]:
    """Writes every mart table of the month; returns their numbers of rows.

    Compares with the latest earlier month that was built. Needs what transform.build and rules.assess left of the month.
    """
    rules, runs = rules_in_force(settings.sql / "rules", period), read_runs(layout, period)
    contracts, key = load_contracts(settings.contracts), load_key(settings, layout)
    with DuckDB(layout.home, "marts") as engine:
        found = register(engine, settings, layout, period)
        attach(engine, layout, period)
        earlier = register_previous(engine, layout, period)
        verdicts = verdicts_before(layout, period)
        for rule in rules:
            engine.view(f"{rule}.outcomes", outcomes_path(layout, rule, period))
            engine.view(rule, layout.table("findings", rule, period))
        writer = EvidenceWriter(contracts, load_fields(settings.contracts))
        people = build_findings(engine, key, period, writer, rules, runs, verdicts)
        present = {one.contract.dataset for one in found if one.status in ("delivered", "carried")}
        subject_inputs.register_rules(engine, rules, runs)
        subject_inputs.register_losses(engine, contracts, present)
        subject_inputs.register_changes(engine, settings, period, rules)
        subject_inputs.register_comparison(engine, rules, earlier)
        subject_inputs.register_verdicts(engine, verdicts)
        build_subjects(engine, settings.sql / "marts")
        people |= build_members(engine, key)
        build_memory(engine, settings.sql / "marts")
        build_people(engine, key, people)
        account.register_account(engine, settings, layout, period, rules, runs)
        year_ago = layout.table("marts", "indicators", period.shift(-12))
        register_indicators(engine, settings.sql / "indicators", year_ago, period, contracts, rules, present)
        return {
            table: write_mart(engine, layout, period, table, f"select * from {relation}")
            for table, relation in _MARTS.items()
        }


def build_subjects(engine: DuckDB, folder: Path) -> None:
    """Leaves the relations subject_households and subject_rows with the engine, from finding_rows and subject_inputs."""
    engine.view(
        "open_findings",
        "select rule, family, severity, household_id, status from finding_rows "
        "where status not in ('dismissed', 'accepted', 'set_aside')",
    )
    for name in ("subject_findings", "subject_households", "subject_gaps"):
        engine.table(name, (folder / f"{name}.sql").read_text(encoding="utf-8"))
    engine.table("subject_rows", (folder / "monitoring_subjects.sql").read_text(encoding="utf-8"))
    engine.view("identified_members", (folder / "subject_members.sql").read_text(encoding="utf-8"))


def build_members(engine: DuckDB, key: Key) -> dict[str, str]:
    """Leaves the relation member_rows with the engine; returns the members' numbers by pseudonym.

    The members of a household that is gone from the data are last month's.
    """
    members = engine.query("select * from identified_members order by person_key").to_pydict()
    numbers = members["person_id"]
    members["person"] = pseudonyms(key, numbers)
    members["masked_id"] = [mask_id(number) for number in numbers]
    members["masked_name"] = [mask_name(name) for name in members["name"]]
    columns = sql_types("subject_members")
    values = zip(*(members[column] for column in columns), strict=True)
    rows_relation(engine, "present_members", columns, [dict(zip(columns, row, strict=True)) for row in values])
    engine.view(
        "member_rows",
        "select * from present_members union all select previous_members.* from previous_members "
        "inner join subject_households on previous_members.household_id = subject_households.household_id "
        "where not subject_households.is_present",
    )
    return dict(zip(members["person"], numbers, strict=True))


def build_memory(engine: DuckDB, folder: Path) -> None:
    """Leaves the relations memory_rows and change_rows with the engine; raises LedgerBroken when the number of subjects
    is not last month's plus those that entered minus those that left."""
    engine.table("memory_rows", (folder / "finding_memory.sql").read_text(encoding="utf-8"))
    engine.table("change_rows", (folder / "household_changes.sql").read_text(encoding="utf-8"))
    counts = engine.rows(
        "select (select count(*) from previous_subjects) as before, (select count(*) from subject_rows) as now, "
        "count(*) filter (change = 'entered') as entered, count(*) filter (change = 'left') as gone from change_rows"
    )[0]
    if counts["before"] + counts["entered"] - counts["gone"] != counts["now"]:
        raise LedgerBroken("the changes of the month do not add up to its number of subjects")


def build_people(engine: DuckDB, key: Key, people: Mapping[str, str]) -> None:
    """Leaves the relation people_rows with the engine: everybody in members or findings.

    people: numbers by pseudonym of those known this month; the others are as they were known last month.
    """
    known = [{"person": person, "person_id": person_id} for person, person_id in people.items()]
    rows_relation(engine, "known_people", {"person": "varchar", "person_id": "varchar"}, known)
    engine.view(
        "people_rows",
        "select known_people.person, known_people.person_id, int_people.name, "
        f"'{key.version}' as key_version from known_people "
        "left join int_people on known_people.person_id = int_people.person_id "
        "union all select previous_people.* from previous_people "
        "left join known_people on previous_people.person = known_people.person where known_people.person is null "
        "and previous_people.person in (select person from member_rows union select person from finding_rows)",
    )
