"""Causes and what is done against them, help by industry, and visits: the second and third of the four pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from monitoring.parameter_tables import tables_in_force
from monitoring.parameters import load_parameters
from monitoring.period import Period
from monitoring.reports import charts, words
from monitoring.reports.bulletin.months import Month, added, difference
from monitoring.reports.bulletin.parts import Part, Section
from monitoring.reports.bulletin.pictures import BESIDE, bars
from monitoring.reports.bulletin.subjects import shown_name
from monitoring.reports.charts import Value
from monitoring.reports.figures import Table
from monitoring.settings import load_settings

_CAUSE_COLOURS = {"在册监测": charts.NAVY, "疑似新增": charts.AMBER}
_ANSWERS = {
    "有对应措施": charts.NAVY,
    "只有其他措施": charts.SKY,
    "有措施（未规定对应）": charts.GREY,
    "没有措施": charts.AMBER,
}
_VISITS = {"已走访": charts.NAVY, "未走访": charts.AMBER}
_INDUSTRY = {
    "measure_industry": "产业帮扶",
    "measure_employment": "就业帮扶",
    "measure_finance": "金融帮扶",
    "measure_welfare_post": "公益岗位",
    "households_listed_industry_failure": "因产业失败",
    "microcredit_households": "有余额",
    "microcredit_overdue_households": "其中逾期",
    "workers_listed": "在业人口（人）",
}


def causes(month: Month) -> Section:
    """Why households are on the list, for the county and by township."""
    rows: list[list[Any]] = []
    for cause, title in words.CAUSES.items():
        rows.append([title, *(month.county(f"households_{status}_{cause}") for status in ("listed", "suspected"))])
    rows.sort(key=lambda row: -_size(row[1]))
    title = "各原因的户数（户）"
    whole = ["监测对象户数", month.county("households_listed"), month.county("households_suspected")]
    parts = [
        Part(
            Table(["原因", *_CAUSE_COLOURS], [*rows, whole], strong=frozenset({len(rows)})),
            bars(title, rows, _CAUSE_COLOURS, BESIDE, 92),
            notes=["一户有几个原因的，各计一次，所以各原因相加可以大于户数。"],
        ),
        *(
            _by_township(
                month, f"households_{status}_", words.CAUSES, f"各乡镇：{words.STATUSES[status]}户的原因（户）"
            )
            for status in ("listed", "suspected")
        ),
    ]
    return Section("causes", "原因", "返贫致贫风险的原因", parts)


def measures(month: Month) -> Section:
    """The help given, by kind; and against which cause there is none that answers it."""
    title = "各类帮扶措施（在册监测户，户）"
    kinds = sorted(words.MEASURES.items(), key=lambda item: -_size(month.county(f"measure_{item[0]}")))
    counted = [(name, month.county(f"measure_{kind}")) for kind, name in kinds]
    by_kind = _by_township(month, "measure_", dict(kinds), "")
    chart = bars(title, counted, {"户": charts.NAVY}, labels=100)
    parts = [
        Part(by_kind.table, chart, notes=["一户有几项措施的，各计一次。"], is_wide=True),
        _against_causes(month),
        _unanswered(month),
    ]
    return Section("measures", "措施", "图二　帮扶措施", parts)


def industry(month: Month) -> Section:
    """Help by industry, work and loans, by township."""
    rows: list[list[Any]] = [
        [shown_name(name), *(month.township(code, name) for code in _INDUSTRY)] for name in month.places(_INDUSTRY)
    ]
    total = ["合计", *(month.county(code) for code in _INDUSTRY)]
    spans = [("", 1), ("在册监测户中落实（户）", 4), ("在册（户）", 1), ("小额信贷（户）", 2), ("在册", 1)]
    title = "各乡镇落实产业帮扶的在册监测户（户）"
    chart = bars(title, [row[:2] for row in rows], {"户": charts.NAVY})
    return Section(
        "industry",
        "产业",
        "图三　产业帮扶",
        [Part(Table(["乡镇", *_INDUSTRY.values()], rows, total, spans), chart, is_wide=True)],
    )


def visits(month: Month) -> Section:
    """Visits done of those due, by township."""
    places = month.places(["visits_due"])
    rows: list[list[Any]] = [[shown_name(name), *_visited(month, name)] for name in places]
    title = "各乡镇走访（户）"
    head, total = ["乡镇", "应走访", "已走访", "未走访"], ["合计", *_visited(month, None)]
    if ("visits_share", "township") in month.levels:
        head.append("走访率（%）")
        rows = [[*row, month.township("visits_share", name)] for row, name in zip(rows, places, strict=True)]
        total.append(month.county("visits_share"))
    chart = bars(title, [[row[0], *row[2:4]] for row in rows], _VISITS, BESIDE)
    notes = ["风险消除前每月至少走访一次；走访记录没有报送的，为“—”，不作未走访。"]
    return Section("visits", "走访", "走访", [Part(Table(head, rows, total), chart)], notes)


def _visited(month: Month, township: str | None) -> list[Value]:
    due, done = (month.sum([name], township) for name in ("visits_due", "visits_done"))
    return [due, done, difference(due, done)]


def _against_causes(month: Month) -> Part:
    fitting = _fitting(Period.parse(month.period))
    rows: list[list[Any]] = []
    drawn: list[list[Any]] = []
    for cause, title in words.CAUSES.items():
        listed, measured = month.county(f"households_listed_{cause}"), month.county(f"measured_{cause}")
        answered = month.county(f"answered_{cause}") if cause in fitting else None
        without, unanswered = difference(listed, measured), difference(listed, answered)
        named = "、".join(fitting.get(cause, ["未规定"]))
        rows.append([title, listed, measured, without, answered, unanswered if cause in fitting else None, named])
        drawn.append([title, *_answers(measured, without, answered, is_prescribed=cause in fitting)])
    title = "原因与措施（在册监测户，户）"
    head = ["原因", "在册户", "有措施", "没有措施", "有对应措施", "没有对应措施", "对应的措施"]
    return Part(
        Table(head, rows),
        bars(title, drawn, _ANSWERS, BESIDE, 92),
        title="措施与原因是否对应",
        notes=["“未规定”：国家规则没有规定该原因的对应措施，是否对应不作判断（“—”），不等于已有对应措施。"],
    )


def _fitting(period: Period) -> dict[str, list[str]]:
    """The measures that answer a cause, by cause, as the month's parameters say."""
    settings = load_settings()
    day = load_parameters(settings.parameters).as_of(period, settings.county)
    fitting: dict[str, list[str]] = {}
    for cause, measure in tables_in_force(settings.parameters, day, settings.county)["fitting_measures"].rows:
        fitting.setdefault(cause, []).append(words.word(words.MEASURES, measure))
    return fitting


