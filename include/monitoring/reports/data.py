"""What the reports are made from: the rows of one published month, column names as in the warehouse."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from monitoring.contracts import load_contracts, load_fields
from monitoring.not_assessed import load_reasons
from monitoring.parameters import load_parameters

Row = Mapping[str, Any]
Rows = Sequence[Row]


@dataclass(frozen=True)
class Labels:
    """Chinese names of what the tables hold as codes. parameters: title with its unit; reasons: why not assessed."""

    departments: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class MonthData:
    """One published month. period: YYYY-MM; version: its number in the publication ledger; county: its name; a code is not printed.

    Every list holds the rows of the mart table of the same name. worklist holds what only the township's own work list
    may show: person (pseudonym) and work_id, made by the function of that name. held says why deliveries had to be
    decided about: dataset, code and message. history holds the indicators of earlier published months, with their
    period. replaced_… is of the version people had before this one (0: there is none): its subjects and findings.
    JSON columns may be text or already parsed. Rows may come in any order: the reports sort.
    """

    period: str
    version: int
    county: str = ""
    monitoring_subjects: Rows = ()
    subject_members: Rows = ()
    findings: Rows = ()
    finding_memory: Rows = ()
    household_changes: Rows = ()
    rule_runs: Rows = ()
    indicators: Rows = ()
    deliveries: Rows = ()
    delivery_checks: Rows = ()
    quarantined_rows: Rows = ()
    parameters_used: Rows = ()
    rule_catalogue: Rows = ()
    worklist: Rows = ()
    held: Rows = ()
    history: Rows = ()
    replaced_version: int = 0
    replaced_subjects: Rows = ()
    replaced_findings: Rows = ()
    labels: Labels = field(default_factory=Labels)

    @property
    def open_findings(self) -> Rows:
        """Findings somebody still has to look at: not those that were verified and whose evidence is the same."""
        return open_rows(self.findings)

    def department(self, code: object) -> str:
        """Chinese name of a department; the code itself when it has none."""
        return self.labels.departments.get(str(code), "" if code is None else str(code))

    def column(self, name: object) -> str:
        """Chinese title of a canonical column; the name itself when it has none."""
        return self.labels.columns.get(str(name), "" if name is None else str(name))


def open_rows(findings: Rows) -> Rows:
    """Findings that are not settled."""
    return [row for row in findings if row["status"] not in ("dismissed", "accepted", "set_aside")]


def load_labels(contracts: Path) -> Labels:
    """Labels from the contracts folder (owners, dictionary of columns), and the parameters and reasons beside it."""
    owners = {contract.department: contract.owner.department for contract in load_contracts(contracts).values()}
    columns = {name: definition.title for name, definition in load_fields(contracts).items()}
    known = load_parameters(contracts.parent / "parameters").by_name
    titles = {name: f"{parameter.title}（{parameter.unit}）" for name, parameter in known.items()}
    return Labels(owners, columns, titles, load_reasons(contracts.parent))


def work_id(person_id: str) -> str:
    """The number as a township's own work list shows it: first six and last four characters, stars between."""
    return f"{person_id[:6]}{'*' * 8}{person_id[-4:]}" if len(person_id) == 18 else "*" * 18


def as_json(value: Any, empty: Any) -> Any:
    """A JSON column, whether the loader parsed it or not; `empty` for null and blank text."""
    if value is None or value == "":
        return empty
    return json.loads(value) if isinstance(value, str) else value


def as_list(value: Any) -> list[str]:
    """A list column: parsed, JSON text or comma separated."""
    if value is None or value == "":
        return []
    if isinstance(value, str):
        value = json.loads(value) if value.startswith("[") else value.split(",")
    return [str(item) for item in value if str(item)]
