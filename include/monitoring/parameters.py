"""Thresholds as dated values with their source, read from include/parameters/<topic>.yml."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from monitoring.dated import Day, in_force, in_order, of_county
from monitoring.errors import ConfigurationError
from monitoring.period import Period
from monitoring.yaml_files import faults, read_yaml

Value = int | Decimal


def _exact(value: object) -> object:
    """0.30 in YAML is a float; its shortest decimal form is what was written."""
    return Decimal(repr(value)) if isinstance(value, float) else value


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class DatedValue(_Strict):
    """The value from that day on; for one county, or (county null) for every county without its own."""

    since: Day
    value: Annotated[Value, BeforeValidator(_exact)]
    county: str | None = None


class Parameter(_Strict):
    """One threshold. title and unit: Chinese as shown; source: where the values come from."""

    title: str
    unit: str
    source: str
    values: list[DatedValue] = Field(min_length=1)

    @field_validator("values")
    @classmethod
    def _one_value_a_day(cls, values: list[DatedValue]) -> list[DatedValue]:
        return in_order(values)

    def of(self, county: str) -> list[DatedValue]:
        """Values that ever hold there, earliest first: the general ones, from the county's first own value on its own."""
        return of_county(self.values, county)


@dataclass(frozen=True)
class ParameterInForce:
    """What holds on a day, and since when."""

    name: str
    value: Value
    valid_from: dt.date
    parameter: Parameter


@dataclass(frozen=True)
class Parameters:
    """All parameters by name."""

    by_name: dict[str, Parameter]

    def in_force(self, as_of: dt.date, county: str) -> dict[str, Value]:
        """Values that hold on that day in that county, by name; raises ConfigurationError when one has none yet."""
        return {name: found.value for name, found in self.used(as_of, county).items()}

    def used(self, as_of: dt.date, county: str) -> dict[str, ParameterInForce]:
        """As in_force, with the day each value holds from and its source."""
        found = {}
        for name, parameter in self.by_name.items():
            valid = in_force(parameter.values, county, as_of)
            if valid is None:
                raise ConfigurationError(f"parameter {name} has no value in force on {as_of}")
            found[name] = ParameterInForce(name, valid.value, valid.since, parameter)
        return found

    def history(self, county: str) -> list[tuple[str, dt.date, dt.date | None, Value]]:
        """(name, valid_from, valid_to, value) of that county; valid_to is the last day, null while it still holds."""
        rows: list[tuple[str, dt.date, dt.date | None, Value]] = []
        for name, parameter in self.by_name.items():
            values = parameter.of(county)
            ends = [value.since - dt.timedelta(days=1) for value in values[1:]]
            rows += [(name, v.since, end, v.value) for v, end in zip(values, [*ends, None], strict=True)]
        return rows

    def as_of(self, period: Period, county: str) -> dt.date:
        """The comparison day of that month, by the parameter in force at the month's end."""
        last_day = period.shift(1).day(1) - dt.timedelta(days=1)
        return period.day(int(self.in_force(last_day, county)["comparison_day"]))


@cache
def load_parameters(folder: Path) -> Parameters:
    """Every parameter file of the folder; raises ConfigurationError naming file and key. Cached."""
    found: dict[str, Parameter] = {}
    for path in sorted(folder.glob("*.yml")):
        for name, value in (read_yaml(path) or {}).items():
            if name in found:
                raise ConfigurationError(f"{path.name}: parameter {name} is defined twice")
            found[name] = _parse(path, name, value)
    return Parameters(dict(sorted(found.items())))


def _parse(path: Path, name: str, value: object) -> Parameter:
    try:
        return Parameter.model_validate(value)
    except ValidationError as error:
        raise ConfigurationError(f"{path.name}: {name}: {faults(error)}") from None
