"""农业农村局: awards for production and toilets."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import textual as tx
from monitoring.simulator.clock import NONE
from monitoring.simulator.sheet import Sheet
from monitoring.simulator.view import View


def industry_awards(view: View) -> Sheet:
    """产业奖补"""
    table = view.world["awards"]
    return view.sheet(
        {
            "户主姓名": view.name(table["person"]),
            "身份证号": view.number(table["person"], 0.02),
            "产业名称": tx.pick(("生猪养殖", "肉牛养殖", "辣椒种植", "茶叶种植", "食用菌种植"), table["trade"]),
            "规模": tx.joined(tx.integers(table["size"]), tx.pick(("头", "头", "亩", "亩", "棒"), table["trade"])),
            "奖补金额": tx.amounts(table["amount"]),
            "发放日期": tx.dates(table["day"]),
        }
    )


def household_toilets(view: View) -> Sheet:
    """农村户厕"""
    table = view.world["toilets"]
    who = table["person"]
    return view.sheet(
        {
            "户主姓名": view.name(who),
            "户主身份证号": view.number(who, 0.02),
            "厕所类型": tx.pick(("三格式", "水冲式", "双坑交替式", "无"), np.where(who % 71 == 0, 3, who % 3)),
            "是否能正常使用": tx.yes_no(who % 19 > 0),
            "排查日期": tx.dates(np.where(who % 301 == 0, NONE, table["day"])),
        }
    )


SHEETS = {"agriculture.industry_awards": industry_awards, "agriculture.household_toilets": household_toilets}