def _answers(measured: Value, without: Value, answered: Value, *, is_prescribed: bool) -> list[Value]:
    """Households by what is done against the cause, in the order of the colours."""
    if not is_prescribed:
        return [0, 0, measured, without]
    return [answered, difference(measured, answered), 0, without]


def _unanswered(month: Month) -> Part:
    """By township, households with a cause that asks for certain measures, and those of them without one."""
    prescribed = [cause for cause in words.CAUSES if (f"answered_{cause}", "county") in month.levels]
    places = month.places(f"households_listed_{cause}" for cause in prescribed)
    rows: list[list[Any]] = [[shown_name(name)] for name in places]
    total: list[Any] = ["合计"]
    for cause in prescribed:
        codes = f"households_listed_{cause}", f"answered_{cause}"
        for row, name in zip(rows, places, strict=True):
            listed, answered = (month.township(code, name) for code in codes)
            row += [listed, difference(listed, answered)]
        total += [month.county(codes[0]), difference(*(month.county(code) for code in codes))]
    spans = [("", 1), *((words.CAUSES[cause], 2) for cause in prescribed)]
    head = ["乡镇", *(title for _ in prescribed for title in ("在册户", "无对应措施"))]
    return Part(Table(head, rows if prescribed else [], total, spans), title="各乡镇：没有对应措施的在册监测户（户）")


def _by_township(month: Month, prefix: str, kinds: Mapping[str, str], title: str) -> Part:
    places = month.places(prefix + kind for kind in kinds)
    rows = [[shown_name(name), *(month.township(prefix + kind, name) for kind in kinds)] for name in places]
    total = ["合计", *(month.county(prefix + kind) for kind in kinds)]
    return Part(Table(["乡镇", *kinds.values()], rows, total), title=title)


def most_causes(month: Month, status: str, most: int) -> Sequence[tuple[str, Value]]:
    """The causes with the most households of that status, the rest added up."""
    counted = sorted(
        ((title, month.county(f"households_{status}_{cause}")) for cause, title in words.CAUSES.items()),
        key=lambda item: -_size(item[1]),
    )
    rest = added([value for _, value in counted[most:]])
    return [*counted[:most], ("其余原因", rest)]


def _size(value: Value) -> float:
    return float(value) if isinstance(value, int) else -1
