"""Small tables that rules join: what they may say and since when, that SQL sees them, and that a rule notices a change."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from monitoring.engines.duckdb import DuckDB
from monitoring.errors import ConfigurationError
from monitoring.parameter_tables import load_parameter_tables, tables_in_force
from monitoring.parameters import load_parameters
from monitoring.period import Period
from monitoring.relations import register_empty
from monitoring.rule_files import load_rule
from monitoring.subject_inputs import register_changes
from tests.lib.staged import INCLUDE, PERIOD, settings_at

GOOD = """\
title: 对应
source: 本县自定
columns: {cause: 风险, measure: 措施}
versions:
  - since: "2021-01-01"
    rows:
      - [illness, health]
"""
LATER = """\
  - since: "2026-10-15"
    rows: [[illness, society]]
"""
OF_ONE_COUNTY = """\
  - since: "2026-10-01"
    county: other
    rows: [[illness, safety_net]]
"""
ADDED = """\
  - since: "2026-10-01"
    rows: [[illness, society]]
"""


def write(folder: Path, text: str) -> Path:
    (folder / "tables").mkdir(exist_ok=True)
    (folder / "tables" / "answers.yml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (GOOD + "      - [housing]\n", "not as many values"),
        (GOOD + "      - [illness, health]\n", "there twice"),
        (GOOD + "      - [illness, 1]\n", "string"),
        (GOOD + "note: 无\n", "note"),
        (GOOD.replace("2021-01-01", "lately"), "lately"),
        (GOOD + LATER + LATER, "two values for the same county and day"),
    ],
    ids=["a short row", "a row twice", "a number", "an unknown key", "a day that is none", "two versions of a day"],
)
def test_a_mistake_is_named_with_its_file(tmp_path: Path, wrong: str, named: str) -> None:
    with pytest.raises(ConfigurationError, match=f"(?s)answers.yml.*{named}"):
        load_parameter_tables(write(tmp_path, wrong))


@pytest.mark.parametrize(
    ("day", "county", "measure"),
    [
        (dt.date(2026, 10, 14), "demo", "health"),
        (dt.date(2026, 10, 15), "demo", "society"),
        (dt.date(2026, 9, 30), "other", "health"),
        (dt.date(2026, 10, 20), "other", "safety_net"),
    ],
    ids=["the day before", "the first day", "a county before its own", "a county with its own"],
)
def test_the_version_of_the_day_and_county_holds(tmp_path: Path, day: dt.date, county: str, measure: str) -> None:
    folder = write(tmp_path, GOOD + LATER + OF_ONE_COUNTY)
    assert tables_in_force(folder, day, county)["answers"].rows == [["illness", measure]]


def test_a_table_that_says_nothing_yet_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="answers"):
        tables_in_force(write(tmp_path, GOOD), dt.date(2020, 12, 31), "demo")


def test_sql_reads_every_shipped_table(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    as_of = load_parameters(settings.parameters).as_of(PERIOD, settings.county)
    with DuckDB(tmp_path, "tables") as engine:
        register_empty(engine, settings, PERIOD)
        for name, found in tables_in_force(settings.parameters, as_of, settings.county).items():
            rows = engine.rows(f"select {', '.join(found.table.columns)} from {name}")
            assert sorted(list(row.values()) for row in rows) == sorted(found.rows)


def test_another_measure_for_a_cause_is_another_rule(tmp_path: Path) -> None:
    before, after = (
        load_rule(_include(tmp_path / place, added) / "sql" / "rules" / "missed" / "measure_for_cause.sql").digest
        for place, added in (("then", ""), ("now", ADDED))
    )
    assert before != after


def test_the_month_in_which_another_version_begins_to_hold_changes_the_rule(tmp_path: Path) -> None:
    include = _include(tmp_path, ADDED)
    settings = settings_at(tmp_path, include)
    rule = load_rule(include / "sql" / "rules" / "missed" / "measure_for_cause.sql")
    changed = {}
    with DuckDB(tmp_path, "changes") as engine:
        engine.view("previous_parameters", "select 'none' as name, '1' as value")
        for month in ("2026-09", "2026-10", "2026-11"):
            register_changes(engine, settings, Period.parse(month), {rule.id: rule})
            changed[month] = [row["title"] for row in engine.rows("select title from changed_rules")]
    assert changed == {"2026-09": [], "2026-10": ["致贫返贫风险与对应的帮扶措施"], "2026-11": []}


def _include(home: Path, added: str) -> Path:
    shutil.copytree(INCLUDE / "parameters", home / "parameters")
    with (home / "parameters" / "tables" / "fitting_measures.yml").open("a", encoding="utf-8") as table:
        table.write(added)
    file = home / "sql" / "rules" / "missed" / "measure_for_cause.sql"
    file.parent.mkdir(parents=True)
    shutil.copy(INCLUDE / "sql" / "rules" / "missed" / "measure_for_cause.sql", file)
    return home
