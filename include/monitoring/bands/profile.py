"""What a delivery looks like in numbers, so that later ones can be held against it. No value of a row is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from monitoring.canonical import canonical_columns
from monitoring.contracts import Contract
from monitoring.engines.duckdb import DuckDB, quoted
from monitoring.layout import Layout, write_text
from monitoring.period import Period

_NO_REGISTER = "select cast(null as bigint) as person_key, cast(null as varchar) as township where false"
_OWNED = ("township", "ethnicity", "village")
"""What the register alone may say of a person: where a department says otherwise, the register is right."""

_HEAD = "head"


@dataclass(frozen=True)
class Profile:
    """One delivery's good rows. filled: share of rows in which a column says something; medians: of the amounts above
    zero, with at least one such row; positives: how many rows those are; townships: rows by township, where known.

    before, within, after: rows dated (bands.dated_by) before, in and after the month; months: rows by month_column;
    newest: the latest day in each column of dates; content: changes when any row does, whatever their order;
    people, known_people: rows about an identified person, and those whom the register of an earlier month knows
    (null: no such register); same_rows, known_keys, changed_keys: rows that the month before held in exactly this form,
    rows whose key it held, and rows whose key it held in another form (null: no such month);
    other_township, other_owned, no_household, headless: rows whose township is not the register's, by column those in
    which something else is that the register owns, people without a household, and households without a head or with
    several.
    """

    dataset: str
    period: str
    sha256: str
    rows: int
    filled: dict[str, float] = field(default_factory=dict)
    medians: dict[str, float] = field(default_factory=dict)
    positives: dict[str, int] = field(default_factory=dict)
    townships: dict[str, int] = field(default_factory=dict)
    before: int = 0
    within: int = 0
    after: int = 0
    months: dict[str, int] = field(default_factory=dict)
    newest: dict[str, str] = field(default_factory=dict)
    content: str = ""
    people: int = 0
    known_people: int | None = None
    same_rows: int | None = None
    known_keys: int | None = None
    changed_keys: int | None = None
    other_township: int = 0
    other_owned: dict[str, int] = field(default_factory=dict)
    no_household: int = 0
    headless: int = 0

    @property
    def dated(self) -> int:
        """Rows whose event has a day."""
        return self.before + self.within + self.after

    @property
    def match_rate(self) -> float | None:
        """Share of the identified people whom the register knows; null without people or without a register."""
        return None if self.known_people is None or not self.people else self.known_people / self.people


def write_profile(layout: Layout, profile: Profile) -> None:
    """Keeps the profile under its dataset and month."""
    path = layout.profile(profile.dataset, Period.parse(profile.period))
    write_text(path, json.dumps(asdict(profile), ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def read_profile(path: Path) -> Profile:
    """A kept profile."""
    return Profile(**json.loads(path.read_text(encoding="utf-8")))


def measure(
    engine: DuckDB,
    contract: Contract,
    period: Period,
    sha256: str,
    rows: Path,
    register: Path | None,
    last: Path | None,
) -> Profile:
    """The profile of the staged file `rows`. register: staged register of an earlier month; last: this dataset's staged
    file of the month it is compared with."""
    columns = canonical_columns(contract)
    engine.view("profiled", rows)
    engine.view("register", register if register is not None else _NO_REGISTER)
    known = [name for name in _OWNED if name in engine.columns("select * from register")]
    owned = ", ".join(f"min({name}) as {name}" for name in known)
    engine.view("known_places", f"select person_key, {owned} from register group by person_key")
    found = engine.rows(f"select {', '.join(_measures(contract, period, columns))} from profiled")[0]
    count = found["row_count"]
    decimals = [name for name, kind in columns.items() if kind.startswith("decimal")]
    dates = [name for name, kind in columns.items() if kind == "date"]
    return Profile(
        dataset=contract.dataset,
        period=str(period),
        sha256=sha256,
        rows=count,
        filled={name: round(found[f"filled_{name}"] / count, 6) for name in columns} if count else {},
        medians={name: float(found[f"median_{name}"]) for name in decimals if found[f"positive_{name}"]},
        positives={name: found[f"positive_{name}"] for name in decimals},
        townships=_townships(engine, columns),
        before=found["dated_before"],
        within=found["dated_within"],
        after=found["dated_after"],
        months=_months(engine, contract),
        newest={name: str(found[f"newest_{name}"]) for name in dates if found[f"newest_{name}"] is not None},
        content=str(found["content"] or 0),
        **_people(engine, [name for name in known if name in columns], columns, is_registered=register is not None),
        **_compared(engine, contract, columns, last),
        **_households(engine, contract, columns),
    )


def _measures(contract: Contract, period: Period, columns: Mapping[str, str]) -> list[str]:
    found = ["count(*) as row_count", f"sum(cast({_hash(columns)} as hugeint)) as content"]
    for name, kind in columns.items():
        found.append(f"count({name}) as filled_{name}")
        if kind.startswith("decimal"):
            found += [
                f"quantile_disc({name}, 0.5) filter (where {name} > 0) as median_{name}",
                f"count(*) filter (where {name} > 0) as positive_{name}",
            ]
        if kind == "date":
            found.append(f"max({name}) as newest_{name}")
    dated = contract.bands.dated_by or "cast(null as date)"
    first, following = period.day(1), period.shift(1).day(1)
    return [
        *found,
        f"count(*) filter (where {dated} < date '{first}') as dated_before",
        f"count(*) filter (where {dated} >= date '{first}' and {dated} < date '{following}') as dated_within",
        f"count(*) filter (where {dated} >= date '{following}') as dated_after",
    ]


def _hash(columns: Mapping[str, str]) -> str:
    return f"hash({', '.join(map(quoted, columns))})"


def _townships(engine: DuckDB, columns: Mapping[str, str]) -> dict[str, int]:
    """A dataset that names no township has those of the people it names."""
    if "township" in columns:
        sql = "select township, count(*) as row_count from profiled where township is not null group by township"
    elif "person_key" in columns:
        sql = (
            "select known_places.township, count(*) as row_count from profiled "
            "inner join known_places on profiled.person_key = known_places.person_key "
            "where known_places.township is not null group by known_places.township"
        )
    else:
        return {}
    return {row["township"]: row["row_count"] for row in engine.rows(f"{sql} order by 1")}


def _months(engine: DuckDB, contract: Contract) -> dict[str, int]:
    column = contract.bands.month_column
    if column is None:
        return {}
    sql = (
        f"select {column} as said, count(*) as row_count from profiled where {column} is not null group by 1 order by 1"
    )
    return {f"{row['said'] // 100:04d}-{row['said'] % 100:02d}": row["row_count"] for row in engine.rows(sql)}


def _people(engine: DuckDB, owned: list[str], columns: Mapping[str, str], *, is_registered: bool) -> dict[str, Any]:
    if "person_key" not in columns:
        return {}
    differing = [f"count(*) filter (where profiled.{name} <> known_places.{name}) as {name}" for name in owned]
    measures = ["count(profiled.person_key) as people", "count(known_places.person_key) as known_people", *differing]
    found = engine.rows(
        f"select {', '.join(measures)} from profiled "
        "left join known_places on profiled.person_key = known_places.person_key"
    )[0]
    if not is_registered:
        return {"people": found["people"]}
    others = {name: found[name] for name in owned if name != "township" and found[name]}
    return {
        "people": found["people"],
        "known_people": found["known_people"],
        "other_township": found.get("township", 0),
        "other_owned": others,
    }


def _compared(engine: DuckDB, contract: Contract, columns: Mapping[str, str], last: Path | None) -> dict[str, Any]:
    if last is None:
        return {}
    engine.view("compared", last)
    before = engine.columns("select * from compared")
    shared = {name: kind for name, kind in columns.items() if name in before}
    key = {name: kind for name in contract.key for kind in [shared.get(name)] if kind is not None}
    has_key = len(key) == len(contract.key)
    rows = f"select {_hash(shared)} as content, {_hash(key) if has_key else 'null'} as key"
    found = engine.rows(
        f"with now as ({rows} from profiled), past as ({rows} from compared), marked as (select "
        "content in (select content from past) as is_same, key in (select key from past) as is_known from now) "
        "select count(*) filter (where is_same) as same_rows, count(*) filter (where is_known) as known_keys, "
        "count(*) filter (where is_known and not is_same) as changed_keys from marked"
    )[0]
    return found if has_key else {"same_rows": found["same_rows"]}


def _households(engine: DuckDB, contract: Contract, columns: Mapping[str, str]) -> dict[str, Any]:
    """Where a dataset lists households by their members: a number of the household and the relation to its head."""
    household = next((name for name in ("listed_household_no", "household_no") if name in columns), None)
    lists_members = household in contract.key or "relation" in columns
    if household is None or not lists_members or "person_key" not in columns:
        return {}
    found = engine.rows(f"select count(*) filter (where {household} is null) as no_household from profiled")[0]
    if "relation" not in columns:
        return found
    heads = engine.rows(
        "select count(*) as headless from (select 1 from profiled "
        f"where {household} is not null group by {household} "
        f"having count(*) filter (where relation = '{_HEAD}') <> 1) as households"
    )[0]
    return {**found, **heads}
