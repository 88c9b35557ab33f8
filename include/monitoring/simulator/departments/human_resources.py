"""人社局: employees' insurance, the residents' pension, welfare posts, unemployment."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import names
from monitoring.simulator import textual as tx
from monitoring.simulator.clock import NONE
from monitoring.simulator.sheet import Sheet
from monitoring.simulator.topics import pension
from monitoring.simulator.topics.work import DRAWING, PENSION
from monitoring.simulator.view import View

_MONTH = "{:04d}{:02d}"
_POSTS = ("生态护林员", "保洁员", "护路员", "护水员", "护理员", "光伏公益岗", "其他")


def employee_insurance(view: View) -> Sheet:
    """城镇职工社会保险"""
    table = view.world["job_insurance"]
    who = table["person"]
    drawn = np.where((table["status"] == DRAWING) & (table["kind"] == PENSION), table["pension"], NONE)
    return view.sheet(
        {
            "身份证号码": view.number(who),
            "姓名": view.name(who),
            "单位名称": tx.pick(names.EMPLOYERS, table["employer"] % len(names.EMPLOYERS)),
            # Every insurance knows an employer under a number of its own.
            "单位编号": tx.integers((1_000_000 + table["employer"].astype(np.int64)) * 10 + table["kind"]),
            "险种": tx.pick(("养老", "医疗", "失业", "工伤"), table["kind"]),
            "缴费基数": tx.amounts(table["base"]),
            "参保状态": tx.pick(("参保缴费", "暂停缴费", "退休"), table["status"]),
            "起始年月": tx.months(table["start"], _MONTH),
            "截止年月": tx.months(table["end"], _MONTH),
            "月待遇金额": tx.amounts(drawn),
        }
    )


def resident_pension(view: View) -> Sheet:
    """城乡居民养老保险"""
    people = view.people
    who = np.flatnonzero(people["pension_status"] >= 0)
    status = people["pension_status"][who]
    paying = np.isin(status, (pension.PAYING, pension.PAUSED))
    return view.sheet(
        {
            "身份证号码": view.number(who, 0.02),
            "姓名": view.name(who),
            "参保状态": tx.pick(("正常缴费", "暂停缴费", "待遇领取", "终止"), status),
            "缴费年度": tx.integers(np.where(paying, view.month.period.year - (status == pension.PAUSED), NONE)),
            "是否代缴": tx.yes_no(paying & (people["listed"][who] >= 0) & (who % 3 == 0)),
            "待遇起始年月": tx.months(people["pension_start"][who], _MONTH),
            "月待遇金额": tx.amounts(people["pension_amount"][who]),
        }
    )


def welfare_posts(view: View) -> Sheet:
    """公益性岗位"""
    table = view.world["posts"]
    _, _, village = view.place(table["person"])
    kind = tx.pick(_POSTS, table["type"])
    return view.sheet(
        {
            "身份证号码": view.number(table["person"]),
            "姓名": view.name(table["person"]),
            "岗位名称": tx.joined(village, kind),
            "岗位类型": kind,
            "上岗日期": tx.dates(table["start"]),
            "离岗日期": tx.dates(table["end"]),
            "月补贴": tx.amounts(table["wage"]),
        }
    )


def unemployment(view: View) -> Sheet:
    """失业登记"""
    table = view.world["unemployed"]
    return view.sheet(
        {
            "身份证号码": view.number(table["person"]),
            "姓名": view.name(table["person"]),
            "登记日期": tx.dates(table["day"]),
            "失业原因": tx.pick(("合同期满", "企业关停", "企业裁员", "个人辞职"), table["reason"]),
            "是否领取失业金": tx.yes_no(table["draws"]),
        }
    )


SHEETS = {
    "human_resources.employee_insurance": employee_insurance,
    "human_resources.resident_pension": resident_pension,
    "human_resources.welfare_posts": welfare_posts,
    "human_resources.unemployment": unemployment,
}
