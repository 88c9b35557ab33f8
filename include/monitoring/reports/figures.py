"""The counts behind the month's page and the summary in the terminal: pure arithmetic on the rows, sums included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitoring.reports import delivery_figures, words
from monitoring.reports.data import MonthData, Row, Rows

NOWHERE = "未落到乡镇"


@dataclass(frozen=True)
class Table:
    """Rows of text and numbers under a head; total sums the numbers. groups: spanning heads as (title, columns);
    strong: which rows sum up those that follow them."""

    head: Sequence[str]
    rows: Sequence[Sequence[Any]]
    total: Sequence[Any] | None = None
    groups: Sequence[tuple[str, int]] = ()
    strong: frozenset[int] = frozenset()

    def numeric(self, column: int) -> bool:
        """Whether the column holds numbers (None where one is lacking), and its head stands to the right."""
        return bool(self.rows) and all(words.is_count(row[column]) for row in self.rows)


def summed(head: Sequence[str], rows: Sequence[Sequence[Any]], groups: Sequence[tuple[str, int]] = ()) -> Table:
    """A table whose last line adds every column of integers up."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(head)
    total = [sum(column) if all(isinstance(v, int) for v in column) else "" for column in columns[1:]]
    return Table(head, rows, ["合计", *total], groups)


def households(data: MonthData) -> Table:
    """Subjects by status: households and persons."""
    rows = [
        [title, len(of), sum(int(row.get("people_count") or 0) for row in of)]
        for status, title in words.STATUSES.items()
        for of in [[row for row in data.monitoring_subjects if row["status"] == status]]
    ]
    return summed(["状态", "户", "人"], rows)


def families(findings: Rows) -> list[tuple[str, Mapping[str, int]]]:
    """Findings by family, then by severity."""
    return [
        (title, Counter(words.word(words.SEVERITIES, row["severity"]) for row in findings if row["family"] == family))
        for family, title in family_names(findings).items()
    ]


def family_names(findings: Rows) -> dict[str, str]:
    """The families in their order, then any other that occurs, with their Chinese names."""
    others = sorted({str(row["family"]) for row in findings} - set(words.FAMILIES))
    return {**words.FAMILIES, **{code: code for code in others}}


def states(rows: Rows, column: str, names: Mapping[str, str]) -> list[tuple[str, int]]:
    """How many rows stand in each state, named ones first and in their order; states nobody is in are left out."""
    counted = Counter(str(row[column]) for row in rows if row.get(column))
    order = [*names, *sorted(set(counted) - set(names))]
    return [(words.word(names, state), counted[state]) for state in order if counted[state]]


def first_things(data: MonthData) -> list[str]:
    """What to do first, in sentences: suspected households, urgent ones, deliveries to ask for."""
    suspected = [row for row in data.monitoring_subjects if row["status"] == "suspected"]
    urgent = [row for row in data.monitoring_subjects if str(row["priority"]) == "1"]
    missing = [f"{data.department(row['department'])}《{row['title']}》" for row in delivery_figures.absent(data)]
    lines = []
    if suspected:
        lines.append(f"疑似新增 {len(suspected):,} 户，入户核实：{_most(suspected)}")
    if urgent:
        lines.append(f"一级优先 {len(urgent):,} 户，先核：{_most(urgent)}")
    if missing:
        lines.append(f"催交或更正 {len(missing)} 份：{'、'.join(missing[:3])}{'等' if len(missing) > 3 else ''}")
    return lines


def _most(rows: Rows) -> str:
    counted = sorted(Counter(place_of(row) for row in rows).items(), key=lambda item: (-item[1], item[0]))
    return "、".join(f"{name} {count:,}" for name, count in counted[:3]) + ("等" if len(counted) > 3 else "")


def place_of(row: Row) -> str:
    """The township of a row."""
    return str(row.get("township") or "").strip() or NOWHERE


def places(data: MonthData) -> list[str]:
    """Townships with a subject or a finding, in the order of their codes; last, if need be, NOWHERE."""
    names = {place_of(row) for row in (*data.monitoring_subjects, *data.findings)}
    codes = _codes(data.monitoring_subjects)
    return sorted(names, key=lambda name: (name == NOWHERE, codes.get(name, "~"), name))


def village_order(subjects: Rows) -> Callable[[tuple[str, str]], tuple[Any, ...]]:
    """What villages are sorted by, given township and name (empty for none): their place in the administration's list."""
    towns = _codes(subjects)
    codes: dict[tuple[str, str], str] = {}
    for row in subjects:
        key = place_of(row), str(row.get("village") or "")
        codes[key] = min(codes.get(key, "~"), str(row.get("village_code") or "~"))
    return lambda key: (key[0] == NOWHERE, towns.get(key[0], "~"), key[0], codes.get(key, "~"), key[1])


def _codes(subjects: Rows) -> dict[str, str]:
    """The least village code of every township: the order in which the administration lists them."""
    codes: dict[str, str] = {}
    for row in subjects:
        if row.get("village_code"):
            place = place_of(row)
            codes[place] = min(codes.get(place, "~"), str(row["village_code"]))
    return codes
