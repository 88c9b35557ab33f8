"""住房和城乡建设局: safety of houses and their renovation."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import textual as tx
from monitoring.simulator.clock import NONE
from monitoring.simulator.sheet import Sheet
from monitoring.simulator.view import View


def housing_safety(view: View) -> Sheet:
    """住房安全与危房改造"""
    table, households = view.world["houses"], view.world.households
    who = table["person"]
    home = view.people["household"][who]
    return view.sheet(
        {
            "户主姓名": view.name(who),
            "户主身份证号": view.number(who),
            "户号": tx.integers(households["no"][home]),
            "住房鉴定等级": tx.pick("ABCD", table["grade"]),
            "鉴定日期": tx.dates(table["appraised"]),
            "是否实施改造": tx.yes_no(table["renovated"]),
            "开工日期": tx.dates(table["begun"]),
            "竣工日期": tx.dates(table["completed"]),
            "验收日期": tx.dates(table["accepted"]),
            "补助金额": tx.amounts(np.where(table["paid"] != NONE, 2_800_000, NONE)),
            "补助发放日期": tx.dates(table["paid"]),
            "是否入住": tx.yes_no(table["moved_in"] | (table["grade"] < 2)),
        }
    )


SHEETS = {"housing.housing_safety": housing_safety}
