"""财政局: public salaries and the one-card payments."""

from __future__ import annotations

from monitoring.simulator import names
from monitoring.simulator import textual as tx
from monitoring.simulator.sheet import Sheet
from monitoring.simulator.topics import statements
from monitoring.simulator.view import View

_UNITS = ("县第一中学", "县人民医院", "县自来水公司", "镇人民政府", "县档案馆", "县气象站")
_ITEMS = ("耕地地力保护补贴", "退耕还林补贴", "公益林补偿", "农机购置补贴", "计划生育奖扶", "高龄津贴")


def public_payroll(view: View) -> Sheet:
    """财政供养人员"""
    table = view.world["payroll"]
    return view.sheet(
        {
            "身份证号码": view.number(table["person"]),
            "姓名": view.name(table["person"], loses_rare=True),
            "单位名称": tx.joined(names.COUNTY, tx.pick(_UNITS, table["person"] % len(_UNITS))),
            "人员类别": tx.pick(("在职", "退休", "长聘"), table["category"]),
            "月工资": tx.amounts(table["wage"]),
        }
    )


def subsidy_payments(view: View) -> Sheet:
    """惠农惠民“一卡通”补贴"""
    table = view.world["payments"]
    return view.sheet(
        {
            "身份证号码": view.number(table["person"], 0.04),
            "姓名": view.name(table["person"]),
            "银行账号": tx.joined(
                "62179", tx.integers(10_000_000_000_000 + statements.accounts(view.world)[table["person"]] * 1_000_003)
            ),
            "补贴项目": tx.pick(_ITEMS, table["item"]),
            "发放日期": tx.dates(table["day"]),
            "金额": tx.amounts(table["amount"]),
        }
    )


SHEETS = {"finance.public_payroll": public_payroll, "finance.subsidy_payments": subsidy_payments}
