"""乡村振兴局: visits, clues, loans, relocation, grants."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import textual as tx
from monitoring.simulator.departments.common import school_year
from monitoring.simulator.departments.rural_revitalization import village_and_head
from monitoring.simulator.sheet import Sheet
from monitoring.simulator.topics import schooling
from monitoring.simulator.topics.property import relocated as relocated_rows
from monitoring.simulator.view import View


def visits(view: View) -> Sheet:
    """走访记录"""
    table = view.world["visits"]
    cadre = view.world.households["head"][table["visitor"] % len(view.world.households)]
    return view.sheet(
        {
            "户编号": tx.integers(view.world.listed["no"][table["listed"]]),
            "走访日期": tx.dates(table["day"]),
            "走访人": view.plain_name(cadre),
            "走访人单位": tx.pick(
                [f"{v.name}村委会" for v in view.world.villages], table["listed"] % len(view.world.villages)
            ),
            "走访方式": tx.pick(("入户", "电话"), table["by_phone"].astype(np.int8)),
            "发现问题": tx.pick(("收入下降", "家中有人住院", "房屋漏雨", "子女上学费用高"), table["problem"]),
        }
    )


def clues(view: View) -> Sheet:
    """风险线索"""
    table = view.world["clues"]
    number = view.number(table["person"])
    unknown = np.flatnonzero((table["person"] < 0) & (table["no"] % 2 == 0))
    listed = table["listed"]
    return view.sheet(
        {
            "线索编号": tx.joined("XS", tx.integers(table["no"])),
            "户编号": tx.only_where(tx.integers(view.world.listed["no"][np.maximum(listed, 0)]), listed >= 0),
            "证件号码": tx.put(number, unknown, ["无" for _ in unknown]),
            "线索来源": tx.pick(
                ("农户自主申报", "干部走访排查", "部门筛查预警", "便民服务热线", "网格员上报"), table["channel"]
            ),
            "上报日期": tx.dates(table["day"]),
            "风险描述": tx.pick(("住院花费大", "房屋受损", "失业", "子女失学", "其他困难"), table["text"]),
            "处理状态": tx.pick(("待核实", "核实属实", "核实不属实"), table["status"]),
        },
        repeats=False,
    )


def microcredit(view: View) -> Sheet:
    """脱贫人口小额信贷"""
    loans = view.world["loans"]
    return view.sheet(
        {
            "合同号": tx.joined("HT", tx.integers(loans["no"])),
            "借款人姓名": view.name(loans["person"]),
            "证件号码": view.number(loans["person"]),
            "放款日期": tx.dates(loans["lent"]),
            "到期日期": tx.dates(loans["due"]),
            "贷款金额": tx.amounts(loans["amount"]),
            "贷款余额": tx.amounts(loans["balance"]),
            "是否逾期": tx.yes_no(loans["overdue"]),
        }
    )


def relocated(view: View) -> Sheet:
    """易地搬迁"""
    rows = relocated_rows(view.world)
    _, head = village_and_head(view, rows)
    return view.sheet(
        {
            "户编号": tx.integers(view.world.listed["no"][rows]),
            "证件号码": view.number(head),
            "安置点": tx.pick(("新云安置点", "青松安置点", "双泉安置点"), rows % 3),
            "安置方式": tx.pick(("集中安置", "分散安置"), rows % 4 // 3),
            "搬迁入住日期": tx.dates(view.world.first.first_day - 1500 - rows % 600),
            "户籍是否迁入": tx.yes_no(rows % 5 > 0),
            "安置住房面积": tx.amounts(7500 + rows % 50 * 100),
        }
    )


def rain_dew_grants(view: View) -> Sheet:
    """雨露计划补助"""
    table = view.world["rain_dew"]
    years, year_at = school_year(table["year"])
    stage = np.clip(view.people["stage"][table["person"]] - schooling.VOCATIONAL, 0, 2)
    return view.sheet(
        {
            "姓名": view.name(table["person"]),
            "证件号码": view.number(table["person"]),
            "就读学校": tx.pick(("虚谷职业学校", "临江技师学院", "平原大学"), stage),
            "学历层次": tx.pick(("中职", "高职", "本科"), stage),
            "学年": tx.pick(years, year_at),
            "学期": tx.pick(("秋季学期", "春季学期"), table["term"]),
            "补助金额": tx.amounts(table["amount"]),
            "发放日期": tx.dates(table["day"]),
        }
    )


SHEETS = {
    "rural_revitalization.visits": visits,
    "rural_revitalization.clues": clues,
    "rural_revitalization.microcredit": microcredit,
    "rural_revitalization.relocated": relocated,
    "rural_revitalization.rain_dew_grants": rain_dew_grants,
}
