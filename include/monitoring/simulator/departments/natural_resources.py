"""自然资源局: registered property; some holders are no people."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import names
from monitoring.simulator import textual as tx
from monitoring.simulator.clock import NONE
from monitoring.simulator.sheet import Sheet
from monitoring.simulator.view import View


def properties(view: View) -> Sheet:
    """不动产登记"""
    table = view.world["properties"]
    row = np.arange(len(table))
    who = np.where(table["of_firm"], -1, table["person"])
    owned_by_firm = np.flatnonzero(who < 0)
    holder = tx.put(view.name(who, loses_rare=True), owned_by_firm, [names.EMPLOYERS[i % 200] for i in owned_by_firm])
    number = tx.put(view.number(who, 0.03), owned_by_firm, ["/" if i % 2 else None for i in owned_by_firm])
    return view.sheet(
        {
            "不动产单元号": tx.joined(
                "529901", tx.integers(100_000 + row % 800_000), "GB", tx.integers(10_000_000 + row), "F0001"
            ),
            "权利人": holder,
            "证件号码": number,
            "用途": tx.pick(("住宅", "商业", "车位", "其他"), table["use"]),
            "建筑面积": tx.amounts(table["area"]),
            "坐落": tx.joined(
                names.COUNTY,
                tx.pick(names.PLACES, row * 13 % len(names.PLACES)),
                "路",
                tx.integers(row % 300 + 1),
                "号",
            ),
            "登记日期": tx.dates(np.where(row % 157 == 0, NONE, table["day"])),
            "共有情况": tx.pick(("单独所有", "共同共有"), table["shared"].astype(np.int8)),
        }
    )


SHEETS = {"natural_resources.properties": properties}
