"""SQL of the role views, written from the contracts: who delivers what is known here, and to no rule."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from monitoring.contracts import Contract, load_contracts, load_fields, load_roles, mapped_column
from monitoring.errors import ConfigurationError
from monitoring.period import Period
from monitoring.standing import Standing

_TYPES = {
    "date": "date",
    "month": "integer",
    "int": "bigint",
    "bool": "boolean",
}
_PERSON = {"person_id": "varchar", "person_key": "bigint"}
MONTHS_BACK = {"months_back": "integer"}
ORIGIN = {
    "dataset": "varchar",
    "department": "varchar",
    "delivery": "varchar",
    "row_no": "bigint",
    "period": "varchar",
}
MENTIONS = {"person_key": "bigint", "person_id": "varchar", "name": "varchar", "dataset_no": "integer", **ORIGIN}
# int_person_sightings keeps the datasets that know a person as bits of one BIGINT.
_MOST_DATASETS = 62
QUARANTINED = {
    "dataset": "varchar",
    "delivery": "varchar",
    "row_no": "bigint",
    "code": "varchar",
    "column_name": "varchar",
}


@dataclass(frozen=True)
class Dictionary:
    """Roles with their columns and SQL types, as the contracts folder defines them.

    histories: roles whose earlier months can be read, and how many of them.
    """

    roles: dict[str, dict[str, str]]
    histories: dict[str, int]

    def columns(self, role: str) -> dict[str, str]:
        """Columns of the role and where a row comes from, with SQL types."""
        return {**self.roles[role], **ORIGIN}

    def history_columns(self, role: str) -> dict[str, str]:
        """As columns, and how many months before the month in question a row was delivered."""
        return {**self.columns(role), **MONTHS_BACK}


def load_dictionary(folder: Path) -> Dictionary:
    """Types come from _fields.yml; a decimal has as many places as the most exact dataset that fills it."""
    fields, contracts = load_fields(folder), load_contracts(folder)
    found: dict[str, dict[str, str]] = {}
    definitions = load_roles(folder)
    for role, definition in definitions.items():
        found[role] = {}
        for column in definition.columns:
            if column not in fields and column not in _PERSON:
                raise ConfigurationError(f"_fields.yml: column {column} of role {role} is not defined")
            kind = fields[column].type if column in fields else ""
            exact = _scale(contracts, role, column) if kind == "decimal" else 0
            found[role][column] = _PERSON.get(column) or (
                f"decimal(18, {exact})" if kind == "decimal" else _TYPES.get(kind, "varchar")
            )
    return Dictionary(found, {role: one.history_months for role, one in definitions.items() if one.history_months})


def _scale(contracts: dict[str, Contract], role: str, column: str) -> int:
    scales = [2]
    for contract in contracts.values():
        mapped = mapped_column(contract, role, column) if role in contract.roles else None
        if mapped is not None and mapped.column in contract.columns:
            scales.append(contract.columns[mapped.column].scale)
    return max(scales)


def dataset_view(contract: Contract) -> str:
    """Name of the view that holds a dataset's rows in force."""
    return f"stg_{contract.department}__{contract.name}"


def month_view(contract: Contract, period: Period) -> str:
    """Name of the view over one staged file."""
    return f"{dataset_view(contract)}@{period}"


def staged_columns(contract: Contract) -> list[str]:
    """Columns of a staged file that roles may read."""
    person = list(_PERSON) if contract.id_column else []
    return [*person, *(c for c in contract.columns if c not in person)]


def dataset_sql(found: Standing, period: Period) -> str:
    """A dataset's rows in force: its columns as they are in that month, with delivery, row_no and period."""
    columns = staged_columns(found.contract.at(period))
    months = [_month_sql(found.contract, month, columns) for month in found.sources]
    if not months:
        return f"select {', '.join(f'null as {c}' for c in [*columns, 'delivery', 'row_no', 'period'])} where false"
    union = "\nunion all\n".join(months)
    return union if found.contract.delivery.kind != "increment" else _latest(union, found.contract.key)


def _month_sql(contract: Contract, month: Period, columns: list[str]) -> str:
    present = staged_columns(contract.at(month))
    chosen = [column if column in present else f"null as {column}" for column in columns]
    return f"select {', '.join(chosen)}, delivery, row_no, '{month}' as period from \"{month_view(contract, month)}\""


