"""水利局: drinking water of farm households."""

from __future__ import annotations

from monitoring.simulator import textual as tx
from monitoring.simulator.sheet import Sheet
from monitoring.simulator.view import View


def drinking_water(view: View) -> Sheet:
    """农户饮水安全"""
    table = view.world["water"]
    who = table["person"]
    return view.sheet(
        {
            "户主姓名": view.name(who),
            "户主身份证号": view.number(who),
            "供水类型": tx.pick(("集中供水", "分散供水"), who % 5 // 4),
            "水量达标": tx.yes_no(who % 97 > 0),
            "水质达标": tx.yes_no(who % 89 > 0),
            "用水方便程度达标": tx.yes_no(who % 83 > 0),
            "供水保证率达标": tx.yes_no(who % 79 > 0),
            "评价日期": tx.dates(table["day"]),
        }
    )


SHEETS = {"water.drinking_water": drinking_water}
