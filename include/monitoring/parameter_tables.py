"""Small tables that rules join, such as which measure answers which cause, read from include/parameters/tables/<name>.yml."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

import pyarrow as pa
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from monitoring.dated import Day, in_force, in_order
from monitoring.errors import ConfigurationError
from monitoring.yaml_files import faults, read_yaml

Rows = list[list[str]]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Version(_Strict):
    """All rows from that day on; for one county, or (county null) for every county without its own. No row twice."""

    since: Day
    rows: Rows = Field(min_length=1)
    county: str | None = None


class ParameterTable(_Strict):
    """title, source and the meaning of each column: Chinese as shown; versions: earliest first."""

    title: str
    source: str
    columns: dict[str, str] = Field(min_length=1)
    versions: list[Version] = Field(min_length=1)

    @field_validator("versions")
    @classmethod
    def _one_version_a_day(cls, versions: list[Version]) -> list[Version]:
        return in_order(versions)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for version in self.versions:
            if any(len(row) != len(self.columns) for row in version.rows):
                raise ValueError("a row has not as many values as there are columns")
            if len({tuple(row) for row in version.rows}) != len(version.rows):
                raise ValueError("a row is there twice")
        return self


@dataclass(frozen=True)
class TableInForce:
    """What a table says on a day in a county: its rows, texts in the order of the table's columns."""

    table: ParameterTable
    rows: Rows

    def arrow(self) -> pa.Table:
        """The rows as text columns."""
        values = zip(*self.rows, strict=True)
        return pa.table({name: pa.array(texts) for name, texts in zip(self.table.columns, values, strict=True)})


@cache
def load_parameter_tables(folder: Path) -> dict[str, ParameterTable]:
    """Every table of the folder of parameters by name, sorted; raises ConfigurationError naming the file. Cached."""
    return {path.stem: _load(path) for path in sorted((folder / "tables").glob("*.yml"))}


def tables_in_force(folder: Path, day: dt.date, county: str) -> dict[str, TableInForce]:
    """What each table says on that day in that county; raises ConfigurationError when one says nothing yet."""
    found = {}
    for name, table in load_parameter_tables(folder).items():
        version = in_force(table.versions, county, day)
        if version is None:
            raise ConfigurationError(f"tables/{name}.yml has no version in force on {day}")
        found[name] = TableInForce(table, version.rows)
    return found


def _load(path: Path) -> ParameterTable:
    try:
        return ParameterTable.model_validate(read_yaml(path))
    except ValidationError as error:
        raise ConfigurationError(f"tables/{path.name}: {faults(error)}") from None
