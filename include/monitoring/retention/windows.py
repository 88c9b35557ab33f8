"""How long each store is kept, as include/retention.yml says it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from monitoring.errors import ConfigurationError
from monitoring.period import Period
from monitoring.yaml_files import faults, read_yaml

STORES = (
    "landing",
    "raw",
    "standardised",
    "staging",
    "added_up",
    "quarantine",
    "intermediate",
    "findings",
    "people",
    "marts",
    "proposals",
    "workbooks",
    "reports",
    "logs",
    "versions",
    "access_log",
)
_Count = Annotated[int, Field(ge=1)]


class Window(BaseModel):
    """One store: months after the month it is about, or days after it was written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    months: _Count | None = None
    days: _Count | None = None
    reason: str
    source: str

    @model_validator(mode="after")
    def _one_measure(self) -> Window:
        if (self.months is None) == (self.days is None):
            raise ValueError("either months or days")
        return self

    def oldest_month(self, as_of: dt.date) -> Period:
        """The earliest month still kept on that day."""
        return Period(as_of.year, as_of.month).shift(-(self.months or 0))

    def oldest_day(self, as_of: dt.date) -> dt.date:
        """The earliest day still kept; of a window in months, the first day of its earliest month."""
        return as_of - dt.timedelta(days=self.days) if self.days else self.oldest_month(as_of).day(1)


class Retention(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rebuildable_months: _Count
    grace_days: Annotated[int, Field(ge=0)]
    stores: dict[str, Window]
    kept: dict[str, str]


def load_retention(include: Path) -> Retention:
    """Raises ConfigurationError unless the file names every store and no other, each with its window and reason."""
    path = include / "retention.yml"
    try:
        found = Retention.model_validate(read_yaml(path))
    except ValidationError as error:
        raise ConfigurationError(f"{path.name}: {faults(error)}") from None
    different = sorted(set(found.stores) ^ set(STORES))
    if different:
        raise ConfigurationError(f"{path.name}: stores unknown or missing: {', '.join(different)}")
    return found
