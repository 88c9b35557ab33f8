"""乡村振兴局: the form about administrative villages, counted from the county's own state."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import facts_villages, names
from monitoring.simulator import textual as tx
from monitoring.simulator.facts import lives_unsafely
from monitoring.simulator.facts_events import drinks_unsafely
from monitoring.simulator.facts_villages import per_village
from monitoring.simulator.sheet import Sheet
from monitoring.simulator.topics import pension
from monitoring.simulator.view import View


def villages(view: View) -> Sheet:
    """（自定义）行政村信息"""
    world, people = view.world, view.people
    rows = np.arange(len(world.villages))
    code, township, village = view.village(rows)
    totals = facts_villages.stated(world)
    enrolled = np.isin(people["pension_status"], (pension.PAYING, pension.PAUSED, pension.DRAWING))
    dry = rows * 0
    return view.sheet(
        {
            "县": tx.constant(names.COUNTY, len(rows)),
            "乡": township,
            "村": village,
            "行政区划代码": code,
            "是否出列": tx.yes_no(rows % 4 == 0),
            "总户数": tx.integers(totals["household"]),
            "总人口数": tx.integers(totals["population"]),
            "低保户数": tx.integers(totals["dibao_household"]),
            "低保人口数": tx.integers(totals["dibao"]),
            "特困供养人口数": tx.integers(totals["support"]),
            "残疾人口数": tx.integers(totals["disabled"]),
            "参加城乡居民基本养老保险人数": tx.integers(per_village(world, enrolled)),
            "危房户数": tx.integers(per_village(world, lives_unsafely(world), households=True)),
            "未实现饮水安全户数": tx.integers(per_village(world, drinks_unsafely(world), households=True)),
            "村级集体经济收入（万元）": tx.amounts(500 + rows % 60 * 135),
            "到乡镇是否通沥青（水泥）路": tx.yes_no(rows % 29 > 0),
            "是否通客运班车": tx.yes_no(rows % 7 > 0),
            "行政村卫生室个数": tx.integers(1 + rows % 2),
            "行政村执业（助理）医师（人）": tx.integers(rows % 3),
            "行政村文化（图书）室个数 （个）": tx.integers(1 + dry),
            "行政村公共卫生厕所个数": tx.integers(1 + rows % 4),
            "行政村生产生活垃圾集中堆放点个数（个）": tx.integers(2 + rows % 6),
            "村小学（个数）": tx.integers((rows % 5 == 0).astype(np.int64)),
        }
    )


SHEETS = {"rural_revitalization.villages": villages}
