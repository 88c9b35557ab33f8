"""The outcomes a township chooses from, read from include/verification_outcomes.yml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from monitoring.errors import ConfigurationError
from monitoring.period import Period
from monitoring.verdicts import EXCEPTION, OUTCOMES
from monitoring.yaml_files import faults, read_yaml

_MOST_LISTED = 255  # characters of a drop-down list, commas included


class Outcome(BaseModel):
    """One line of the drop-down list. verdict: null when nothing is decided; months: how many months an exception holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=1, pattern=r"^[^,]+$")
    verdict: str | None
    effect: str
    months: int | None = Field(default=None, ge=1, le=12)
    needs_remark: bool = False

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.verdict is not None and self.verdict not in OUTCOMES:
            raise ValueError(f"verdict must be null or one of {', '.join(OUTCOMES)}")
        if (self.verdict == EXCEPTION) != (self.months is not None):
            raise ValueError("`months` is for exceptions, and these need it")
        return self

    def until(self, period: Period) -> str | None:
        """The last month an exception holds; null for other outcomes."""
        return str(period.shift(self.months)) if self.months is not None else None


@cache
def load_outcomes(include: Path) -> tuple[Outcome, ...]:
    """The outcomes in the order of the list; raises ConfigurationError naming the file and what is wrong."""
    path = include / "verification_outcomes.yml"
    try:
        found = TypeAdapter(tuple[Outcome, ...]).validate_python(read_yaml(path))
    except ValidationError as error:
        raise ConfigurationError(f"{path.name}: {faults(error)}") from None
    titles = [outcome.title for outcome in found]
    if not titles or len(set(titles)) < len(titles):
        raise ConfigurationError(f"{path.name}: outcomes are missing or named twice")
    if len(",".join(titles)) > _MOST_LISTED:
        raise ConfigurationError(f"{path.name}: titles are longer than a drop-down list holds")
    return found
