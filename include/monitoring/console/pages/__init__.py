"""One module per question, and which address it answers. Each gives the values of one template; none writes HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from monitoring.console.asked import Asked, Moved, Shown
from monitoring.console.pages import access, changes, delivery, findings, household, lookup, month, publications, rules
from monitoring.console.visitors import Grant, Visitor


@dataclass(frozen=True)
class Page:
    """name: as it stands in the log; pattern: of its address; tab: the tab that is lit; needs: tables that must be readable;
    wants: tables it shows more with; counts: whether it holds numbers only."""

    name: str
    method: str
    pattern: str
    tab: str
    show: Callable[[Asked], Shown | Moved]
    needs: frozenset[str]
    wants: frozenset[str] = frozenset()
    counts: bool = False

    def grant(self, who: Visitor) -> Grant | None:
        """The grant with which this visitor sees it; None when there is none."""
        return who.grant_for(self.needs, self.wants, self.counts)


_DELIVERY = "/delivery/(?P<month>[0-9]{4}-[0-9]{2})/(?P<department>[a-z_]{1,40})/(?P<dataset>[a-z0-9_]{1,60})"
_TICKET = "/household/(?P<ticket>[0-9a-f-]{36})"
# The first page of an address that the visitor may see answers it: so changes in numbers follow changes by household.
PAGES = (
    Page("month", "GET", "/", "month", month.page, month.NEEDS, month.WANTS, counts=True),
    Page("delivery", "GET", _DELIVERY, "month", delivery.page, delivery.NEEDS, delivery.WANTS),
    Page("findings", "GET", "/findings", "findings", findings.page, findings.NEEDS, findings.WANTS),
    Page("search", "GET", "/household", "household", lookup.search, household.NEEDS, household.WANTS),
    Page("look_up", "POST", "/household", "household", lookup.look_up, household.NEEDS, household.WANTS),
    Page("household", "GET", _TICKET, "household", household.page, household.NEEDS, household.WANTS),
    Page("why", "GET", f"{_TICKET}/why", "household", household.why, household.NEEDS, household.WANTS),
    Page("rules", "GET", "/rules", "rules", rules.page, rules.NEEDS, rules.WANTS, counts=True),
    Page("changes", "GET", "/changes", "changes", changes.page, changes.ABOUT_HOUSEHOLDS),
    Page("change_counts", "GET", "/changes", "changes", changes.counts, changes.NEEDS, counts=True),
    Page("publications", "GET", "/publications", "publications", publications.page, publications.NEEDS, counts=True),
    Page("access", "GET", "/access", "access", access.page, access.NEEDS),
)
TABS = (
    ("month", "本月报送", "/"),
    ("findings", "发现", "/findings"),
    ("household", "户", "/household"),
    ("rules", "规则", "/rules"),
    ("changes", "变动", "/changes"),
    ("publications", "发布", "/publications"),
    ("access", "查看记录", "/access"),
)


def allowed(who: Visitor) -> list[tuple[str, str, str]]:
    """The tabs this visitor may open: name, title, address."""
    able = {page.tab for page in PAGES if page.grant(who) is not None and page.name != "delivery"}
    return [tab for tab in TABS if tab[0] in able]


def page_for(method: str, path: str, who: Visitor) -> tuple[Page, Mapping[str, str]] | None:
    """The page at that address, the first that the visitor may see if there are several, and the parts of the address."""
    asked = "GET" if method == "HEAD" else method
    found = [
        (page, match.groupdict())
        for page in PAGES
        if page.method == asked and (match := re.fullmatch(page.pattern, path or "/")) is not None
    ]
    return next((one for one in found if one[0].grant(who) is not None), found[0] if found else None)
