"""Chinese words for the codes in reports, and how numbers and months are written. An unknown code shows itself."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType


def _words(**entries: str) -> Mapping[str, str]:
    return MappingProxyType(entries)


FAMILIES = _words(
    risk="返贫致贫风险",
    missed="应享未享",
    wrong="错享重复",
    conflict="数据矛盾",
    elimination="消除存疑",
    delivery="数据报送",
)
STATUSES = _words(listed="在册监测", eliminated="已消除跟踪", suspected="疑似新增")
CATEGORIES = _words(unstable="脱贫不稳定户", marginal="边缘易致贫户", sudden="突发严重困难户")
HOUSEHOLD_TYPES = _words(registered="脱贫户", ordinary="一般农户")
SEVERITIES = _words(high="高", medium="中", low="低")
PRIORITIES = _words(**{"1": "一级", "2": "二级", "3": "三级"})
LEVELS = _words(household="户", person="人", village="村", dataset="数据")
UNITS = _words(household="户", person="人", village="村", dataset="份")
FINDING_STATES = _words(
    new="本月新增",
    persisting="上月延续",
    recurred="再次出现",
    reopened="证据变化，重新打开",
    dismissed="已核实不属实",
    accepted="认可例外",
    set_aside="已核实，本月未能复核",
    not_reassessed="本月未能复核",
)
CHANGES = _words(entered="本月进入", status_changed="状态变化", kept="保持不变")
HOUSEHOLD_CHANGES = _words(entered="本月进入", left="本月退出", status_changed="状态变化", category_changed="类别变化")
CHANGE_CAUSES = _words(
    data="数据变化",
    rule="规则变化",
    parameter="参数调整",
    delivery="报送缺失或补齐",
    household="户成员变动",
    register="户籍注销或迁出",
    verdict="核实结论",
    first_month="首个月份",
)
DELIVERY_STATES = _words(delivered="已报送", carried="沿用前期", missing="未报送", refused="已退回", stopped="已停用")
CHECK_SEVERITIES = _words(critical="关键", warning="提醒", info="参考")
SCOPES = _words(row="逐行", table="整表")
AREA_LEVELS = _words(county="县", township="乡镇", village="村", department="部门")
CAUSES = _words(
    illness="因病",
    disability="因残",
    schooling="因学",
    disaster="因灾",
    accident="因意外事故",
    unstable_work="务工不稳",
    industry_failure="产业失败",
    housing="住房安全",
    water="饮水安全",
    labour_shortage="缺劳动力",
    epidemic="疫情影响",
    other="其他",
)
MEASURES = _words(
    industry="产业帮扶",
    employment="就业帮扶",
    finance="金融帮扶",
    welfare_post="公益岗位",
    health="健康帮扶",
    education="教育帮扶",
    compulsory_education="义务教育保障",
    housing="住房安全保障",
    water="饮水安全保障",
    relocation="搬迁",
    safety_net="综合保障",
    society="社会帮扶",
    infrastructure="基础设施建设",
    living_conditions="人居环境改善",
)
RELATIONS = _words(
    head="户主",
    spouse="配偶",
    son="子",
    daughter="女",
    daughter_in_law="儿媳",
    son_in_law="女婿",
    grandson="孙子",
    granddaughter="孙女",
    parent="父母",
    other="其他",
)


class Hidden(enum.Enum):
    """A count that is left out of what goes outside: it is small, or tells of a small one."""

    HIDDEN = "＊"


def word(words: Mapping[str, str], code: object) -> str:
    """The Chinese word, or the code itself; empty for null."""
    return "" if code is None else words.get(str(code), str(code))


def is_count(value: object) -> bool:
    """Whether it stands to the right in its column: a number, one that is unknown, or one that is left out."""
    return value is None or isinstance(value, int | float | Decimal | Hidden)


def number(value: object) -> str:
    """1,234 and 1,234.50: thousands separated, decimals as they are; a dash for null, a star for what is left out."""
    if isinstance(value, Hidden):
        return str(value.value)
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        value = Decimal(str(value))
    if isinstance(value, Decimal):
        plain = value.normalize()
        return f"{plain:,f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def month(value: object) -> str:
    """2026年5月 for 202605 or 2026-05; other text as it is; empty for null."""
    text = "" if value is None else str(value).replace("-", "")
    if len(text) == 6 and text.isdecimal():
        return f"{text[:4]}年{int(text[4:])}月"
    return "" if value is None else str(value)


def day(value: object) -> str:
    """2026-05-18; empty for null."""
    if isinstance(value, dt.datetime):
        value = value.date()
    return "" if value is None else str(value)


def share(part: int, whole: int) -> str:
    """12.3%, <0.1% for the least of parts, a dash when there is nothing to divide by."""
    if not whole:
        return "—"
    percent = f"{Decimal(part) * 100 / Decimal(whole):.1f}%"
    return "<0.1%" if part and percent == "0.0%" else percent
