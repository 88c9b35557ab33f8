"""One finding and one household as a township meets them: every code in Chinese, every identity masked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from monitoring.reports import words
from monitoring.reports.data import MonthData, Row, as_list
from monitoring.reports.data import work_id as mask
from monitoring.reports.deadlines import Deadlines
from monitoring.reports.evidence_lines import brief_lines, evidence_lines
from monitoring.verification.form import Mark

_BY_SEVERITY = {"high": 1, "medium": 2, "low": 3}


@dataclass(frozen=True)
class Check:
    """One finding as the township meets it; every field is text ready to print except priority.

    brief: the evidence in few lines; head: of the household, name above number, "" when not known; group: what a visit
    is about, the household or, without one, the finding's subject; mark: by which an answer finds its way back.
    """

    priority: int
    village: str
    household_no: str
    name: str
    work_id: str
    family: str
    rule: str
    severity: str
    sentence: str
    evidence: str
    action: str
    department: str
    first_seen: str
    state: str
    due: str
    brief: str
    is_personal: bool
    head: str
    group: str
    mark: str


@dataclass(frozen=True)
class Household:
    """One subject household; text ready to print except the numbers."""

    priority: int
    village: str
    household_no: str
    head: str
    work_id: str
    kind: str
    status: str
    category: str
    people: int
    causes: str
    risks: str
    checks: int
    measures: str
    contact: str
    last_visit: str
    first_seen: str
    periods: int
    change: str
    not_assessed: str


class Month:
    """Look-ups over one month's rows."""

    def __init__(self, data: MonthData) -> None:
        self.data = data
        self.titles = {str(row["rule"]): str(row["title"]) for row in (*data.rule_runs, *data.rule_catalogue)}
        self.datasets = {str(row["dataset"]): str(row["title"]) for row in data.deliveries}
        self.subjects = {str(row["household_id"]): row for row in data.monitoring_subjects}
        self.work_ids = {
            str(row["person"]): _masked(str(row["work_id"])) for row in data.worklist if row.get("work_id")
        }
        members = sorted(data.subject_members, key=lambda row: str(row["person"]), reverse=True)
        self.heads = {str(row["household_id"]): row for row in members if row.get("relation") == "head"}
        self.deadlines = Deadlines(data)
        self.findings: dict[str, int] = defaultdict(int)
        self.priorities: dict[str, int] = {}
        for row in data.open_findings:
            household = str(row.get("household_id") or "")
            self.findings[household] += 1
            least = min(self.priorities.get(household, 3), _BY_SEVERITY.get(str(row["severity"]), 3))
            self.priorities[household] = least

    def priority(self, row: Row) -> int:
        """Of the household when it is a subject, else of its (or the finding's) most severe finding."""
        household = str(row.get("household_id") or "")
        if household in self.subjects:
            return int(self.subjects[household]["priority"])
        if household:
            return self.priorities[household]
        return _BY_SEVERITY.get(str(row["severity"]), 3)

    def rules(self, codes: list[str]) -> str:
        return "、".join(self.titles.get(code, code) for code in codes)


def check_line(month: Month, row: Row) -> Check:
    household = str(row.get("household_id") or "")
    head = month.heads.get(household, {})
    who: Row = row if row.get("masked_name") else head
    name = str(who.get("masked_name") or "")
    if row["level"] == "dataset":
        name = month.datasets.get(str(row["subject"]), str(row["subject"]))
    priority = month.priority(row)
    finding = Mark(month.data.period, str(row.get("finding_id") or ""), str(row.get("evidence_key") or ""))
    return Check(
        priority=priority,
        village=str(row.get("village") or ""),
        household_no=household_number(household),
        name=name,
        work_id=_work_id(month, who),
        family=words.word(words.FAMILIES, row["family"]),
        rule=month.titles.get(str(row["rule"]), str(row["rule"])),
        severity=words.word(words.SEVERITIES, row["severity"]),
        sentence=str(row.get("sentence") or ""),
        evidence="\n".join(evidence_lines(month.data, month.datasets, row)),
        action=str(row.get("action") or ""),
        department=month.data.department(row.get("verify_department")),
        first_seen=words.month(row.get("first_seen_period")),
        state=words.word(words.FINDING_STATES, row.get("status")),
        due=month.deadlines.of(priority),
        brief="\n".join(brief_lines(month.data, month.datasets, row)),
        is_personal=row["level"] == "person",
        head="\n".join(part for part in (str(head.get("masked_name") or ""), _work_id(month, head)) if part),
        group=household or f"{row['level']}:{row['subject']}",
        mark=str(finding),
    )


def household_line(month: Month, row: Row) -> Household:
    household = str(row["household_id"])
    head = month.heads.get(household, {})
    listed = row["status"] != "suspected"
    category = words.word(words.CATEGORIES, row.get("category") if listed else row.get("suggested_category"))
    changes = [words.word(words.CHANGES, row.get("change")), str(row.get("change_cause") or "")]
    return Household(
        priority=int(row["priority"]),
        village=str(row.get("village") or ""),
        household_no=str(row.get("household_no") or household_number(household)),
        head=str(head.get("masked_name") or ""),
        work_id=_work_id(month, head),
        kind=words.word(words.HOUSEHOLD_TYPES, row.get("household_type")),
        status=words.word(words.STATUSES, row["status"]),
        category=category if listed or not category else f"建议：{category}",
        people=int(row.get("people_count") or 0),
        causes="、".join(words.word(words.CAUSES, cause) for cause in as_list(row.get("causes"))),
        risks=month.rules(as_list(row.get("risk_hits"))),
        checks=month.findings.get(household, 0),
        measures="、".join(_measure(month.data, measure) for measure in as_list(row.get("measures"))),
        contact=("有" if row.get("has_contact") else "无") if listed else "",
        last_visit=words.day(row.get("last_visit_date")),
        first_seen=words.month(row.get("first_seen_period")),
        periods=int(row.get("periods_active") or 0),
        change="：".join(part for part in changes if part),
        not_assessed=month.rules(as_list(row.get("not_assessed_rules"))),
    )


def _measure(data: MonthData, measure: str) -> str:
    """health or help_health: both are the column of that help."""
    return data.column(f"help_{measure.removeprefix('help_')}").removeprefix("help_")


def household_number(household_id: str) -> str:
    """The number printed on the household's papers: household_id without the name of the list it stands in."""
    return household_id.partition(":")[2] or household_id


def _masked(work_id: str) -> str:
    """As it is when it is masked; whoever hands over a bare number still gets no bare number printed."""
    return work_id if "*" in work_id else mask(work_id)


def _work_id(month: Month, who: Row) -> str:
    return month.work_ids.get(str(who.get("person")), str(who.get("masked_id") or ""))
