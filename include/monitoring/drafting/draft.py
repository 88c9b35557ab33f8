"""A draft put together: what is known goes into the contract, what a person must decide is marked 待定."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from monitoring.contract_parts import Role
from monitoring.contracts import Contract
from monitoring.drafting.columns import DraftColumns
from monitoring.drafting.names import IDENTIFYING
from monitoring.drafting.sample import Sample
from monitoring.drafting.undecided import UNDECIDED
from monitoring.identity.citizen_id import check_character
from monitoring.period import Period

SUFFIXES = {"text": "txt", "zip_csv": "zip", "database": "sqlite"}
_DUE_DAY = 15
_MOST_KEY_COLUMNS = 3
_MOST_CANDIDATES = 8
_HARDLY_EVER = 0.995
_SEVENTEEN = "52990119900101001"
_DATE, _MONTH = dt.date(2026, 1, 15), Period(2026, 1)


@dataclass(frozen=True)
class Draft:
    """All that stands in the two files. key_note: what to decide about the key; roles: candidates, best first."""

    dataset: str
    title: str
    since: Period
    department: str
    due_day: int
    delivery: dict[str, Any]
    pattern: str
    found: DraftColumns
    key: list[str]
    key_note: str
    roles: list[str]
    examples: list[dict[str, Any]]


def draft(
    dataset: str, file_name: str, since: Period, sample: Sample, found: DraftColumns, contracts: Mapping[str, Contract],
    roles: Mapping[str, Role],
) -> Draft:  # fmt: skip
    """Nothing of the sample's rows stands in it but words of code columns."""
    department = dataset.split(".")[0]
    own = [contract for contract in contracts.values() if contract.department == department]
    days = Counter(contract.delivery.due_day for contract in own)
    title = title_of(file_name)
    form = sample.delivery["form"]
    key, note = _key(sample, found)
    return Draft(
        dataset=dataset,
        title=title,
        since=since,
        department=own[0].owner.department if own else UNDECIDED,
        due_day=min(days, key=lambda day: (-days[day], day)) if days else _DUE_DAY,
        delivery=sample.delivery,
        pattern=f"{title}_{{period}}.{SUFFIXES.get(form, form)}",
        found=found,
        key=key,
        key_note=note,
        roles=_roles(found, roles),
        examples=_examples(found),
    )


def title_of(file_name: str) -> str:
    """The file's name without its suffix and month."""
    stem = file_name.rpartition(".")[0] or file_name
    bare = re.sub(r"[-_. ]*20\d{2}[-_.年 ]?(1[0-2]|0?[1-9])?(?:[-_.月]?[0-3]?\d?日?)?", "", stem)
    return bare.strip("-_. ") or stem


def _key(sample: Sample, found: DraftColumns) -> tuple[list[str], str]:
    """The fewest columns whose values hardly ever occur twice together, the number of a thing or person first.

    Rows repeated as a whole do not count; none is better than a key under which good rows contradict each other.
    """
    rank = {name: _rank(name, column.spec["as"]) for name, column in found.columns.items()}
    known = [(place, name) for name, place in rank.items() if place is not None]
    names = [name for _, name in sorted(known)][:_MOST_CANDIDATES]
    rows = list(dict.fromkeys(zip(*sample.columns.values(), strict=True)))
    places = {header: place for place, header in enumerate(sample.columns)}
    for least in (1.0, _HARDLY_EVER):
        for size in range(1, _MOST_KEY_COLUMNS + 1):
            for chosen in combinations(names, size):
                at = [places[found.columns[name].header] for name in chosen]
                if _distinct_share([tuple(row[place] for place in at) for row in rows]) >= least:
                    return list(chosen), f"{UNDECIDED}：样本中没有或极少重复，请确认含义上也唯一"
    return [], f"{UNDECIDED}：样本中没有找到不重复的列"


def _rank(name: str, kind: str) -> int | None:
    if kind in IDENTIFYING:
        return 1
    if name.endswith(("_no", "_code")):
        return 0
    if name.endswith("year"):
        return 2
    return {"date": 2, "month": 2, "code": 3, "pattern": 3}.get(kind)


def _distinct_share(rows: Sequence[tuple[str | None, ...]]) -> float:
    """0 when hardly any row is complete."""
    complete = [row for row in rows if all(row)]
    return len(set(complete)) / len(complete) if len(complete) * 2 > len(rows) else 0.0


def _roles(found: DraftColumns, roles: Mapping[str, Role]) -> list[str]:
    common = {"person_key", "person_id", "name"}
    shared = {name: len((set(role.columns) - common) & set(found.columns)) for name, role in roles.items()}
    return sorted((name for name in shared if shared[name] > 1), key=lambda name: (-shared[name], name))[:3]


def _examples(found: DraftColumns) -> list[dict[str, Any]]:
    """Invented rows: one that is good, and one whose number is wrong where there is a number."""
    given: dict[str, str] = {}
    expect: dict[str, Any] = {}
    for name, column in found.columns.items():
        made = _invented(name, column.spec)
        if made is not None:
            given[column.header], expected = made
            expect |= expected
    examples: list[dict[str, Any]] = [{"name": "a good row", "given": given, "expect": expect}]
    for column in found.columns.values():
        if column.spec["as"] in IDENTIFYING:
            wrong = given[column.header][:17] + ("1" if given[column.header][17] == "0" else "0")
            damaged = {**given, column.header: wrong + given[column.header][18:]}
            examples.append({"name": "a wrong check digit", "given": damaged, "quarantined": "ID_CHECK"})
    return examples


def _invented(name: str, spec: Mapping[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """A delivered text and what it becomes; none for patterns and free text, which nobody can invent."""
    number = _SEVENTEEN + check_character(_SEVENTEEN)
    form = spec.get("format", "%Y-%m-%d" if spec["as"] == "date" else "%Y-%m")
    form = form if isinstance(form, str) else form[0]
    match spec["as"]:
        case "citizen_id":
            return number, {"person_id": number, "person_id_status": "valid"}
        case "certificate_no":
            return f"{number}42", {"certificate_no": f"{number}42", "person_id_status": "valid"}
        case "date":
            return _DATE.strftime(form), {name: _DATE.isoformat()}
        case "month":
            return _MONTH.day(1).strftime(form), {name: _MONTH.number}
        case "int":
            return "12", {name: 12}
        case "decimal":
            return "100", {name: f"100.{'0' * spec.get('scale', 2)}"}
        case "bool":
            return "是", {name: True}
        case "code":
            delivered, value = next(iter(spec["values"].items()))
            return delivered, {name: value}
        case "text" if name == "name":
            return "测试甲", {name: "测试甲"}
        case "text" if name.endswith(("_no", "_code")):
            return "TEST0001", {name: "TEST0001"}
    return None