def _latest(union: str, key: list[str]) -> str:
    """The latest row of a key; a row without its key stands for itself."""
    keys = ", ".join(key)
    complete = " and ".join(f"{column} is not null" for column in key)
    return (
        "select * from (\n"
        f"select *, row_number() over (partition by {keys} order by period desc, row_no desc) as recency from (\n"
        f"{union}\n) as months\n) as ranked\nwhere recency = 1 or not ({complete})"
    )


def role_sql(dictionary: Dictionary, role: str, contracts: dict[str, Contract], period: Period) -> str:
    """All datasets that feed the role, one under the other."""
    feeding = [c.at(period) for c in contracts.values() if role in c.roles]
    if not feeding:
        return empty_sql(dictionary.columns(role))
    return "\nunion all\n".join(_feed_sql(dictionary, role, contract) for contract in feeding)


def history_view(role: str) -> str:
    """Name of the relation that holds a role's earlier months."""
    return f"{role}_history"


def history_sql(dictionary: Dictionary, role: str, delivered: list[tuple[Contract, Period]], period: Period) -> str:
    """The role's rows as they were delivered in earlier months; carried rows count once, for the month they came in."""
    parts = []
    for contract, month in delivered:
        then = contract.at(month)
        rows = _month_sql(contract, month, staged_columns(then))
        feed = _feed_sql(dictionary, role, then, f"(\n{rows}\n) as delivered")
        parts.append(f"select *, {months_between(month, period)} as months_back from (\n{feed}\n) as fed")
    return "\nunion all\n".join(parts) or empty_sql(dictionary.history_columns(role))


def months_between(earlier: Period, later: Period) -> int:
    """How many months the later one comes after the earlier one."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def _feed_sql(dictionary: Dictionary, role: str, contract: Contract, source: str = "") -> str:
    columns = [
        f"cast({_source(contract, role, column)} as {kind}) as {column}"
        for column, kind in dictionary.roles[role].items()
    ]
    only = [f"{column} in ({', '.join(map(_text, values))})" for column, values in contract.roles[role].only.items()]
    where = f"\nwhere {' and '.join(only)}" if only else ""
    return f"select {', '.join(columns)}, {_origin(contract)} from {source or dataset_view(contract)}{where}"


def _source(contract: Contract, role: str, column: str) -> str:
    if column in _PERSON and column not in contract.roles[role].columns:
        return column if contract.id_column else "null"
    mapped = mapped_column(contract, role, column)
    if mapped is None:
        return "null"
    if mapped.column is not None:
        return mapped.column if mapped.column in contract.columns else "null"
    return str(mapped.value).lower() if isinstance(mapped.value, bool) else _text(str(mapped.value))


def _origin(contract: Contract) -> str:
    return (
        f"{_text(contract.dataset)} as dataset, {_text(contract.department)} as department, "
        "cast(delivery as varchar) as delivery, cast(row_no as bigint) as row_no, cast(period as varchar) as period"
    )


def numbered(contracts: dict[str, Contract]) -> dict[str, int]:
    """A number from 0 for every dataset that identifies people, in the order of their names."""
    found = sorted(dataset for dataset, contract in contracts.items() if contract.id_column is not None)
    if len(found) > _MOST_DATASETS:
        raise ConfigurationError(f"{len(found)} datasets identify people; int_person_sightings holds {_MOST_DATASETS}")
    return {dataset: place for place, dataset in enumerate(found)}


def mentions_sql(contracts: dict[str, Contract], period: Period) -> str:
    """Every row about an identified person, with the name it is written under (null where the dataset holds none)."""
    parts = []
    for dataset, place in numbered(contracts).items():
        contract = contracts[dataset].at(period)
        name = "name" if "name" in contract.columns else "null"
        parts.append(
            "select cast(person_key as bigint) as person_key, cast(person_id as varchar) as person_id, "
            f"cast({name} as varchar) as name, {place} as dataset_no, {_origin(contract)} "
            f"from {dataset_view(contract)} where person_key is not null"
        )
    return "\nunion all\n".join(parts) or empty_sql(MENTIONS)


def empty_sql(columns: dict[str, str]) -> str:
    """A relation of those columns and types without rows."""
    return f"select {', '.join(f'cast(null as {kind}) as {column}' for column, kind in columns.items())} where false"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
