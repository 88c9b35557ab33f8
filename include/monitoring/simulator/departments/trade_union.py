"""总工会: relief for workers in need."""

from __future__ import annotations

from monitoring.simulator import textual as tx
from monitoring.simulator.sheet import Sheet
from monitoring.simulator.view import View


def worker_relief(view: View) -> Sheet:
    """困难职工帮扶"""
    table = view.world["worker_relief"]
    return view.sheet(
        {
            "身份证号码": view.number(table["person"]),
            "姓名": view.name(table["person"]),
            "困难类别": tx.pick(("深度困难", "相对困难", "意外致困"), table["category"]),
            "帮扶金额": tx.amounts(table["amount"]),
            "帮扶日期": tx.dates(table["day"]),
        }
    )


SHEETS = {"trade_union.worker_relief": worker_relief}
