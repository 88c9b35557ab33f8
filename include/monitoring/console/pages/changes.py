"""变动: who entered, left or changed, and why; numbers only for who may not see households."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from monitoring.console.asked import PER_PAGE, Asked, Shown
from monitoring.reports import words

if TYPE_CHECKING:
    from monitoring.warehouse.sessions import Reader, Rows

NEEDS = frozenset({"indicators"})
ABOUT_HOUSEHOLDS = frozenset({"household_changes", "monitoring_subjects"})
FILTERS = ("change", "cause", "township")
_CUBE = f"""
select {", ".join(FILTERS)}, count(*) as n from household_changes where period = :period group by {", ".join(FILTERS)}
"""
_ORDER = """
order by case change when 'entered' then 1 when 'left' then 2 else 3 end, cause collate "C", township collate "C",
    household_id collate "C"
limit :limit offset :offset
"""
_COUNTS = """
select title, unit, value, area from indicators
where period = :period and area_level = 'county' and indicator = any(:wanted)
order by array_position(:wanted, indicator)
"""
_WANTED = [
    "households_entered",
    "households_left",
    "households_status_changed",
    "households_category_changed",
    "households_persisting",
    "households_listed",
    "households_suspected",
    "households_eliminated",
    "persons_listed",
    "persons_suspected",
    "persons_eliminated",
]


def page(asked: Asked) -> Shown:
    """Households by change and cause, for who may see them."""

    def work(reader: Reader) -> Shown:
        month = asked.month(reader)
        if month is None:
            return Shown("empty.html.j2", {"heading": "变动"})
        cube = reader.rows(_CUBE, period=month.period)
        chosen = {name: asked.query[name] for name in FILTERS if asked.query.get(name)}
        total = sum(row["n"] for row in cube if all(row[name] == value for name, value in chosen.items()))
        pages = max(1, -(-total // PER_PAGE))
        text = asked.query.get("page", "1")
        number = min(max(1, int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1), pages)
        where = "".join(f" and {name} = :{name}" for name in chosen)
        sql = f"select * from household_changes where period = :period{where} {_ORDER}"
        rows = reader.rows(sql, period=month.period, **chosen, limit=PER_PAGE, offset=(number - 1) * PER_PAGE)
        before = _listed(reader, _previous(month.period, month.others))
        return Shown(
            "changes.html.j2",
            {
                "month": month.period,
                "others": month.others,
                "rows": rows,
                "total": total,
                "all": sum(row["n"] for row in cube),
                "number": number,
                "pages": pages,
                "first": (number - 1) * PER_PAGE + 1 if total else 0,
                "chosen": {name: chosen.get(name, "") for name in FILTERS},
                "by_change": _by(cube, "change"),
                "matrix": _matrix(cube),
                "townships": sorted(_by(cube, "township")),
                "causes": sorted(_by(cube, "cause")),
                "now": _listed(reader, month.period),
                "before": before,
                "words": words,
                "township_bound": asked.grant.township,
            },
        )

    return asked.read(work)


def counts(asked: Asked) -> Shown:
    """The same question answered in numbers of the county."""

    def work(reader: Reader) -> Shown:
        month = asked.month(reader)
        if month is None:
            return Shown("empty.html.j2", {"heading": "变动"})
        previous = _previous(month.period, month.others)
        now = reader.rows(_COUNTS, period=month.period, wanted=_WANTED)
        before = reader.rows(_COUNTS, period=previous, wanted=_WANTED) if previous else []
        earlier = {row["title"]: row["value"] for row in before}
        lines = [(row["title"], row["unit"], row["value"], earlier.get(row["title"])) for row in now]
        values = {"month": month.period, "others": month.others, "lines": lines, "previous": previous}
        return Shown("change_counts.html.j2", values)

    return asked.read(work)


def _previous(period: str, months: list[str]) -> str | None:
    earlier = [month for month in months if month < period]
    return max(earlier, default=None)


def _listed(reader: Reader, period: str | None) -> int | None:
    if period is None:
        return None
    return int(reader.value("select count(*) from monitoring_subjects where period = :period", period=period))


def _by(cube: Rows, name: str) -> dict[str, int]:
    counted = Counter[str]()
    for row in cube:
        if row[name] is not None:
            counted[row[name]] += row["n"]
    return dict(counted)


def _matrix(cube: Rows) -> list[tuple[str, dict[str, int]]]:
    causes: dict[str, Counter[str]] = {}
    for row in cube:
        causes.setdefault(row["cause"], Counter())[row["change"]] += row["n"]
    lines: list[tuple[str, dict[str, Any]]] = [(cause, dict(counted)) for cause, counted in causes.items()]
    return sorted(lines, key=lambda line: (-sum(line[1].values()), line[0]))
