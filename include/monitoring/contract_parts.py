"""What a data contract is made of: who delivers, how, and what each column means."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from monitoring.limits import Limits
from monitoring.period import Period

Form = Literal["csv", "text", "xlsx", "xls", "json", "jsonl", "zip_csv", "database"]
Kind = Literal["snapshot", "increment", "rolling"]
Type = Literal[
    "citizen_id", "certificate_no", "text", "list", "date", "month", "int", "decimal", "bool", "code", "pattern"
]

CONNECTION = r"^[a-z][a-z0-9_]*$"


class Strict(BaseModel):
    """Unknown keys are errors; nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, strict=False)


class Owner(Strict):
    """Who answers for the dataset, in Chinese as it is shown."""

    department: str
    contact: str


class RemoteFile(Strict):
    """A file on a department's server. path: {period} becomes the month; without it the file is the state of today."""

    kind: Literal["sftp", "http"]
    connection: str = Field(pattern=CONNECTION)
    path: str = Field(min_length=1)

    @property
    def names_its_month(self) -> bool:
        return "{period}" in self.path

    def path_of(self, period: Period) -> str:
        """The path of that month's file."""
        return self.path.replace("{period}", str(period))


class DatabaseTable(Strict):
    """A table or view (`name` or `schema.name`) of a department's database. Only mapped columns are ever selected.

    month_column and month_format: which rows are about the month; without them the table is the state of today.
    definition: fingerprint of a changed definition that somebody has looked at and accepted.
    """

    kind: Literal["database"]
    connection: str = Field(pattern=CONNECTION)
    table: str = Field(pattern=r"^[^.]+(\.[^.]+)?$")
    month_column: str | None = None
    month_format: str = "%Y-%m"
    definition: str | None = None

    @property
    def names_its_month(self) -> bool:
        return self.month_column is not None

    @property
    def place(self) -> tuple[str | None, str]:
        """Schema, if one is named, and name of the table."""
        schema, _, name = self.table.rpartition(".")
        return schema or None, name


Source = Annotated[RemoteFile | DatabaseTable, Field(discriminator="kind")]


class Delivery(Strict):
    """How a delivery arrives. header_rows: 2 means merged two-row headers, named by their lowest filled cell; fill_down:
    columns whose cells may be merged over several rows; source: where it is fetched from, by default the drop folder."""

    form: Form
    pattern: str
    encoding: Literal["utf-8", "utf-8-sig", "gb18030"] | None = None
    delimiter: str = ","
    title_rows: int = 0
    header_rows: int = 1
    fill_down: list[str] = Field(default_factory=list)
    table: str | None = None
    kind: Kind = "snapshot"
    due_day: int = Field(ge=1, le=20)
    carry_forward_months: int = Field(default=0, ge=0, le=12)
    limits: Limits = Limits()
    source: Source | None = None

    @model_validator(mode="after")
    def _a_table_arrives_as_text(self) -> Self:
        is_table = isinstance(self.source, DatabaseTable)
        if is_table and (self.form, self.encoding, self.delimiter) != ("csv", "utf-8", ","):
            raise ValueError("what comes from a database is kept as `form: csv, encoding: utf-8`")
        return self

    def file_name(self, period: Period) -> str:
        """The name under which the file of that month is expected."""
        return self.pattern.replace("{period}", str(period))


class Pattern(Strict):
    """One line of a pattern column: delivered values that match become value."""

    match: str
    value: str


_ONLY_FOR = {
    "planned": ("date",),
    "open_end": ("date", "month"),
    "may_be_negative": ("decimal",),
    "unit": ("decimal",),
    "max": ("decimal",),
    "text_of": ("code",),
}


class Column(Strict):
    """One mapped column. source: delivered header, or several it has been known by.

    planned: a date after the month is a plan, counted and kept. open_end: an end, which may lie in the future, and 至今
    or 长期 say that there is none. may_be_negative: losses and refunds occur. unit: the unit of the canonical value,
    which may be written behind the number. max: more is impossible. text_of: the code column whose meaning this one
    says again in words.
    """

    source: str | list[str] = Field(alias="from")
    type: Type = Field(alias="as")
    required: bool = False
    format: str | list[str] | None = None
    values: dict[str, str] | None = None
    empty: str | None = None
    patterns: list[Pattern] | None = None
    scale: int = Field(default=2, ge=0, le=6)
    planned: bool = False
    open_end: bool = False
    may_be_negative: bool = False
    unit: str | None = None
    max: int | None = None
    text_of: str | None = None

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
        for option, types in _ONLY_FOR.items():
            if getattr(self, option) and self.type not in types:
                raise ValueError(f"`{option}` is for columns read `as: {' or '.join(types)}`")
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


class Sum(Strict):
    """Amounts of a row that make up another amount of it. columns: total and of name mapped decimal columns."""

    total: str
    of: list[str]


class Bands(Strict):
    """How a dataset may differ from its own earlier months; null: as usual for its kind (bands/limits.py, docs/bands.md).

    months: how many earlier months count. rows_min: fewer rows are never judged by shares. rows_change_min: rows by
    which the number must differ at all. fall, rise: shares of the median of those months; over n usual rows a rise by
    rise_small / √n is always within. fill_drop: share of rows by which a column may be emptier. unit_factor: by which a
    typical amount may change. township_rows_min: a township with fewer rows is not missed. match_drop, match_min: shares
    of rows whose person the register knows. repeat_share: equal rows from which on it is last month's file.
    quarantined_*: shares and number of rows.
    dated_by: the column that says when a row's event was; month_column: the column that says which month it is for.
    may_repeat: nothing need have changed since last month. year_to_date: begins anew every January.
    """

    months: int | None = Field(default=None, ge=1, le=12)
    rows_min: int | None = Field(default=None, ge=1)
    rows_change_min: int | None = Field(default=None, ge=1)
    fall: float | None = Field(default=None, gt=0, le=1)
    rise: float | None = Field(default=None, gt=0)
    rise_small: float | None = Field(default=None, ge=0)
    fill_drop: float | None = Field(default=None, gt=0, le=1)
    unit_factor: float | None = Field(default=None, gt=1)
    township_rows_min: int | None = Field(default=None, ge=1)
    match_drop: float | None = Field(default=None, gt=0, le=1)
    match_min: float | None = Field(default=None, ge=0, le=1)
    repeat_share: float | None = Field(default=None, gt=0, le=1)
    quarantined_held: float | None = Field(default=None, gt=0, le=1)
    quarantined_refused: float | None = Field(default=None, gt=0, le=1)
    quarantined_rows_min: int | None = Field(default=None, ge=1)
    dated_by: str | None = None
    month_column: str | None = None
    may_repeat: bool = False
    year_to_date: bool = False


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
    """A canonical table that SQL joins. history_months: so many earlier months of it can be read as <role>_history."""

    title: str
    grain: str
    columns: list[str]
    history_months: int = Field(default=0, ge=0)


class FieldDefinition(Strict):
    """One canonical column, defined once. personal: none, sensitive (says something about a person) or identifier."""

    type: Type
    title: str
    meaning: str
    unit: str | None = None
    personal: Literal["none", "sensitive", "identifier"]
