"""Small tables that rules join, such as which measure answers which cause, read from include/parameters/tables/<name>.yml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

import pyarrow as pa
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from monitoring.errors import ConfigurationError
from monitoring.yaml_files import read_yaml


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    title: str
    source: str
    columns: dict[str, str] = Field(min_length=1)
    rows: list[list[str]] = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a row has not as many values as there are columns")
        if len({tuple(row) for row in self.rows}) != len(self.rows):
            raise ValueError("a row is there twice")
        return self


@dataclass(frozen=True)
class ParameterTable:
    """title, source and the meaning of each column: Chinese as shown; rows: texts, no row twice."""

    title: str
    source: str
    columns: dict[str, str]
    rows: list[list[str]]

    def arrow(self) -> pa.Table:
        """The rows as text columns."""
        values = zip(*self.rows, strict=True)
        return pa.table({name: pa.array(texts) for name, texts in zip(self.columns, values, strict=True)})


@cache
def load_parameter_tables(folder: Path) -> dict[str, ParameterTable]:
    """Every table of the folder of parameters by name, sorted; raises ConfigurationError naming the file. Cached."""
    return {path.stem: _load(path) for path in sorted((folder / "tables").glob("*.yml"))}


def _load(path: Path) -> ParameterTable:
    try:
        found = _File.model_validate(read_yaml(path))
    except ValidationError as error:
        raise ConfigurationError(f"tables/{path.name}: {error}") from None
    return ParameterTable(found.title, found.source, found.columns, found.rows)
