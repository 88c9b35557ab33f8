"""Small tables that rules join: what they may say, that SQL sees them, and that a rule notices when one changes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from monitoring.engines.duckdb import DuckDB
from monitoring.errors import ConfigurationError
from monitoring.parameter_tables import load_parameter_tables
from monitoring.relations import register_empty
from monitoring.rule_files import load_rule
from tests.lib.staged import INCLUDE, PERIOD, settings_at

GOOD = "title: 对应\nsource: 本县自定\ncolumns: {cause: 风险, measure: 措施}\nrows:\n  - [illness, health]\n"


def write(folder: Path, text: str) -> Path:
    (folder / "tables").mkdir(exist_ok=True)
    (folder / "tables" / "answers.yml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (GOOD + "  - [housing]\n", "not as many values"),
        (GOOD + "  - [illness, health]\n", "there twice"),
        (GOOD + "  - [illness, 1]\n", "string"),
        (GOOD + "note: 无\n", "note"),
    ],
    ids=["a short row", "a row twice", "a number", "an unknown key"],
)
def test_a_mistake_is_named_with_its_file(tmp_path: Path, wrong: str, named: str) -> None:
    with pytest.raises(ConfigurationError, match=f"(?s)answers.yml.*{named}"):
        load_parameter_tables(write(tmp_path, wrong))


def test_sql_reads_every_shipped_table(tmp_path: Path) -> None:
    with DuckDB(tmp_path, "tables") as engine:
        register_empty(engine, settings_at(tmp_path), PERIOD)
        for name, table in load_parameter_tables(INCLUDE / "parameters").items():
            rows = engine.rows(f"select {', '.join(table.columns)} from {name}")
            assert sorted(list(row.values()) for row in rows) == sorted(table.rows)


def test_another_measure_for_a_cause_is_another_rule(tmp_path: Path) -> None:
    before, after = (
        _rule(tmp_path / place, added) for place, added in (("then", ""), ("now", "  - [water, society]\n"))
    )
    assert before != after


def _rule(home: Path, added: str) -> str:
    shutil.copytree(INCLUDE / "parameters", home / "parameters")
    with (home / "parameters" / "tables" / "fitting_measures.yml").open("a", encoding="utf-8") as table:
        table.write(added)
    file = home / "sql" / "rules" / "missed" / "measure_for_cause.sql"
    file.parent.mkdir(parents=True)
    shutil.copy(INCLUDE / "sql" / "rules" / "missed" / "measure_for_cause.sql", file)
    return load_rule(file).digest
