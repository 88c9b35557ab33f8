"""户: one household, opened by a ticket that is on record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from monitoring.console.asked import Asked, NotFound, Shown
from monitoring.console.evidence import sides
from monitoring.console.pages.lookup import NEEDS, box
from monitoring.console.timeline import timeline
from monitoring.reports import words

if TYPE_CHECKING:
    from monitoring.warehouse.sessions import Reader

__all__ = ["NEEDS", "WANTS", "page", "why"]

WANTS = frozenset({"household_changes", "rule_runs"})
_FINDINGS = """
select f.*, c.title, c.innocent from findings as f left join rule_catalogue as c on c.period = f.period and c.rule = f.rule
where f.period = :period and f.household_id = :household
order by case f.family when 'risk' then 1 else 2 end, case f.severity when 'high' then 1 when 'medium' then 2 else 3 end,
    f.rule collate "C", f.finding_id collate "C"
"""
_ENDED = """
select m.rule, c.title, m.first_seen_period, m.last_seen_period, m.periods_seen, m.ending, m.ended_period
from finding_memory as m left join rule_catalogue as c on c.period = m.period and c.rule = m.rule
where m.period = :period and m.household_id = :household and m.ended_period is not null
order by m.ended_period desc, m.rule collate "C", m.finding_id collate "C"
"""
_TICKET = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ENDINGS = {
    "with_help": "经帮扶了结",
    "by_itself": "自行消失",
    "subject_gone": "该户已不在数据中",
    "rule_withdrawn": "规则停用",
}


def page(asked: Asked) -> Shown:
    """Raises NotFound for a ticket of somebody else; an old one leads back to the search."""
    period, household = opened(asked)
    if period is None or household is None:
        return box(asked, "这一页已过期（一小时），请重新查找")

    def work(reader: Reader) -> Shown:
        asking = {"period": period, "household": household}
        of_month = "from {} where period = :period and household_id = :household"
        subject = reader.one("select * " + of_month.format("monitoring_subjects"), **asking)
        findings = reader.rows(_FINDINGS, **asking)
        months = reader.rows("select period from monitoring.current_publication order by period")
        history = reader.rows(
            "select period, status, category, suggested_category, priority, finding_count, risk_hit_count, causes"
            " from monitoring_subjects where household_id = :household order by period",
            household=household,
        )
        return Shown(
            "household.html.j2",
            {
                "month": period,
                "month_title": words.month(period),
                "household": household,
                "subject": subject,
                "place": _place(subject, findings),
                "members": reader.rows("select * " + of_month.format("subject_members") + " order by person", **asking),
                "findings": [
                    (row, sides(row["evidence"], asked.labels.departments, asked.settings)) for row in findings
                ],
                "change": reader.one("select * " + of_month.format("household_changes"), **asking),
                "ended": reader.rows(_ENDED, **asking),
                "endings": _ENDINGS,
                "not_assessed": _not_assessed(reader, subject, period),
                "stale": _stale(reader, subject, period),
                "timeline": timeline([row["period"] for row in months], history),
                "ticket": asked.path["ticket"],
                "departments": asked.labels.departments,
                "words": words,
            },
        )

    return asked.read(work)


def why(asked: Asked) -> Shown:
    """Every rule's word on the household, from the computed tables where this machine has them."""
    from monitoring.errors import MonitoringError
    from monitoring.explain import explain
    from monitoring.layout import Layout
    from monitoring.period import Period
    from monitoring.reports import explanation

    period, household = opened(asked)
    if period is None or household is None:
        return box(asked, "这一页已过期（一小时），请重新查找")
    values = {
        "month": period,
        "month_title": words.month(period),
        "household": household,
        "ticket": asked.path["ticket"],
    }
    try:
        found = explain(asked.settings, Layout(asked.settings), Period.parse(period), household)
    except MonitoringError:
        return Shown("why.html.j2", {**values, "found": None, "sections": []})
    known = found.subject or found.household or {}
    if asked.grant.township and known.get("township") != asked.grant.township:
        raise NotFound
    sections = [
        (outcome, title, explanation.together(found.with_outcome(outcome))) for outcome, title in explanation.SECTIONS
    ]
    standing = explanation.standing(found)
    return Shown("why.html.j2", {**values, "found": found, "sections": sections, "standing": standing, "words": words})


def opened(asked: Asked) -> tuple[str | None, str | None]:
    """Month and household of the visitor's own ticket; nothing when it is an hour old or unknown."""
    ticket = asked.path["ticket"]
    if _TICKET.fullmatch(ticket) is None:
        raise NotFound
    sql = "select period, household_id from restricted.opened_household(cast(:ticket as uuid), :actor)"
    row = asked.read(lambda reader: reader.one(sql, ticket=ticket, actor=asked.visitor.name))
    return (row["period"], row["household_id"]) if row else (None, None)


def _place(subject: dict[str, Any] | None, findings: list[dict[str, Any]]) -> str:
    known = subject or (findings[0] if findings else {})
    return "".join(str(known.get(name) or "") for name in ("township", "village"))


def _not_assessed(reader: Reader, subject: dict[str, Any] | None, period: str) -> list[str]:
    names = [name for name in ((subject or {}).get("not_assessed_rules") or "").split(",") if name]
    sql = "select rule, title from rule_catalogue where period = :period and rule = any(:names) order by rule"
    return [row["title"] for row in reader.rows(sql, period=period, names=names)] if names else []


def _stale(reader: Reader, subject: dict[str, Any] | None, period: str) -> list[str]:
    names = [name for name in ((subject or {}).get("stale_sources") or "").split(",") if name]
    sql = "select dataset, title from deliveries where period = :period and dataset = any(:names) order by dataset"
    return [row["title"] for row in reader.rows(sql, period=period, names=names)] if names else []
