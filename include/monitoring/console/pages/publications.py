"""发布: how fresh and correct the months were, their versions, which is current, what the audit said, how to roll back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitoring import punctuality
from monitoring.console.asked import Asked, Shown

if TYPE_CHECKING:
    from monitoring.warehouse.sessions import Reader

NEEDS = frozenset({"publications", "publication_events", "deliveries"})
STATES = {
    "staged": "已装入，未审核",
    "audited": "审核通过，未发布",
    "refused": "审核未通过",
    "published": "正在发布",
    "superseded": "已被新版取代",
    "rolled_back": "已撤回",
    "discarded": "已作废",
    "purged": "内容已清除",
    "lease_broken": "结束了占用",
}
_VERSIONS = """
select p.period, p.version, p.state, p.digest, p.row_counts, p.code_digest, p.config_digest, p.staged_at, p.published_at,
    c.version is not null as is_current
from monitoring.publications as p
left join monitoring.current_publication as c on c.period = p.period and c.version = p.version
order by p.period desc, p.version desc
"""
_EVENTS = """
select period, version, state, reason, happened_at from monitoring.publication_events order by event_no desc limit 200
"""


def page(asked: Asked) -> Shown:
    """All months' versions, latest first; nothing here changes anything."""

    def work(reader: Reader) -> Shown:
        versions = reader.rows(_VERSIONS)
        if not versions:
            return Shown("empty.html.j2", {"heading": "发布"})
        events = reader.rows(_EVENTS)
        audits = {(row["period"], row["version"]): row for row in events if row["state"] in ("audited", "refused")}
        months: dict[str, list[dict[str, Any]]] = {}
        for row in versions:
            audit = audits.get((row["period"], row["version"]))
            rows = sum((row["row_counts"] or {}).values())
            months.setdefault(row["period"], []).append({**row, "audit": audit, "rows": rows})
        punctual = punctuality.months(
            asked.settings, reader.rows(punctuality.FIRST_PUBLISHED), reader.rows(punctuality.CORRECTED_BY)
        )
        current = [row for row in versions if row["is_current"]]
        kept = [
            r["version"]
            for r in versions
            if current and r["period"] == current[0]["period"] and r["state"] == "superseded"
        ]
        values = {"months": months, "events": events, "states": STATES, "current": current}
        figures = {"punctual": punctual, "balance": punctuality.balance(punctual)}
        return Shown("publications.html.j2", {**values, **figures, "fallback": max(kept, default=None)})

    return asked.read(work)
