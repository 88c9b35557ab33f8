"""The monthly bulletin, inside exact, outside under disclosure control: the same chapters from the same indicators."""

from __future__ import annotations

from monitoring import disclosure
from monitoring.period import Period
from monitoring.reports import figures, words
from monitoring.reports.bulletin import account, overview, subjects, support, trends
from monitoring.reports.bulletin.months import months_of
from monitoring.reports.bulletin.parts import Bulletin, Section
from monitoring.reports.data import MonthData
from monitoring.reports.html import facts
from monitoring.settings import load_settings

__all__ = ["Bulletin", "bulletin"]

TITLE = "防返贫动态监测月报"


def bulletin(data: MonthData, *, is_public: bool) -> Bulletin:
    """An edition of the month. The public one is made of the indicators as disclosure control leaves them."""
    months = months_of(data, is_public=is_public)
    now = months[-1]
    shared = [
        subjects.distribution(data, now, is_public=is_public),
        support.causes(now),
        support.measures(now),
        support.industry(now),
        trends.progress(data, months, is_public=is_public),
        support.visits(now),
    ]
    over_time = trends.trends(months, is_public=is_public)
    meaning = account.definitions(is_public=is_public)
    inside: list[Section] = (
        []
        if is_public
        else [
            account.departments(data, months),
            account.rules(data),
            account.deliveries(data),
            account.indicators(now),
        ]
    )
    changes = [] if is_public else [trends.changes(data)]
    parameters = [] if is_public else [account.parameters(data)]
    return Bulletin(
        title=TITLE,
        mark="公开版" if is_public else "内部版",
        audience="公开版 · 少数隐去、其余取整"
        if is_public
        else "内部版 · 精确数 · 仅供县防返贫工作专班及责任部门使用，不得外传",
        month=words.month(data.period),
        facts=facts(data),
        first_title="怎样读" if is_public else "本月先办",
        first=_public_reading(data) if is_public else figures.first_things(data),
        cards=overview.cards(data, now, is_public=is_public),
        sections=[*shared, *changes, over_time, *inside, meaning, *parameters],
        reading=_reading(data, is_public=is_public),
    )


def _public_reading(data: MonthData) -> list[str]:
    rules = disclosure.in_force(load_settings(), Period.parse(data.period))
    return [
        f"1 至 {rules.suppressed_max} 的数，和由此可推算出这类小数的数，隐去为“＊”；其余取整到 {rules.rounding} 的倍数",
        "合计是所列各数之和，不含隐去的，与实际数略有出入",
        "“—”是没有数据，不是零",
    ]


def _reading(data: MonthData, *, is_public: bool) -> str:
    shared = (
        f"本页由系统按{words.month(data.period)}各部门报送的数据比对生成，数字为疑似线索，须经核实后方可作为认定依据。"
        "“—”表示所需数据没有报送或该级不统计，不等于零。"
    )
    return shared if is_public else f"{shared}姓名、证件号不在本页出现。"
