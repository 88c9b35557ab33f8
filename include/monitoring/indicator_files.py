"""Indicators as they are written: one SQL file each, include/sql/indicators/<name>.sql, with a header in its comment.

A file returns rows to be added up: indicator, amount, and where they belong (township, village, or department). With a
column `base` the value is the sum of the amounts by the sum of the bases, in per cent when the unit is %.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from monitoring.errors import ConfigurationError
from monitoring.rule_engine import SPINE
from monitoring.rule_files import Rule
from monitoring.yaml_files import faults, parse_yaml

BY_RULE = "findings."
_HEADER = re.compile(r"\A-- .+\n-- .+\n/\*\n(?P<yaml>.*?)\*/\n(?P<sql>.*)\Z", re.DOTALL)


class Header(BaseModel):
    """definition: Chinese, what is counted, over whom, at which day. titles: Chinese name of each indicator the file
    returns (titles_from rules: one per rule about people or households, `findings.<rule>`); needs: without these the
    values are unknown; year_ago: so too without these indicators of the same month a year before; areas: the smallest
    areas there are values for.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    unit: str
    definition: str = Field(min_length=10)
    basis: str | None = None
    titles: dict[str, str] = Field(default_factory=dict)
    titles_from: Literal["rules"] | None = None
    needs: list[str] = Field(default_factory=list)
    year_ago: list[str] = Field(default_factory=list)
    areas: Literal["township", "village", "department"] = "township"

    @model_validator(mode="after")
    def _titled_once(self) -> Self:
        if bool(self.titles) == (self.titles_from is not None):
            raise ValueError("either titles or titles_from")
        return self


@dataclass(frozen=True)
class Indicator:
    """One file: its name, header, and the SELECT that returns the rows to be added up."""

    name: str
    header: Header
    sql: str = field(repr=False)

    def titles(self, rules: Mapping[str, Rule]) -> dict[str, str]:
        """Chinese name of each indicator of the file."""
        if self.header.titles_from is None:
            return self.header.titles
        located = (rule for rule in rules.values() if rule.header.level != "dataset")
        return {BY_RULE + rule.id: f"线索：{rule.header.title}" for rule in located}

    def needs(self, indicator: str, rules: Mapping[str, Rule]) -> list[str]:
        """What one of its indicators cannot be known without: what the file needs, or the rule it counts."""
        if self.header.titles_from is None:
            return self.header.needs
        return [*self.header.needs, *SPINE, *rules[indicator.removeprefix(BY_RULE)].header.needs]


def load_indicators(folder: Path) -> list[Indicator]:
    """All files of the folder by name; raises ConfigurationError naming file and key, or a title given twice."""
    found = [_load(path) for path in sorted(folder.glob("*.sql"))]
    names = [name for indicator in found for name in indicator.header.titles]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ConfigurationError(f"indicators defined twice: {', '.join(twice)}")
    return found


def _load(path: Path) -> Indicator:
    match = _HEADER.match(path.read_text(encoding="utf-8"))
    if match is None:
        raise ConfigurationError(f"{path.name}: must begin with `-- ` grain, `-- ` why and a /* header */")
    try:
        return Indicator(path.stem, Header.model_validate(parse_yaml(match["yaml"], path.name)), match["sql"].strip())
    except ValidationError as error:
        raise ConfigurationError(f"{path.name}: {faults(error)}") from None
