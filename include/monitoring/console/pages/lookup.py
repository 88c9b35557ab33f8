"""Finding a household without an address that names it, and recording that it is opened before anything of it is read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitoring.console.asked import Asked, Moved, Shown

if TYPE_CHECKING:
    from monitoring.warehouse.sessions import Reader

NEEDS = frozenset({"monitoring_subjects", "subject_members", "findings", "finding_memory"})
_WORK_ID = re.compile(r"[0-9]{6}\*{8}[0-9]{3}[0-9Xx]")
_LONGEST = 64
_BY_NUMBER = """
select household_id from monitoring_subjects where period = :period and (household_id = :who or household_no = :who)
union
select household_id from findings where period = :period and household_id = :who
order by household_id
"""
_BY_PERSON = """
select household_id from subject_members where period = :period and person = :who
union
select household_id from findings where period = :period and person = :who and household_id is not null
order by household_id
"""


def search(asked: Asked) -> Shown:
    """The empty search box, with the month it will look in."""
    return box(asked, "")


def look_up(asked: Asked) -> Shown | Moved:
    """Finds the household meant, records that it is opened, and moves to the ticket's address."""
    who = asked.form.get("who", "").strip()[:_LONGEST]
    period = asked.read(lambda reader: _period(reader, asked))
    if _WORK_ID.fullmatch(who) and period:
        found = _sought(asked, period, who.upper())
    else:
        found = asked.read(lambda reader: _found(reader, asked, who)) if who else []
    if who and period and not found:
        found = _computed(asked, period, who)
    if len(found) != 1:
        return box(asked, "找到不止一户，请改用户编号" if found else "没有找到。请核对；不在您范围内的户也不会显示")
    ticket = asked.source.record(
        asked.grant.role,
        lambda reader: reader.value(
            "select restricted.open_household(:period, :household, :actor)",
            period=period,
            household=found[0],
            actor=asked.visitor.name,
        ),
    )
    return Moved(f"/household/{ticket}")


def _found(reader: Reader, asked: Asked, who: str) -> list[str]:
    period = _period(reader, asked)
    if period is None:
        return []
    sql = _BY_PERSON if who.startswith("p_") else _BY_NUMBER
    return [row["household_id"] for row in reader.rows(sql, period=period, who=who)]


def _sought(asked: Asked, period: str, who: str) -> list[str]:
    """Households of the people whose number has these ends: the search is on record before it is answered."""
    ticket = asked.source.record(
        asked.grant.role,
        lambda reader: reader.value(
            "select restricted.seek_households(:period, :who, :actor)",
            period=period,
            who=who,
            actor=asked.visitor.name,
        ),
    )
    sql = "select household_id from restricted.sought_households(cast(:ticket as uuid), :actor)"
    found = asked.read(lambda reader: reader.rows(sql, ticket=str(ticket), actor=asked.visitor.name))
    return [row["household_id"] for row in found]


def _computed(asked: Asked, period: str, who: str) -> list[str]:
    """A household that is on no list and has no finding is only in the computed tables, where this machine has them."""
    from monitoring.errors import MonitoringError
    from monitoring.explain import explain
    from monitoring.layout import Layout
    from monitoring.period import Period

    try:
        found = explain(asked.settings, Layout(asked.settings), Period.parse(period), who)
    except MonitoringError:
        return []
    is_own = asked.grant.township in ("", (found.household or {}).get("township"))
    return [found.household_id] if is_own else []


def _period(reader: Reader, asked: Asked) -> str | None:
    versions = [
        row["period"] for row in reader.rows("select period from monitoring.current_publication order by period")
    ]
    wanted = asked.form.get("month") or asked.query.get("month") or ""
    return wanted if wanted in versions else (versions[-1] if versions else None)


def box(asked: Asked, message: str) -> Shown:
    """The search box, with what is to be said above it."""
    rows = asked.read(
        lambda reader: reader.rows("select period from monitoring.current_publication order by period desc")
    )
    months = [row["period"] for row in rows]
    if not months:
        return Shown("empty.html.j2", {"heading": "户"})
    wanted = asked.form.get("month") or asked.query.get("month")
    chosen = wanted if wanted in months else months[0]
    return Shown(
        "search.html.j2",
        {"months": months, "month": chosen, "message": message, "township_bound": asked.grant.township},
    )
