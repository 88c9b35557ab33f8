"""应急管理局: disasters in an old Excel format, accidents."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import textual as tx
from monitoring.simulator.clock import NONE
from monitoring.simulator.sheet import Sheet
from monitoring.simulator.view import View


def disasters(view: View) -> Sheet:
    """自然灾害受灾情况"""
    table = view.world["disasters"]
    return view.sheet(
        {
            "灾情编号": tx.joined("ZQ", tx.integers(table["no"])),
            "户主姓名": view.name(table["person"], loses_rare=True),
            "户主身份证号": view.number(table["person"]),
            "灾害种类": tx.pick(("洪涝", "风雹", "干旱", "滑坡", "低温冷冻"), table["kind"]),
            "受灾日期": tx.dates(table["day"]),
            "直接经济损失（元）": tx.amounts(table["loss"]),
            "房屋倒损间数": tx.integers(table["rooms"]),
            "救助金额": tx.amounts(np.where(table["no"] % 3 == 0, NONE, table["loss"] // 10)),
        }
    )


def accidents(view: View) -> Sheet:
    """意外事故"""
    table = view.world["accidents"]
    return view.sheet(
        {
            "事故编号": tx.joined("SG", tx.integers(table["no"])),
            "姓名": view.name(table["person"]),
            "身份证号": view.number(table["person"]),
            "事故类型": tx.pick(("交通事故", "溺水", "高处坠落", "火灾"), table["kind"]),
            "发生日期": tx.dates(table["day"]),
            "伤亡情况": tx.pick(("死亡", "重伤", "轻伤"), table["injury"]),
            "家庭损失（元）": tx.amounts(table["loss"]),
        }
    )


SHEETS = {"emergency.disasters": disasters, "emergency.accidents": accidents}
