"""发现: findings of a month, filtered and paged in the database."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitoring.console.asked import PER_PAGE, Asked, Shown
from monitoring.console.evidence import Side, sides
from monitoring.reports import words

if TYPE_CHECKING:
    from monitoring.warehouse.sessions import Reader, Rows

NEEDS = frozenset({"findings", "rule_catalogue"})
WANTS = frozenset({"rule_runs"})
FILTERS = ("family", "rule", "township", "verify_department", "status", "severity")
_SETTLED = ("dismissed", "accepted", "set_aside")
_OPEN = "open"
# Each filter is a column of this one small table of counts, so that choices, totals and pages need one scan of the month.
_CUBE = f"""
select {", ".join(FILTERS)}, count(*) as n from findings where period = :period group by {", ".join(FILTERS)}
"""
_ORDER = """
order by case severity when 'high' then 1 when 'medium' then 2 else 3 end,
    case status when 'reopened' then 1 when 'recurred' then 2 when 'new' then 3 else 4 end,
    township collate "C" nulls last, rule collate "C", finding_id collate "C"
limit :limit offset :offset
"""
_COLUMNS = (
    "finding_id, rule, family, severity, level, subject, household_id, masked_id, masked_name, township, village, sentence,"
    " action, verify_department, evidence, status, first_seen_period, verdict"
)


@dataclass(frozen=True)
class Choice:
    """One value of one filter, with how many findings it leaves under the other filters."""

    value: str
    title: str
    count: int
    is_chosen: bool


def page(asked: Asked) -> Shown:
    """Open findings unless a status is asked for; high severity first, then what came back or is new."""

    def work(reader: Reader) -> Shown:
        month = asked.month(reader)
        if month is None:
            return Shown("empty.html.j2", {"heading": "发现"})
        cube = reader.rows(_CUBE, period=month.period)
        titles = _titles(asked, reader, month.period)
        chosen = {name: asked.query[name] for name in FILTERS if asked.query.get(name)}
        chosen.setdefault("status", _OPEN)
        if chosen["status"] == "all":
            del chosen["status"]
        total = sum(row["n"] for row in cube if _fits(row, chosen))
        pages = max(1, -(-total // PER_PAGE))
        number = min(max(1, _whole(asked.query.get("page"))), pages)
        rows = _rows(reader, month.period, chosen, number)
        return Shown(
            "findings.html.j2",
            {
                "month": month.period,
                "others": month.others,
                "rows": [(row, _sides(row, asked)) for row in rows],
                "total": total,
                "all": sum(row["n"] for row in cube),
                "number": number,
                "pages": pages,
                "first": (number - 1) * PER_PAGE + 1 if total else 0,
                "chosen": {name: asked.query.get(name, "") for name in FILTERS},
                "is_filtered": any(asked.query.get(name) for name in FILTERS),
                "choices": {name: _choices(name, cube, chosen, titles[name]) for name in FILTERS},
                "severities": _counted(cube, chosen, "severity"),
                "titles": titles,
                "township_bound": asked.grant.township,
            },
        )

    return asked.read(work)


def _rows(reader: Reader, period: str, chosen: dict[str, str], number: int) -> Rows:
    conditions, values = ["period = :period"], {"period": period}
    for name, value in chosen.items():
        if (name, value) == ("status", _OPEN):
            conditions.append("status not in ('" + "', '".join(_SETTLED) + "')")
        else:
            conditions.append(f"{name} = :{name}")
            values[name] = value
    # Only the keys are sorted: whole rows of a month, evidence and all, would not fit the memory of a sort.
    keys = f"select finding_id from findings where {' and '.join(conditions)} {_ORDER}"
    found = reader.rows(keys, **values, limit=PER_PAGE, offset=(number - 1) * PER_PAGE)
    wanted = [row["finding_id"] for row in found]
    sql = f"select {_COLUMNS} from findings where period = :period and finding_id = any(:wanted)"
    rows = {row["finding_id"]: row for row in reader.rows(sql, period=period, wanted=wanted)}
    return [rows[finding_id] for finding_id in wanted]


def _fits(row: dict[str, Any], chosen: dict[str, str], leave_out: str = "") -> bool:
    for name, value in chosen.items():
        if name == leave_out:
            continue
        if (name, value) == ("status", _OPEN):
            if row["status"] in _SETTLED:
                return False
        elif row[name] != value:
            return False
    return True


def _choices(name: str, cube: Rows, chosen: dict[str, str], titles: dict[str, str]) -> list[Choice]:
    counted = Counter[str]()
    for row in cube:
        if row[name] is not None and _fits(row, chosen, name):
            counted[row[name]] += row["n"]
    wanted = chosen.get(name)
    if wanted and wanted != _OPEN:
        counted.setdefault(wanted, 0)
    order = list(titles)
    place = {value: order.index(value) if value in titles else len(order) for value in counted}
    values = sorted(counted, key=lambda value: (place[value], value))
    return [Choice(value, titles.get(value, value), counted[value], value == wanted) for value in values]


def _counted(cube: Rows, chosen: dict[str, str], name: str) -> dict[str, int]:
    counted = Counter[str]()
    for row in cube:
        if _fits(row, chosen, name):
            counted[row[name]] += row["n"]
    return dict(counted)


def _titles(asked: Asked, reader: Reader, period: str) -> dict[str, dict[str, str]]:
    rules = reader.rows(
        'select rule, title from rule_catalogue where period = :period order by family, rule collate "C"', period=period
    )
    return {
        "family": dict(words.FAMILIES),
        "rule": {row["rule"]: row["title"] for row in rules},
        "township": {},
        "verify_department": dict(asked.labels.departments),
        "status": dict(words.FINDING_STATES),
        "severity": dict(words.SEVERITIES),
    }


def _sides(row: dict[str, Any], asked: Asked) -> list[Side]:
    return sides(row["evidence"], asked.labels.departments, asked.settings)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 7 else 1
