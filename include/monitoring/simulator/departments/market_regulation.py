"""市场监督管理局: firms, as one JSON array."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import names
from monitoring.simulator import textual as tx
from monitoring.simulator.sheet import Sheet
from monitoring.simulator.view import View


def businesses(view: View) -> Sheet:
    """市场主体"""
    table = view.world["firms"]
    row = np.arange(len(table))
    place = tx.pick(names.PLACES, row * 17 % len(names.PLACES))
    trade = tx.pick(("百货店", "商贸有限公司", "种养专业合作社"), table["type"])
    return view.sheet(
        {
            "credit_code": tx.joined("92529901MA", tx.integers(1_000_000 + row), "Y"),
            "name": tx.joined(place, tx.integers(row % 900 + 100), trade),
            "entity_type": tx.pick(("个体工商户", "公司", "农民专业合作社"), table["type"]),
            "legal_person": view.name(table["person"]),
            "legal_person_id": view.number(table["person"]),
            "registered_capital_10k": tx.amounts(table["capital"]),
            "established_on": tx.dates(table["day"]),
            "status": tx.pick(("存续", "注销", "吊销"), table["status"]),
        }
    )


SHEETS = {"market_regulation.businesses": businesses}
