"""Data contracts: what a department promised to deliver, read from include/contracts/<department>/<dataset>.yml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from monitoring.contract_parts import (
    Bands,
    Change,
    Column,
    Delivery,
    Example,
    FieldDefinition,
    Owner,
    Role,
    RoleColumn,
    RoleMapping,
    Strict,
    Sum,
)
from monitoring.errors import ConfigurationError
from monitoring.period import Period
from monitoring.yaml_files import faults, read_yaml


class Contract(Strict):
    """One dataset of one department. roles: role name -> mapping; a column of the same name is mapped by itself.

    duplicates: what becomes of rows with one key and different values: conflict quarantines all, keep_last keeps the
    last delivered and drops the others. sums: amounts that must add up.
    """

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
    duplicates: Literal["conflict", "keep_last"] = "conflict"
    sums: list[Sum] = Field(default_factory=list)
    bands: Bands = Field(default_factory=Bands)
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
        if not set(self.columns).issuperset(self.delivery.fill_down):
            raise ValueError("delivery.fill_down names columns that are not mapped")
        for option, type_name in (("dated_by", "date"), ("month_column", "month")):
            column = getattr(self.bands, option)
            if column is not None and (column not in self.columns or self.columns[column].type != type_name):
                raise ValueError(f"bands: {option} must name a mapped column read `as: {type_name}`")
        amounts = {name for name, column in self.columns.items() if column.type == "decimal"}
        if not amounts.issuperset(name for found in self.sums for name in [found.total, *found.of]):
            raise ValueError("sums name columns that are not mapped `as: decimal`")
        texts = {name: column.text_of for name, column in self.columns.items() if column.text_of is not None}
        if any(other not in self.columns or self.columns[other].type != "code" for other in texts.values()):
            raise ValueError("text_of must name a column mapped `as: code`")
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


def load_contract(path: Path) -> Contract:
    """One contract; raises ConfigurationError naming file and key."""
    try:
        contract = Contract.model_validate(read_yaml(path))
    except ValidationError as error:
        raise ConfigurationError(f"{path.parent.name}/{path.name}: {faults(error)}") from None
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
