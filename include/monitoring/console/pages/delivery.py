"""One delivery: what was remarked, checked and put aside, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitoring.beside import REFUSED
from monitoring.console.asked import Asked, NotFound, Shown, is_month
from monitoring.console.intake import entry_of
from monitoring.console.pages.month import STATES, month_title
from monitoring.reason_codes import ReasonCode, load_reason_codes
from monitoring.reports import words

if TYPE_CHECKING:
    from monitoring.warehouse.sessions import Reader

NEEDS = frozenset({"deliveries"})
WANTS = frozenset({"delivery_checks", "quarantined_rows"})
_RUNBOOKS = {
    "missing": ("delivery_missing.md", "确认该部门是否报送，催报；到期仍没有的按“未报送”计算"),
    "refused": ("delivery_refused.md", "按原因请部门改正后重新报送"),
    "stopped": ("delivery_stopped.md", "整份数据停用：请部门核对后重新报送"),
    "held": ("held.md", "由县里决定采用还是退回：monitor approve / monitor reject"),
    "quarantined": ("rows_quarantined.md", "把更正表发给部门，按原因逐行改正"),
    "checks": ("rows_quarantined.md", "有检查未通过：把下面列出的各项告诉部门核对"),
    "replacement": ("delivery_refused.md", "后报的文件未采用，先前收到的仍在采用：请部门改正后重新报送"),
    "carried": ("delivery_missing.md", "本月沿用前期数据，催报本月数据"),
}
_CHECKS = """
select title, column_name, severity, scope, success, element_count, unexpected_count
from delivery_checks where period = :period and dataset = :dataset
order by success, case severity when 'critical' then 1 when 'warning' then 2 else 3 end,
    unexpected_count desc nulls last, title collate "C", column_name collate "C"
"""
_QUARANTINED = """
select code, column_name, count(*) as rows from quarantined_rows
where period = :period and dataset = :dataset group by code, column_name
order by rows desc, code collate "C", column_name collate "C"
"""
_HISTORY = """
select period, status, rows_delivered, rows_quarantined from deliveries where dataset = :dataset order by period
"""


def page(asked: Asked) -> Shown:
    """Raises NotFound for a month or dataset that nobody knows."""
    period = asked.path["month"]
    dataset = f"{asked.path['department']}.{asked.path['dataset']}"
    if not is_month(period):
        raise NotFound

    def work(reader: Reader) -> Shown:
        row = reader.one("select * from deliveries where period = :p and dataset = :d", p=period, d=dataset)
        row = row or _from_ledger(asked, dataset, period)
        if row is None:
            raise NotFound
        return Shown("delivery.html.j2", _values(asked, reader, row, period, dataset))

    return asked.read(work)


def _from_ledger(asked: Asked, dataset: str, period: str) -> dict[str, Any] | None:
    entry = entry_of(asked.settings, dataset, period)
    if entry is None:
        return None
    codes = ",".join(sorted({remark.code for remark in entry.remarks}))
    counts = {
        name: getattr(entry, name) for name in ("rows_delivered", "rows_staged", "rows_quarantined", "rows_dropped")
    }
    said = {name: getattr(entry, name) for name in ("status", "delivery", "code", "message", "compared_months")}
    if entry.refused is not None:
        said |= {"code": entry.refused.code, "message": entry.refused.message}
    title = {"dataset": dataset, "title": dataset, "department": entry.department}
    return {**title, **counts, **said, "carried_from": None, "remarks": codes}


def _values(asked: Asked, reader: Reader, row: dict[str, Any], period: str, dataset: str) -> dict[str, Any]:
    from monitoring.warehouse.roles import READS

    may = READS[asked.grant.group]
    reasons = load_reason_codes(asked.settings.include / "reason_codes.yml")
    asking = {"period": period, "dataset": dataset}
    state = row["status"]
    todo = [state] if state in _RUNBOOKS else []
    todo += ["replacement"] if REFUSED in (row["remarks"] or "").split(",") else []
    todo += ["quarantined"] if row["rows_quarantined"] else []
    checks = reader.rows(_CHECKS, **asking) if "delivery_checks" in may else None
    todo += ["checks"] if any(not check["success"] for check in checks or []) else []
    remarks = [(code, reasons.get(code)) for code in (row["remarks"] or "").split(",") if code]
    run = asked.run_of(f"ingest__{row['department']}", period) if asked.run_of else None
    return {
        "month": period,
        "month_title": month_title(period),
        "row": row,
        "state": state,
        "state_title": STATES.get(state, state),
        "department": asked.labels.departments.get(row["department"], row["department"]),
        "checks": checks,
        "quarantined": reader.rows(_QUARANTINED, **asking) if "quarantined_rows" in may else None,
        "history": reader.rows(_HISTORY, dataset=dataset),
        "remarks": [one for one in remarks if not _is_only_told(one[1])],
        "told": [one for one in remarks if _is_only_told(one[1])],
        "reason": reasons.get(row["code"] or ""),
        "todo": [_RUNBOOKS[name] for name in todo],
        "reasons": reasons,
        "columns": asked.labels.columns,
        "severities": words.CHECK_SEVERITIES,
        "states": STATES,
        "run": run,
        "dag": f"ingest__{row['department']}",
    }


def _is_only_told(known: ReasonCode | None) -> bool:
    """Whether nobody has to do anything: what was put right by itself."""
    return known is not None and known.action.startswith("知悉")
