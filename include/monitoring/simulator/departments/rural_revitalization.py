"""乡村振兴局: exports about listed households and the work of their members."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import names
from monitoring.simulator import textual as tx
from monitoring.simulator.clock import NONE
from monitoring.simulator.departments.monitored_members import CATEGORIES, HOUSEHOLD_TYPES
from monitoring.simulator.sheet import Sheet
from monitoring.simulator.table import Array
from monitoring.simulator.topics.work import MIGRANT
from monitoring.simulator.view import View

_CHINESE_MONTH = "{:04d}年{:02d}月"
_CHANNELS = ("自主", "劳务组织输出", "公益性岗位", "帮扶车间", "亲朋介绍")


def village_and_head(view: View, rows: Array) -> tuple[Array, Array]:
    """Village position and head of these listed households."""
    homes = view.world.listed["home"][rows]
    return view.world.households["village"][homes], view.world.households["head"][homes]


def village_construction_households(view: View) -> Sheet:
    """（乡村建设）户信息"""
    place = view.people["listed"]
    rows = np.unique(place[place >= 0])
    village_at, head = village_and_head(view, rows)
    _, township, village = view.village(village_at)
    return view.sheet(
        {
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
        }
    )


def migrant_work(view: View) -> Sheet:
    """（务工月监测）已外出务工信息"""
    spells = view.world["migrant"]
    kept = (view.people["listed"][spells["person"]] >= 0) & (
        (spells["end"] == NONE) | (spells["end"] > view.month.index - 12)
    )
    row = np.flatnonzero(kept)
    who = spells["person"][row]
    rows = view.people["listed"][who]
    _, township, village = view.village(village_and_head(view, rows)[0])
    return view.sheet(
        {
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
        }
    )


def planned_migrant_work(view: View) -> Sheet:
    """计划外出务工信息"""
    people, spells = view.people, view.world["migrant"]
    away = view.world.has(spells["person"][spells["end"] == NONE])
    ages = view.world.ages
    mask = (
        (people["listed"] >= 0) & (ages >= 18) & (ages < 55) & ~away & view.world.present & (people["job"] <= MIGRANT)
    )
    who = np.flatnonzero(mask)
    who = who[(people["number"][who] // 3 % 9 == view.month.index % 9) | (np.arange(len(who)) < 4)]
    rows = people["listed"][who]
    _, township, village = view.village(village_and_head(view, rows)[0])
    return view.sheet(
        {
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
        }
    )


SHEETS = {
    "rural_revitalization.village_construction_households": village_construction_households,
    "rural_revitalization.migrant_work": migrant_work,
    "rural_revitalization.planned_migrant_work": planned_migrant_work,
}
