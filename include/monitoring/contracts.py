"""Data contracts: what a department promised to deliver, read from include/contracts/<department>/<dataset>.yml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from monitoring.errors import ConfigurationError
from monitoring.period import Period

Form = Literal["csv", "text", "xlsx", "xls", "json", "jsonl", "zip_csv", "database"]
Kind = Literal["snapshot", "increment", "rolling"]
Type = Literal[
    "citizen_id", "certificate_no", "text", "list", "date", "month", "int", "decimal", "bool", "code", "pattern"
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, strict=False)


class Owner(_Strict):
    """Who answers for the dataset, in Chinese as it is shown."""

    department: str
    contact: str


class Delivery(_Strict):
    """How a delivery arrives. header_rows: 2 means merged two-row headers, named by their lowest filled cell."""

    form: Form
    pattern: str
    encoding: Literal["utf-8", "utf-8-sig", "gb18030"] | None = None
    delimiter: str = ","
    title_rows: int = 0
    header_rows: int = 1
    table: str | None = None
    kind: Kind = "snapshot"
    due_day: int = Field(ge=1, le=20)
    carry_forward_months: int = Field(default=0, ge=0, le=12)

    def file_name(self, period: Period) -> str:
        """The name under which the file of that month is expected."""
        return self.pattern.replace("{period}", str(period))


class Pattern(_Strict):
    """One line of a pattern column: delivered values that match become value."""

    match: str
    value: str


class Column(_Strict):
    """One mapped column. source: delivered header, or several it has been known by."""

    source: str | list[str] = Field(alias="from")
    type: Type = Field(alias="as")
    required: bool = False
    format: str | list[str] | None = None
    values: dict[str, str] | None = None
    empty: str | None = None
    patterns: list[Pattern] | None = None
    scale: int = Field(default=2, ge=0, le=6)

    @property
    def headers(self) -> list[str]:
        return [self.source] if isinstance(self.source, str) else list(self.source)

    @property
    def formats(self) -> list[str]:
        if self.format is None:
            return []
        return [self.format] if isinstance(self.format, str) else list(self.format)

    @model_validator(mode="after")
    def _codes_have_values(self) -> Self:
        if (self.type == "code") != (self.values is not None):
            raise ValueError("a column has `values` exactly when it is read `as: code`")
        if (self.type == "pattern") != (self.patterns is not None):
            raise ValueError("a column has `patterns` exactly when it is read `as: pattern`")
        return self


class RoleColumn(_Strict):
    """Where a role's column comes from when not from the contract's column of the same name."""

    column: str | None = None
    value: str | bool | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.column is None) == (self.value is None):
            raise ValueError("give either `column` or `value`")
        return self


class RoleMapping(_Strict):
    """How rows of the dataset become rows of a role. only: column -> the values that count (other rows stay out)."""

    columns: dict[str, RoleColumn] = Field(default_factory=dict)
    only: dict[str, list[str]] = Field(default_factory=dict)


class Change(_Strict):
    """What the department delivers differently from a month on."""

    since: str
    columns: dict[str, Column] = Field(default_factory=dict)
    removed: list[str] = Field(default_factory=list)
    ignore: list[str] | None = None

    @field_validator("since")
    @classmethod
    def _is_period(cls, value: str) -> str:
        return str(Period.parse(value))


class Example(_Strict):
    """A delivered row and what it must become: canonical values, or the reason it is quarantined."""

    name: str
    given: dict[str, str | None]
    expect: dict[str, Any] | None = None
    quarantined: str | None = None

    @model_validator(mode="after")
    def _one_outcome(self) -> Self:
        if (self.expect is None) == (self.quarantined is None):
            raise ValueError("give either `expect` or `quarantined`")
        return self


class Contract(_Strict):
    """One dataset of one department. roles: role name -> mapping; a column of the same name is mapped by itself."""

    dataset: str
    title: str
    why: str
    since: str
    owner: Owner
    delivery: Delivery
    roles: dict[str, RoleMapping]
    key: list[str]
    columns: dict[str, Column]
    ignore: list[str] = Field(default_factory=list)
    changes: list[Change] = Field(default_factory=list)
    examples: list[Example] = Field(min_length=1)

    @property
    def department(self) -> str:
        return self.dataset.split(".")[0]

    @property
    def name(self) -> str:
        return self.dataset.split(".")[1]

    @property
    def id_column(self) -> str | None:
        """The column that identifies the person: always person_id, or certificate_no for disability certificates."""
        for name, column in self.columns.items():
            if column.type in ("citizen_id", "certificate_no"):
                return name
        return None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        unknown = [name for name in self.key if name not in self.columns]
        if unknown:
            raise ValueError(f"key names columns that are not mapped: {unknown}")
        identifiers = [n for n, c in self.columns.items() if c.type in ("citizen_id", "certificate_no")]
        if len(identifiers) > 1:
            raise ValueError(f"one identifying column at most, found {identifiers}")
        headers = [h for c in self.columns.values() for h in c.headers] + self.ignore
        twice = sorted({h for h in headers if headers.count(h) > 1})
        if twice:
            raise ValueError(f"headers mapped twice: {twice}")
        return self

    def at(self, period: Period) -> Contract:
        """The contract as it holds in that month, its changes applied in order."""
        columns, ignore = dict(self.columns), list(self.ignore)
        for change in sorted(self.changes, key=lambda change: change.since):
            if Period.parse(change.since) <= period:
                columns = {n: c for n, c in {**columns, **change.columns}.items() if n not in change.removed}
                ignore = change.ignore if change.ignore is not None else ignore
        return self.model_copy(update={"columns": columns, "ignore": ignore, "changes": []})


class Role(_Strict):
    """A canonical table that SQL joins."""

    title: str
    grain: str
    columns: list[str]


class FieldDefinition(_Strict):
    """One canonical column, defined once. personal: none, sensitive (says something about a person) or identifier."""

    type: Type
    title: str
    meaning: str
    unit: str | None = None
    personal: Literal["none", "sensitive", "identifier"]


class _Loader(yaml.SafeLoader):
    """Safe YAML without surprises: what looks like a date stays text."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(path: Path) -> Any:
    """Parsed YAML; dates stay text. Raises ConfigurationError with the file's name."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{path.name}: not valid YAML: {error}") from None


def load_contract(path: Path) -> Contract:
    """One contract; raises ConfigurationError naming file and key."""
    try:
        contract = Contract.model_validate(read_yaml(path))
    except ValidationError as error:
        raise ConfigurationError(f"{path.parent.name}/{path.name}: {error}") from None
    expected = f"{path.parent.name}.{path.stem}"
    if contract.dataset != expected:
        raise ConfigurationError(f"{path}: dataset is {contract.dataset}, its place says {expected}")
    return contract


@cache
def load_contracts(folder: Path) -> dict[str, Contract]:
    """All contracts by dataset, sorted; cached for the life of the process."""
    paths = sorted(folder.glob("*/*.yml"))
    return {contract.dataset: contract for contract in map(load_contract, paths)}


@cache
def load_roles(folder: Path) -> dict[str, Role]:
    """All roles of _roles.yml by name."""
    return {name: Role.model_validate(value) for name, value in read_yaml(folder / "_roles.yml").items()}


@cache
def load_fields(folder: Path) -> dict[str, FieldDefinition]:
    """The dictionary of canonical columns, _fields.yml."""
    return {name: FieldDefinition.model_validate(value) for name, value in read_yaml(folder / "_fields.yml").items()}


def departments(contracts: dict[str, Contract]) -> dict[str, list[Contract]]:
    """Contracts by department, both sorted."""
    grouped: dict[str, list[Contract]] = {}
    for contract in contracts.values():
        grouped.setdefault(contract.department, []).append(contract)
    return grouped


def datasets_for(contracts: dict[str, Contract], need: str) -> list[str]:
    """Datasets behind a need: `role`, `role:kind` (may hold rows of that kind) or `role.column` (fill that column)."""
    role, _, kind = need.partition(":")
    role, _, column = role.partition(".")
    found = [d for d, c in contracts.items() if role in c.roles]
    if kind:
        found = [d for d in found if kind in kinds(contracts[d], role)]
    if column:
        found = [d for d in found if mapped_column(contracts[d], role, column) is not None]
    return found


def mapped_column(contract: Contract, role: str, column: str) -> RoleColumn | None:
    """Where the role's column comes from in this dataset; None when the dataset does not hold it."""
    if column in contract.roles[role].columns:
        return contract.roles[role].columns[column]
    return RoleColumn(column=column) if column in contract.columns else None


def kinds(contract: Contract, role: str) -> set[str]:
    """The values the role's column `kind` can take from this dataset."""
    mapped = mapped_column(contract, role, "kind")
    if mapped is None:
        return set()
    if mapped.value is not None:
        return {str(mapped.value)}
    return set((contract.columns[mapped.column or "kind"].values or {}).values())
