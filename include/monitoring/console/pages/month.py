"""本月报送: who delivered what, and what is wrong with it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitoring.console.asked import Asked, Moved, Shown, is_month
from monitoring.console.intake import Arrival, arrivals, unpublished_months
from monitoring.reports import words

if TYPE_CHECKING:
    from monitoring.warehouse.sessions import Reader, Rows

NEEDS = frozenset({"deliveries", "rule_runs"})
WANTS = frozenset({"delivery_checks", "quarantined_rows", "findings"})
STATES = {
    "delivered": "已报送",
    "late": "迟报",
    "quarantined": "有隔离行",
    "checks": "检查未过",
    "held": "待决定",
    "carried": "沿用前期",
    "missing": "未报送",
    "refused": "已退回",
    "stopped": "已停用",
    "waiting": "未到期",
}
_URGENT = ("stopped", "refused", "missing", "held", "carried", "late", "checks", "quarantined", "waiting", "delivered")
_CHECKS = """
select dataset, count(*) as checks, count(*) filter (where not success) as failed
from delivery_checks where period = :period group by dataset
"""


@dataclass(frozen=True)
class Cell:
    """One dataset of one department. state: a key of STATES, the most urgent that applies; also: the others."""

    dataset: str
    title: str
    state: str
    also: tuple[str, ...]
    rows: int
    quarantined: int
    failed: int
    checks: int | None

    @property
    def key(self) -> str:
        return self.dataset.partition(".")[2]


def page(asked: Asked) -> Shown | Moved:
    """The matrix of the month asked for, else of the newest: from the warehouse once published, before from the ledger."""
    coming = unpublished_months(asked.settings)
    wanted = asked.query.get("month", "")

    def work(reader: Reader) -> Shown:
        month = asked.month(reader)
        published = month.others if month else []
        open_months = [period for period in coming if period not in published]
        others = sorted([*published, *open_months], reverse=True)
        if not others:
            return Shown("empty.html.j2", {"heading": "本月报送"})
        period = wanted if wanted in others else others[0]
        if period in open_months or month is None:
            cells = [_arrived(one) for one in arrivals(asked.settings, period)]
            return _shown(asked, period, None, others, open_months, cells)
        return _shown(asked, month.period, month.version, others, open_months, _published(reader, asked, month.period))

    return asked.read(work)


def _shown(
    asked: Asked, period: str, version: int | None, others: list[str], coming: list[str], cells: list[Cell]
) -> Shown:
    by_department: dict[str, list[Cell]] = {}
    for cell in cells:
        by_department.setdefault(cell.dataset.partition(".")[0], []).append(cell)
    lines = [(code, sorted(own, key=_urgency)) for code, own in by_department.items()]
    lines.sort(key=lambda line: (_urgency(line[1][0])[0], line[0]))
    counts = Counter(cell.state for cell in cells)
    return Shown(
        "month.html.j2",
        {
            "month": period,
            "version": version,
            "others": others,
            "coming": coming,
            "lines": lines,
            "total": len(cells),
            "counts": [(state, STATES[state], counts[state]) for state in _URGENT if counts[state]],
            "rows": sum(cell.rows for cell in cells),
            "quarantined": sum(cell.quarantined for cell in cells),
            "failed": sum(cell.failed for cell in cells),
            "states": STATES,
            "departments": asked.labels.departments,
            "may_open": not asked.grant.only_counts,
        },
    )


def _urgency(cell: Cell) -> tuple[int, str]:
    return (_URGENT.index(cell.state), cell.title)


def _published(reader: Reader, asked: Asked, period: str) -> list[Cell]:
    from monitoring.warehouse.roles import READS

    may = READS[asked.grant.group]
    rows: Rows = reader.rows("select * from deliveries where period = :period order by dataset", period=period)
    checks: dict[str, dict[str, Any]] = {}
    if "delivery_checks" in may:
        checks = {row["dataset"]: row for row in reader.rows(_CHECKS, period=period)}
    late: set[str] = set()
    if "findings" in may:
        found = reader.rows(
            "select subject from findings where period = :period and rule = 'delivery.late'", period=period
        )
        late = {row["subject"] for row in found}
    return [_cell(row, checks.get(row["dataset"]), row["dataset"] in late) for row in rows]


def _cell(row: dict[str, Any], checks: dict[str, Any] | None, is_late: bool) -> Cell:
    states = [row["status"]] if row["status"] in STATES else ["delivered"]
    states += ["late"] if is_late else []
    states += ["quarantined"] if row["rows_quarantined"] else []
    states += ["checks"] if checks and checks["failed"] else []
    first, *also = sorted(states, key=_URGENT.index)
    failed, count = (int(checks["failed"]), int(checks["checks"])) if checks else (0, None)
    return Cell(
        row["dataset"], row["title"], first, tuple(also), row["rows_delivered"], row["rows_quarantined"], failed, count
    )


def _arrived(one: Arrival) -> Cell:
    first, *also = sorted(one.states, key=_URGENT.index)
    return Cell(one.dataset, one.title, first, tuple(also), one.rows, one.quarantined, one.failed, None)


def month_title(period: str) -> str:
    """2026年10月 for a month as addresses write it; anything else is nothing."""
    return words.month(period) if is_month(period) else ""
