"""The findings a department verifies in its own data: which rows of it, and against which rows of others. No values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitoring.reports import words
from monitoring.reports.data import MonthData, Row, as_json
from monitoring.reports.lines import Month

Headers = Mapping[str, Mapping[str, str]]

_MOST_ROWS = 20
_SEVERITIES = tuple(words.SEVERITIES)


@dataclass(frozen=True)
class DepartmentTask:
    """One finding as the department that verifies it meets it; text ready to print. own and other: rows and columns of
    its own data and of other departments'; finding_id: by which the county finds the case."""

    severity: str
    due: str
    rule: str
    family: str
    township: str
    own: str
    other: str
    action: str
    state: str
    finding_id: str


def department_tasks(data: MonthData, headers: Headers) -> dict[str, list[DepartmentTask]]:
    """Open findings about households, people and villages, by the department that verifies them; most severe first.

    headers: of known datasets, the delivered header by canonical column; what a contract sets by itself has none.
    """
    writer = _Writer(data, headers)
    found: dict[str, list[DepartmentTask]] = {}
    for row in sorted(data.open_findings, key=_order):
        if row["level"] != "dataset" and row.get("verify_department"):
            department = str(row["verify_department"])
            found.setdefault(department, []).append(writer.task(department, row))
    return found


def counted(tasks: Sequence[DepartmentTask]) -> tuple[tuple[str, str, int, str], ...]:
    """(rule, action, findings, earliest due day), the earliest and most frequent first."""
    counts = Counter((task.rule, task.action) for task in tasks)
    days = {key: min(task.due for task in tasks if (task.rule, task.action) == key) for key in counts}
    found = [(rule, action, count, days[rule, action]) for (rule, action), count in counts.items()]
    return tuple(sorted(found, key=lambda entry: (entry[3], -entry[2], entry[0])))


class _Writer:
    """Turns findings of one month into tasks."""

    def __init__(self, data: MonthData, headers: Headers) -> None:
        self._month = Month(data)
        self._headers = headers
        self._current = {str(row["dataset"]): row.get("delivery") for row in data.deliveries}

    def task(self, department: str, row: Row) -> DepartmentTask:
        pieces = as_json(row.get("evidence"), [])
        own = [piece for piece in pieces if piece.get("department") == department]
        other = [piece for piece in pieces if piece.get("department") != department]
        return DepartmentTask(
            severity=words.word(words.SEVERITIES, row["severity"]),
            due=self._month.deadlines.of(self._month.priority(row)),
            rule=self._month.titles.get(str(row["rule"]), str(row["rule"])),
            family=words.word(words.FAMILIES, row["family"]),
            township=str(row.get("township") or ""),
            own="\n".join(self._places(own)) or "（没有对应的行）",
            other="\n".join(self._places(other, named=True)),
            action=str(row.get("action") or ""),
            state=words.word(words.FINDING_STATES, row.get("status")),
            finding_id=str(row.get("finding_id") or ""),
        )

    def _places(self, pieces: Sequence[Row], *, named: bool = False) -> Iterator[str]:
        """A line per column of a delivery: `公安局《户籍人口》第12、15行「状态」`; named: with the department."""
        grouped: dict[tuple[str, str], list[str]] = {}
        for piece in pieces:
            rows = grouped.setdefault((self._source(piece, named=named), self._column(piece)), [])
            if piece.get("row_no") is not None and str(piece["row_no"]) not in rows:
                rows.append(str(piece["row_no"]))
        for (source, column), rows in grouped.items():
            rest = f"等 {len(rows)} 行" if len(rows) > _MOST_ROWS else "行"
            at = f"第{'、'.join(rows[:_MOST_ROWS])}{rest}" if rows else ""
            yield f"{source}{at}{f'「{column}」' if column else ''}"

    def _source(self, piece: Row, *, named: bool) -> str:
        """Row numbers are those of the delivery they stand in: what came in an earlier month is said to."""
        dataset, delivery = str(piece.get("dataset") or ""), piece.get("delivery")
        whose = self._month.data.department(piece.get("department")) if named else ""
        is_earlier = delivery is not None and delivery != self._current.get(dataset)
        earlier = f"往月报送（批次 {delivery}）" if is_earlier else ""
        return f"{whose}《{self._month.datasets.get(dataset, dataset)}》{earlier}"

    def _column(self, piece: Row) -> str:
        field, known = str(piece.get("field") or ""), self._headers.get(str(piece.get("dataset") or ""))
        if known is not None:
            return known.get(field, "")
        return str(piece.get("title") or self._month.data.column(field))


def _order(row: Row) -> tuple[object, ...]:
    severity = str(row["severity"])
    rank = _SEVERITIES.index(severity) if severity in _SEVERITIES else len(_SEVERITIES)
    return rank, str(row["rule"]), str(row.get("township") or ""), str(row.get("finding_id") or "")
