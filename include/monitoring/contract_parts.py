"""What a data contract is made of: who delivers, how, and what each column means."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from monitoring.period import Period

Form = Literal["csv", "text", "xlsx", "xls", "json", "jsonl", "zip_csv", "database"]
Kind = Literal["snapshot", "increment", "rolling"]
Type = Literal[
    "citizen_id", "certificate_no", "text", "list", "date", "month", "int", "decimal", "bool", "code", "pattern"
]


class Strict(BaseModel):
    """Unknown keys are errors; nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, strict=False)


class Owner(Strict):
    """Who answers for the dataset, in Chinese as it is shown."""

    department: str
    contact: str


class Delivery(Strict):
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


class Pattern(Strict):
    """One line of a pattern column: delivered values that match become value."""

    match: str
    value: str


class Column(Strict):
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


class RoleColumn(Strict):
    """Where a role's column comes from when not from the contract's column of the same name."""

    column: str | None = None
    value: str | bool | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.column is None) == (self.value is None):
            raise ValueError("give either `column` or `value`")
        return self


class RoleMapping(Strict):
    """How rows of the dataset become rows of a role. only: column -> the values that count (other rows stay out)."""

    columns: dict[str, RoleColumn] = Field(default_factory=dict)
    only: dict[str, list[str]] = Field(default_factory=dict)


class Change(Strict):
    """What the department delivers differently from a month on."""

    since: str
    columns: dict[str, Column] = Field(default_factory=dict)
    removed: list[str] = Field(default_factory=list)
    ignore: list[str] | None = None

    @field_validator("since")
    @classmethod
    def _is_period(cls, value: str) -> str:
        return str(Period.parse(value))


class Example(Strict):
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


class Role(Strict):
    """A canonical table that SQL joins."""

    title: str
    grain: str
    columns: list[str]


class FieldDefinition(Strict):
    """One canonical column, defined once. personal: none, sensitive (says something about a person) or identifier."""

    type: Type
    title: str
    meaning: str
    unit: str | None = None
    personal: Literal["none", "sensitive", "identifier"]
