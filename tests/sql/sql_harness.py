"""Runs rules on small tables written in YAML, through the same views and the same runner as a real month.

A case is a folder tests/sql/<family>.<rule>/<what happens>/ of YAML lists: role tables by name (residents.yml …),
<role>_history.yml, risk_outcomes.yml, deliveries.yml, parameters.yml ({name: value} on top of those in force), and
expect.yml. Columns not given are null; a row of a role comes, unless it says otherwise, from the first dataset that
delivers such rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from monitoring import relations, roles, rule_engine, rules, standing, transform
from monitoring.contracts import datasets_for, load_contracts
from monitoring.engines.duckdb import DuckDB
from monitoring.identity.names import differences_sql
from monitoring.parameters import load_parameters
from monitoring.period import Period
from monitoring.rule_files import Rule
from monitoring.settings import PROJECT

PERIOD = Period.parse("2026-10")
INCLUDE = PROJECT / "include"
CASES = PROJECT / "tests" / "sql"
OTHER = {
    "risk_outcomes": rules.RISK_OUTCOMES,
    "risk_evidence": rules.RISK_EVIDENCE,
    "delivery_remarks": standing.REMARKS,
    "quarantined_rows": roles.QUARANTINED,
}
Rows = list[dict[str, Any]]


class Harness:
    """One engine for all cases; every case replaces all relations."""

    def __init__(self, engine: DuckDB) -> None:
        self.engine = engine
        self.contracts = load_contracts(INCLUDE / "contracts")
        self.dictionary = roles.load_dictionary(INCLUDE / "contracts")
        self.models = transform.models(INCLUDE / "sql" / "intermediate")
        self.filled: set[str] = set()
        self.histories = {roles.history_view(role): role for role in self.dictionary.histories}
        self.tables = {
            **{role: self.dictionary.columns(role) for role in self.dictionary.roles},
            **{name: self.dictionary.history_columns(role) for name, role in self.histories.items()},
            **OTHER,
        }
        for name, columns in {**self.tables, "mentions": roles.MENTIONS}.items():
            self._fill(name, columns, [])
        engine.view("name_differences", differences_sql())
        relations.register_datasets(engine, self.contracts)
        relations.register_parameters(engine, load_parameters(INCLUDE / "parameters"), PERIOD, "demo")
        relations.register_tables(engine, INCLUDE / "parameters", PERIOD, "demo")
        self.deliveries([])
        self.parameters({})
        for name, sql in self.models.items():
            if name in transform.GRAINS:
                self.engine.table(name, sql)
            else:
                self.engine.view(name, sql)

    def load(self, case: Path) -> dict[str, str]:
        """Replaces every relation by the case's; returns the status of each dataset."""
        given = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in case.glob("*.yml")}
        unknown = set(given) - set(self.tables) - {"deliveries", "parameters", "expect"}
        assert not unknown, f"{case}: no such relation: {sorted(unknown)}"
        filled = {name: self._complete(name, given[name]) for name in self.tables if name in given}
        for name in sorted(self.filled | set(filled)):
            self._fill(name, self.tables[name], filled.get(name, []))
        self.filled = set(filled)
        now = {name: rows for name, rows in filled.items() if name in self.dictionary.roles}
        self._fill("mentions", roles.MENTIONS, list(_mentions(now, roles.numbered(self.contracts))))
        self.parameters(given.get("parameters", {}))
        status = self.deliveries(given.get("deliveries", []))
        for name in transform.GRAINS:
            self.engine.table(name, self.models[name])
        return status

    def run(self, rule: Rule, status: dict[str, str]) -> Rows:
        """Outcomes of the rule, each with its evidence."""
        rule_engine.run_rule(self.engine, rule, rule_engine.gate(rule, self.contracts, status, PERIOD))
        outcomes = self.engine.rows("select * from rule_outcomes order by subject_id")
        evidence = self.engine.rows("select * from rule_evidence")
        clear = self._clear_sentences(rule)
        for outcome in outcomes:
            outcome["clear_sentence"] = clear.get(outcome["subject_id"])
            outcome["evidence"] = [
                {name.removeprefix("evidence_"): value for name, value in row.items()}
                for row in evidence
                if row["subject_id"] == outcome["subject_id"] and row["evidence_dataset"] is not None
            ]
        return outcomes

    def _clear_sentences(self, rule: Rule) -> dict[str, str]:
        """What the rule says of each subject it does not hit."""
        if rule.header.clear_sentence is None:
            return {}
        rows = self.engine.rows(
            f"select subject_id, {rule_engine.clear_sentence_sql(rule)} as sentence from rule_rows where outcome = 'clear'"
        )
        return {row["subject_id"]: row["sentence"] for row in rows}

    def deliveries(self, rows: Rows) -> dict[str, str]:
        """The relation `deliveries` holds the rows given; every dataset they do not name counts as delivered."""
        counted = ("unknown_column_count", "missing_column_count")
        defaults = {
            **dict.fromkeys(counted, 0),
            "since": "2026-01",
            "status": "delivered",
            "title": "数据集",
            "rows_quarantined": 0,
            "compared_months": 3,
        }
        complete = [{**defaults, "department": row["dataset"].split(".")[0], **row} for row in rows]
        table = pa.Table.from_pylist(complete, schema=pa.schema(standing.DELIVERY_COLUMNS))
        self.engine.table_from_arrow("deliveries", table)
        return {**dict.fromkeys(self.contracts, "delivered"), **{row["dataset"]: row["status"] for row in complete}}

    def parameters(self, values: dict[str, Any]) -> None:
        """Parameters in force in October 2026, with some of them replaced."""
        table = relations.parameters_row(load_parameters(INCLUDE / "parameters"), PERIOD, "demo")
        for name, value in values.items():
            place = table.schema.get_field_index(name)
            assert place >= 0, f"no such parameter: {name}"
            table = table.set_column(place, name, pa.array([value], table.schema.field(name).type))
        self.engine.table_from_arrow("parameters", table)

    def _complete(self, name: str, rows: Rows) -> Rows:
        if name in OTHER:
            return rows
        return [{**self._origin(name, row), "row_no": number, **row} for number, row in enumerate(rows, start=1)]

    def _origin(self, role: str, row: dict[str, Any]) -> dict[str, Any]:
        role = self.histories.get(role, role)
        need = f"{role}:{row['kind']}" if "kind" in row else role
        dataset = row.get("dataset") or datasets_for(self.contracts, need)[0]
        return {
            "dataset": dataset,
            "department": dataset.split(".")[0],
            "delivery": "d00000000001",
            "period": str(PERIOD),
        }

    def _fill(self, name: str, columns: dict[str, str], rows: Rows) -> None:
        unknown = {column for row in rows for column in row} - set(columns)
        assert not unknown, f"{name}: no such column: {sorted(unknown)}"
        types = {column: _arrow(kind) for column, kind in columns.items()}
        typed = [{c: _value(row[c], types[c]) for c in row} for row in rows]
        self.engine.table_from_arrow(name, pa.Table.from_pylist(typed, schema=pa.schema(types)))


def _mentions(filled: dict[str, Rows], numbers: dict[str, int]) -> Iterator[dict[str, Any]]:
    seen = set()
    for rows in filled.values():
        for row in rows:
            place = (row["dataset"], row["row_no"])
            if row.get("person_key") is not None and place not in seen:
                seen.add(place)
                yield {**{column: row.get(column) for column in roles.MENTIONS}, "dataset_no": numbers[row["dataset"]]}


def _arrow(kind: str) -> pa.DataType:
    simple = {
        "varchar": pa.string(),
        "bigint": pa.int64(),
        "integer": pa.int32(),
        "date": pa.date32(),
        "boolean": pa.bool_(),
    }
    return simple.get(kind) or pa.decimal128(18, int(kind.removesuffix(")").partition(",")[2]))


def _value(value: Any, kind: pa.DataType) -> Any:
    if value is None:
        return None
    if pa.types.is_decimal(kind):
        return Decimal(str(value))
    if pa.types.is_date(kind):
        return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
    return str(value) if pa.types.is_string(kind) else value
