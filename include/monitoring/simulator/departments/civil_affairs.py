"""民政局: the views of the bureau's database."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from monitoring.simulator import textual as tx
from monitoring.simulator.departments.common import new_deaths
from monitoring.simulator.departments.disabled_federation import certificate_numbers
from monitoring.simulator.sheet import Sheet
from monitoring.simulator.topics.welfare import fading_since
from monitoring.simulator.view import View

_OLD_NUMBERS = 0.03
_REASONS = ("因病", "因灾", "意外事故", "其他")


def dibao(view: View) -> Sheet:
    """最低生活保障"""
    table = view.world["dibao"]
    phasing = table["phasing_out"]
    return view.sheet(
        {
            "保障证号": tx.joined("DB", tx.integers(table["certificate"])),
            "户主姓名": view.plain_name(table["head"]),
            "成员姓名": view.name(table["person"]),
            "成员身份证号": view.number(table["person"], _OLD_NUMBERS),
            "城乡类别": tx.pick(("农村", "城市"), table["urban"].astype(np.int8)),
            "保障方式": tx.pick(("整户保", "单人保"), table["single"].astype(np.int8)),
            "月保障金": tx.amounts(table["amount"]),
            "起始月份": tx.months(table["start"]),
            "截止月份": tx.months(table["end"]),
            "是否渐退期": tx.yes_no(phasing),
            "渐退开始月份": tx.months(fading_since(table)),
            "家庭月人均收入": tx.amounts(table["income"]),
        }
    )


def special_support(view: View) -> Sheet:
    """特困人员供养"""
    table = view.world["destitute"]
    return view.sheet(
        {
            "身份证号": view.number(table["person"], _OLD_NUMBERS),
            "姓名": view.name(table["person"]),
            "供养方式": tx.pick(("分散", "集中"), table["central"].astype(np.int8)),
            "生活自理能力": tx.pick(("全自理", "半护理", "全护理"), table["care"]),
            "月供养金": tx.amounts(table["amount"]),
            "起始月份": tx.months(table["start"]),
            "截止月份": tx.months(table["end"]),
        }
    )


def low_income_families(view: View) -> Sheet:
    """低收入家庭"""
    table = view.world["low_income"]
    return view.sheet(
        {
            "家庭编号": tx.joined("DS", tx.integers(table["family"])),
            "成员身份证号": view.number(table["person"], _OLD_NUMBERS),
            "成员姓名": view.name(table["person"]),
            "家庭类别": tx.pick(("低保边缘家庭", "刚性支出困难家庭", "其他困难家庭"), table["category"]),
            "认定月份": tx.months(table["approved"]),
            "家庭月人均收入": tx.amounts(table["income"]),
            "是否患重病": tx.yes_no(table["ill"]),
        }
    )


def temporary_relief(view: View) -> Sheet:
    """临时救助"""
    table = view.world["relief"]
    return view.sheet(
        {
            "救助编号": tx.joined("LS", tx.integers(table["no"])),
            "身份证号": view.number(table["person"]),
            "姓名": view.name(table["person"]),
            "救助原因": tx.pick(_REASONS, table["reason"]),
            "救助金额": tx.amounts(table["amount"]),
            "发放日期": tx.dates(table["day"]),
            "是否先行救助": tx.yes_no(table["urgent"]),
        }
    )


def disability_subsidies(view: View) -> Sheet:
    """残疾人两项补贴"""
    table = view.world["disability_subsidies"]
    who = view.world["certificates"]["person"][table["certificate"]]
    numbers: pa.Array = certificate_numbers(view, table["certificate"], long=False)
    return view.sheet(
        {
            "残疾人证号": numbers,
            "姓名": view.name(who),
            "补贴类型": tx.pick(("困难残疾人生活补贴", "重度残疾人护理补贴"), table["kind"]),
            "月补贴金额": tx.amounts(table["amount"]),
            "起始月份": tx.months(table["start"]),
            "截止月份": tx.months(table["end"]),
        }
    )


def child_support(view: View) -> Sheet:
    """孤儿和事实无人抚养儿童"""
    table = view.world["children"]
    return view.sheet(
        {
            "身份证号": view.number(table["person"]),
            "姓名": view.name(table["person"]),
            "类别": tx.pick(("孤儿", "事实无人抚养儿童"), table["category"]),
            "月补贴金额": tx.amounts(table["amount"]),
            "起始月份": tx.months(table["start"]),
            "截止月份": tx.months(table["end"]),
        }
    )


def cremations(view: View) -> Sheet:
    """殡葬火化"""
    who, day = new_deaths(view, "civil_affairs")
    return view.sheet(
        {
            "身份证号": view.number(who, _OLD_NUMBERS),
            "姓名": view.name(who, loses_rare=True),
            "死亡日期": tx.dates(day),
            "火化日期": tx.dates(day + 2),
        }
    )


SHEETS = {
    "civil_affairs.dibao": dibao,
    "civil_affairs.special_support": special_support,
    "civil_affairs.low_income_families": low_income_families,
    "civil_affairs.temporary_relief": temporary_relief,
    "civil_affairs.disability_subsidies": disability_subsidies,
    "civil_affairs.child_support": child_support,
    "civil_affairs.cremations": cremations,
}
