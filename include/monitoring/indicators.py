"""Indicators: one SQL file each, include/sql/indicators/<name>.sql, with titles, unit and needs in its header."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from monitoring.contracts import Contract, datasets_for
from monitoring.engines.duckdb import DuckDB
from monitoring.errors import ConfigurationError
from monitoring.marts import rows_relation

_HEADER = re.compile(r"\A-- .+\n-- .+\n/\*\n(?P<yaml>.*?)\*/\n(?P<sql>.*)\Z", re.DOTALL)
_TITLES = {"indicator": "varchar", "title": "varchar", "unit": "varchar", "is_known": "boolean"}


class Header(BaseModel):
    """titles: Chinese name of each indicator the file returns; needs: without these the values are unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    unit: str
    titles: dict[str, str] = Field(min_length=1)
    needs: list[str] = Field(default_factory=list)


@dataclass(frozen=True)
class Indicator:
    """One file: its name, header, and the SELECT that returns indicator, area_level, area and value."""

    name: str
    header: Header
    sql: str = field(repr=False)


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
        return Indicator(path.stem, Header.model_validate(yaml.safe_load(match["yaml"])), match["sql"].strip())
    except (ValidationError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{path.name}: {error}") from None


def register_indicators(engine: DuckDB, folder: Path, contracts: dict[str, Contract], present: set[str]) -> None:
    """Leaves the relation indicator_rows. present: datasets with rows in force; without what it needs a value is null."""
    indicators = load_indicators(folder)
    titles = [
        {
            "indicator": name,
            "title": title,
            "unit": one.header.unit,
            "is_known": {d for need in one.header.needs for d in datasets_for(contracts, need)} <= present,
        }
        for one in indicators
        for name, title in one.header.titles.items()
    ]
    rows_relation(engine, "indicator_titles", _TITLES, titles)
    values = "\nunion all\n".join(
        f"select indicator, area_level, area, cast(value as decimal(18, 2)) as value from (\n{one.sql}\n) as {one.name}"
        for one in indicators
    )
    engine.table(
        "indicator_rows",
        "select found.indicator, titles.title, titles.unit, found.area_level, found.area, "
        "case when titles.is_known then found.value end as value "
        f"from (\n{values}\n) as found left join indicator_titles as titles on found.indicator = titles.indicator",
    )
