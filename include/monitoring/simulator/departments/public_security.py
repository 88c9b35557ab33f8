"""公安局: the register, deaths and vehicles."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import names
from monitoring.simulator import textual as tx
from monitoring.simulator.clock import NONE
from monitoring.simulator.departments.common import new_deaths
from monitoring.simulator.sheet import Sheet
from monitoring.simulator.topics import statements
from monitoring.simulator.view import View

RELATIONS = ("户主", "配偶", "子", "女", "儿媳", "女婿", "孙子", "孙女", "父母", "其他")
_STATUSES = ("正常", "迁出", "死亡注销", "空挂户")
_VEHICLES = ("小型汽车", "大型货车", "营运客车", "摩托车", "残疾人专用车")
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def residents(view: View) -> Sheet:
    """户籍人口"""
    people, households = view.people, view.world.households
    who = np.flatnonzero(people["in_register"])
    home = people["household"][who]
    code, township, village = view.place(who)
    group = tx.joined(names.COUNTY, township, village, tx.integers(households["group"][home]), "组")
    return view.sheet(
        {
            "公民身份号码": view.number(who),
            "姓名": view.register_name(who),
            "性别": tx.pick(("女", "男"), statements.registered_sex(view.world)[who].astype(np.int8)),
            "出生日期": tx.dates(statements.registered_birth(view.world)[who], "compact"),
            "民族": tx.pick(names.ETHNICITIES, np.where(people["minority"][who], 1 + home % 4, 0)),
            "户号": tx.integers(households["no"][home]),
            "与户主关系": tx.pick(RELATIONS, people["relation"][who]),
            "户籍地址": tx.joined(group, tx.integers(home % 97 + 1), "号"),
            "行政区划代码": code,
            "乡镇": township,
            "行政村": village,
            "人员状态": tx.pick(_STATUSES, people["status"][who]),
            "状态日期": tx.dates(people["status_day"][who], "compact"),
            "联系电话": view.phone(who, 0.8),
        }
    )


def deaths(view: View) -> Sheet:
    """死亡注销"""
    who, day = new_deaths(view, "public_security")
    return view.sheet(
        {
            "公民身份号码": view.number(who),
            "姓名": view.name(who),
            "死亡日期": tx.dates(day, "compact"),
            "注销日期": tx.dates(day + 1, "compact"),
            "注销原因": tx.pick(("死亡", "宣告死亡"), who * 0),
        }
    )


def vehicles(view: View) -> Sheet:
    """机动车登记"""
    table = view.world["vehicles"]
    who, row = table["person"], np.arange(len(table))
    letter = tx.pick([f"虚{c}" for c in _LETTERS], row // 90_000 % len(_LETTERS))
    commercial = np.isin(table["kind"], (1, 2))
    return view.sheet(
        {
            "证件号码": view.number(who),
            "车主姓名": view.name(who, loses_rare=True),
            "号牌号码": tx.joined(letter, tx.integers(10_000 + row % 90_000)),
            "车辆类型": tx.pick(_VEHICLES, table["kind"]),
            "使用性质": tx.pick(("非营运", "营运"), (commercial & (row % 3 > 0)).astype(np.int8)),
            "初次登记日期": tx.dates(np.where(row % 211 == 0, NONE, table["acquired"]), "compact"),
            "车辆状态": tx.pick(("正常", "注销", "报废"), table["status"]),
        }
    )


SHEETS = {
    "public_security.residents": residents,
    "public_security.deaths": deaths,
    "public_security.vehicles": vehicles,
}
