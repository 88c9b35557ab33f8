"""查看记录: who opened which household or work list, for the auditor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitoring.console.asked import Asked, Shown

if TYPE_CHECKING:
    from monitoring.warehouse.sessions import Reader

NEEDS = frozenset({"access_log"})
_MOST = 200


def page(asked: Asked) -> Shown:
    """The latest entries and how many each login has."""

    def work(reader: Reader) -> Shown:
        who = "coalesce(actor, login)"
        rows = reader.rows(
            f"select requested_at, {who} as actor, what, period, subject, townships, purpose from monitoring.access_log"
            " order by entry_no desc limit :most",
            most=_MOST,
        )
        people = reader.rows(
            f"select {who} as actor, count(*) as n, count(distinct subject) as households, max(requested_at) as latest"
            " from monitoring.access_log group by 1 order by n desc, 1"
        )
        return Shown("access.html.j2", {"rows": rows, "people": people, "most": _MOST})

    return asked.read(work)
