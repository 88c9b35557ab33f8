"""水利局: drinking water of farm households."""

from __future__ import annotations

import numpy as np

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
            "供水类型": tx.pick(("集中供水", "分散供水"), table["scattered"].astype(np.int8)),
            "水量达标": tx.yes_no(table["quantity"]),
            "水质达标": tx.yes_no(table["quality"]),
            "用水方便程度达标": tx.yes_no(table["convenience"]),
            "供水保证率达标": tx.yes_no(table["reliability"]),
            "评价日期": tx.dates(table["day"]),
        }
    )


SHEETS = {"water.drinking_water": drinking_water}
