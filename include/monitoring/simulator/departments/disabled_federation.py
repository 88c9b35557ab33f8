"""残疾人联合会: disability certificates."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from monitoring.simulator import textual as tx
from monitoring.simulator.sheet import Sheet
from monitoring.simulator.table import Array
from monitoring.simulator.view import View


def certificate_numbers(view: View, certificates: Array, long: bool = True) -> pa.Array:
    """Holder's number, category and grade digit, and with long two more characters when the card was reissued."""
    table = view.world["certificates"]
    who = table["person"][certificates]
    grade = table["grade"][certificates]
    printed = np.where(table["misprint"][certificates], grade % 4 + 1, grade)
    digits = table["category"][certificates].astype(np.int64) * 10 + printed
    again = tx.pick(("", "B1"), (table["reissued"][certificates] & long).astype(np.int8))
    texts = tx.joined(view.world.ids.take(pa.array(who)), tx.integers(digits), again)
    lower = np.flatnonzero(view.rng.random(len(who)) < 0.02)
    return tx.put(texts, lower, [text[:18].lower() + text[18:] for text in texts.take(pa.array(lower)).to_pylist()])


def certificates(view: View) -> Sheet:
    """残疾人证"""
    table = view.world["certificates"]
    return view.sheet(
        {
            "残疾人证号": certificate_numbers(view, np.arange(len(table))),
            "姓名": view.name(table["person"]),
            "残疾类别": tx.pick(("视力", "听力", "言语", "肢体", "智力", "精神", "多重"), table["category"] - 1),
            "残疾等级": tx.pick(("一级", "二级", "三级", "四级"), table["grade"] - 1),
            "发证日期": tx.dates(table["issued"]),
            "有效期至": tx.dates(table["until"]),
            "证件状态": tx.pick(("有效", "注销", "过期"), table["status"]),
        }
    )


SHEETS = {"disabled_federation.certificates": certificates}
