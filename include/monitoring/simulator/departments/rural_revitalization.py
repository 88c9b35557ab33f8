"""乡村振兴局: the other exports of the national system."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import names
from monitoring.simulator import textual as tx
from monitoring.simulator.clock import NONE
from monitoring.simulator.departments.common import school_year
from monitoring.simulator.departments.monitored_members import CATEGORIES, HOUSEHOLD_TYPES
from monitoring.simulator.sheet import Sheet
from monitoring.simulator.table import Array
from monitoring.simulator.topics import schooling
from monitoring.simulator.topics.property import relocated as relocated_rows
from monitoring.simulator.topics.work import MIGRANT
from monitoring.simulator.view import View

_CHINESE_MONTH = "{:04d}年{:02d}月"
_CHANNELS = ("自主", "劳务组织输出", "公益性岗位", "帮扶车间", "亲朋介绍")


def _home(view: View, rows: Array) -> tuple[Array, Array]:
    """Village position and head of these listed households."""
    homes = view.world.listed["home"][rows]
    return view.world.households["village"][homes], view.world.households["head"][homes]


def village_construction_households(view: View) -> Sheet:
    """（乡村建设）户信息"""
    place = view.people["listed"]
    rows = np.unique(place[place >= 0])
    village_at, head = _home(view, rows)
    _, township, village = view.village(village_at)
    return view.sheet({
        "县(市、区、旗)": tx.constant(names.COUNTY, len(rows)),
        "乡(镇)": township,
        "行政村": village,
        "户编号": tx.integers(view.world.listed["no"][rows]),
        "户类型": tx.pick(HOUSEHOLD_TYPES, view.world.listed["registered"][rows].astype(np.int8)),
        "户主姓名": view.name(head),
        "证件号码": view.number(head),
        "卫生厕所是否能正常使用": tx.yes_no(rows % 13 > 0),
        "住房结构": tx.pick(("砖混", "砖木", "框架", "土木"), rows % 4),
        "住房面积": tx.amounts(6000 + rows % 90 * 100),
        "供水方式": tx.pick(("集中供水", "分散供水"), rows % 5 // 4),
        "是否通硬化路": tx.yes_no(rows % 17 > 0),
    })  # fmt: skip


def migrant_work(view: View) -> Sheet:
    """（务工月监测）已外出务工信息"""
    spells = view.world["migrant"]
    kept = (view.people["listed"][spells["person"]] >= 0) & (
        (spells["end"] == NONE) | (spells["end"] > view.month.index - 12)
    )
    row = np.flatnonzero(kept)
    who = spells["person"][row]
    rows = view.people["listed"][who]
    _, township, village = view.village(_home(view, rows)[0])
    return view.sheet({
        "县": tx.constant(names.COUNTY, len(who)),
        "乡": township,
        "行政村": village,
        "户编号": tx.integers(view.world.listed["no"][rows]),
        "户类型": tx.pick(HOUSEHOLD_TYPES, view.world.listed["registered"][rows].astype(np.int8)),
        "监测对象类别": tx.pick(CATEGORIES, view.world.listed["category"][rows]),
        "姓名": view.name(who),
        "证件号码": view.number(who),
        "是否已务工": tx.yes_no(spells["end"][row] == NONE),
        "务工所在省": tx.pick(names.PROVINCES, row % 5),
        "务工所在县": tx.pick(names.COUNTIES_AWAY, spells["place"][row]),
        "务工企业名称": tx.pick(names.EMPLOYERS, row % len(names.EMPLOYERS)),
        "所属行业": tx.pick(("制造业", "建筑业", "住宿和餐饮业", "居民服务业"), row % 4),
        "就业渠道": tx.pick(_CHANNELS, row % 5),
        "是否点对点输送": tx.yes_no(row % 8 == 0),
        "开始时间": tx.months(spells["start"][row], _CHINESE_MONTH),
        "结束时间": tx.months(spells["end"][row], _CHINESE_MONTH),
        "务工月收入": tx.amounts(spells["wage"][row]),
        "年度交通费补助": tx.amounts(np.where(row % 6 == 0, 30_000, NONE)),
        "家庭成员联系电话": view.phone(who),
    })  # fmt: skip


def planned_migrant_work(view: View) -> Sheet:
    """计划外出务工信息"""
    people, spells = view.people, view.world["migrant"]
    away = view.world.has(spells["person"][spells["end"] == NONE])
    ages = view.world.ages
    mask = (people["listed"] >= 0) & (ages >= 18) & (ages < 55) & ~away & view.world.present & (people["job"] <= MIGRANT)
    who = np.flatnonzero(mask)
    who = who[(people["number"][who] // 3 % 9 == view.month.index % 9) | (np.arange(len(who)) < 4)]
    rows = people["listed"][who]
    _, township, village = view.village(_home(view, rows)[0])
    return view.sheet({
        "县": tx.constant(names.COUNTY, len(who)),
        "乡": township,
        "行政村": village,
        "户编号": tx.integers(view.world.listed["no"][rows]),
        "户类型": tx.pick(HOUSEHOLD_TYPES, view.world.listed["registered"][rows].astype(np.int8)),
        "姓名": view.name(who),
        "证件号码": view.number(who),
        "是否计划务工": tx.yes_no(who % 6 > 0),
        "计划务工所在县": tx.pick(names.COUNTIES_AWAY, who % 6),
        "就业服务需求": tx.pick(("技能培训", "岗位信息"), np.where(who % 3 == 0, who % 2, -1)),
    })  # fmt: skip


def visits(view: View) -> Sheet:
    """走访记录"""
    table = view.world["visits"]
    cadre = view.world.households["head"][table["visitor"] % len(view.world.households)]
    return view.sheet({
        "户编号": tx.integers(view.world.listed["no"][table["listed"]]),
        "走访日期": tx.dates(table["day"]),
        "走访人": view.plain_name(cadre),
        "走访人单位": tx.pick([f"{v.name}村委会" for v in view.world.villages], table["listed"] % len(view.world.villages)),
        "走访方式": tx.pick(("入户", "电话"), table["by_phone"].astype(np.int8)),
        "发现问题": tx.pick(("收入下降", "家中有人住院", "房屋漏雨", "子女上学费用高"), table["problem"]),
    })  # fmt: skip


def clues(view: View) -> Sheet:
    """风险线索"""
    table = view.world["clues"]
    number = view.number(table["person"])
    unknown = np.flatnonzero((table["person"] < 0) & (table["no"] % 2 == 0))
    listed = table["listed"]
    return view.sheet({
        "线索编号": tx.joined("XS", tx.integers(table["no"])),
        "户编号": tx.only_where(tx.integers(view.world.listed["no"][np.maximum(listed, 0)]), listed >= 0),
        "证件号码": tx.put(number, unknown, ["无" for _ in unknown]),
        "线索来源": tx.pick(("农户自主申报", "干部走访排查", "部门筛查预警", "便民服务热线", "网格员上报"), table["channel"]),
        "上报日期": tx.dates(table["day"]),
        "风险描述": tx.pick(("住院花费大", "房屋受损", "失业", "子女失学", "其他困难"), table["text"]),
        "处理状态": tx.pick(("待核实", "核实属实", "核实不属实"), table["status"]),
    }, repeats=False)  # fmt: skip


def microcredit(view: View) -> Sheet:
    """脱贫人口小额信贷"""
    loans = view.world["loans"]
    return view.sheet({
        "合同号": tx.joined("HT", tx.integers(loans["no"])),
        "借款人姓名": view.name(loans["person"]),
        "证件号码": view.number(loans["person"]),
        "放款日期": tx.dates(loans["lent"]),
        "到期日期": tx.dates(loans["due"]),
        "贷款金额": tx.amounts(loans["amount"]),
        "贷款余额": tx.amounts(loans["balance"]),
        "是否逾期": tx.yes_no(loans["overdue"]),
    })  # fmt: skip


def relocated(view: View) -> Sheet:
    """易地搬迁"""
    rows = relocated_rows(view.world)
    _, head = _home(view, rows)
    return view.sheet({
        "户编号": tx.integers(view.world.listed["no"][rows]),
        "证件号码": view.number(head),
        "安置点": tx.pick(("新云安置点", "青松安置点", "双泉安置点"), rows % 3),
        "安置方式": tx.pick(("集中安置", "分散安置"), rows % 4 // 3),
        "搬迁入住日期": tx.dates(view.world.first.first_day - 1500 - rows % 600),
        "户籍是否迁入": tx.yes_no(rows % 5 > 0),
        "安置住房面积": tx.amounts(7500 + rows % 50 * 100),
    })  # fmt: skip


def rain_dew_grants(view: View) -> Sheet:
    """雨露计划补助"""
    table = view.world["rain_dew"]
    years, year_at = school_year(table["year"])
    stage = np.clip(view.people["stage"][table["person"]] - schooling.VOCATIONAL, 0, 2)
    return view.sheet({
        "姓名": view.name(table["person"]),
        "证件号码": view.number(table["person"]),
        "就读学校": tx.pick(("虚谷职业学校", "临江技师学院", "平原大学"), stage),
        "学历层次": tx.pick(("中职", "高职", "本科"), stage),
        "学年": tx.pick(years, year_at),
        "学期": tx.pick(("秋季学期", "春季学期"), table["term"]),
        "补助金额": tx.amounts(table["amount"]),
        "发放日期": tx.dates(table["day"]),
    })  # fmt: skip


SHEETS = {
    "rural_revitalization.village_construction_households": village_construction_households,
    "rural_revitalization.migrant_work": migrant_work,
    "rural_revitalization.planned_migrant_work": planned_migrant_work,
    "rural_revitalization.visits": visits,
    "rural_revitalization.clues": clues,
    "rural_revitalization.microcredit": microcredit,
    "rural_revitalization.relocated": relocated,
    "rural_revitalization.rain_dew_grants": rain_dew_grants,
}
