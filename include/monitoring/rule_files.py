"""Rules as they are written: one SQL file each, include/sql/rules/<family>/<name>.sql, with a header in its comment."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from monitoring.errors import ConfigurationError
from monitoring.parameter_tables import load_parameter_tables
from monitoring.period import Period
from monitoring.yaml_files import faults, parse_yaml

FAMILIES = ("risk", "missed", "wrong", "conflict", "elimination", "delivery")
FACT = "fact_"
_HEADER = re.compile(r"\A-- (?P<grain>.+)\n-- (?P<why>.+)\n(?:-- .*\n)*/\*\n(?P<yaml>.*?)\*/\n(?P<sql>.*)\Z", re.DOTALL)
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Header(BaseModel):
    """What a rule declares about itself. sentence: of a hit; clear_sentence: what was seen where it does not hit.

    needs: roles (role, role:kind or role.column) without all of whose datasets nothing can be said; needs_for_clear:
    without them a hit stands but "clear" cannot be said. cause and is_sudden: for risk rules, what a household found
    by them would be listed for. columns: what each fact_ column of the SELECT holds. Texts people read are Chinese.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: str
    title: str
    definition: str
    family: Literal["risk", "missed", "wrong", "conflict", "elimination", "delivery"]
    level: Literal["household", "person", "village", "dataset"]
    severity: Literal["high", "medium", "low"]
    since: str
    needs: list[str]
    needs_for_clear: list[str] = Field(default_factory=list)
    parameters: list[str] = Field(default_factory=list)
    verify_department: str
    action: str
    sentence: str
    clear_sentence: str | None = None
    basis: str
    innocent: str
    columns: dict[str, str]
    cause: str | None = None
    is_sudden: bool = False

    @property
    def placeholders(self) -> list[str]:
        """Facts the sentences mention, without their prefix."""
        return _PLACEHOLDER.findall(self.sentence + (self.clear_sentence or ""))

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        Period.parse(self.since)
        if self.id.partition(".")[0] != self.family:
            raise ValueError("id must be <family>.<name>")
        if (self.family == "risk") != (self.cause is not None):
            raise ValueError("exactly the risk rules name a cause")
        unknown = [name for name in self.placeholders if FACT + name not in self.columns]
        if unknown:
            raise ValueError(f"the sentence mentions facts that are no columns: {unknown}")
        return self


@dataclass(frozen=True)
class Rule:
    """A rule: its header, and the SELECT that returns what it found. grain and why: the file's first two lines.

    tables: the parameter tables that the SELECT reads, by name, with all that each of them says.
    """

    header: Header
    grain: str
    why: str
    sql: str
    tables: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.header.id

    @property
    def digest(self) -> str:
        """Differs when the rule finds, or may find, something else: its SQL, its tables and what it needs."""
        said = [self.sql, *self.header.needs, "for clear:", *self.header.needs_for_clear, *self.tables.values()]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:12]


def load_rule(path: Path) -> Rule:
    """One rule; raises ConfigurationError naming file and key."""
    place = f"{path.parent.name}/{path.name}"
    match = _HEADER.match(path.read_text(encoding="utf-8"))
    if match is None:
        raise ConfigurationError(f"{place}: must begin with `-- ` grain, `-- ` why and a /* header */")
    try:
        header = Header.model_validate(parse_yaml(match["yaml"], place))
    except ValidationError as error:
        raise ConfigurationError(f"{place}: {faults(error)}") from None
    if header.id != f"{path.parent.name}.{path.stem}":
        raise ConfigurationError(f"{place}: id is {header.id}, its place says {path.parent.name}.{path.stem}")
    sql = match["sql"].strip()
    return Rule(header, match["grain"], match["why"], sql, _tables(path, sql))


def _tables(path: Path, sql: str) -> dict[str, str]:
    """The tables it reads; they lie beside the SQL: include/parameters and include/sql/rules."""
    known = load_parameter_tables(path.resolve().parents[3] / "parameters")
    return {name: f"{name}: {table.versions}" for name, table in known.items() if re.search(rf"\b{name}\b", sql)}


@cache
def load_rules(folder: Path) -> dict[str, Rule]:
    """All rules by id, in the order of their families and then of their names: risk rules come first. Cached."""
    rules = [load_rule(path) for path in folder.glob("*/*.sql")]
    rules.sort(key=lambda rule: (FAMILIES.index(rule.header.family), rule.id))
    return {rule.id: rule for rule in rules}


def rules_in_force(folder: Path, period: Period) -> dict[str, Rule]:
    """The rules that apply in that month."""
    return {name: rule for name, rule in load_rules(folder).items() if Period.parse(rule.header.since) <= period}
