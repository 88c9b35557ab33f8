"""乡村振兴局: the large export of the national system, one row per member of a listed household."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from monitoring.simulator import facts_list, names
from monitoring.simulator import textual as tx
from monitoring.simulator.clock import NONE
from monitoring.simulator.departments import listed_household as household
from monitoring.simulator.facts_work import labour_ability
from monitoring.simulator.sheet import Sheet
from monitoring.simulator.table import Array
from monitoring.simulator.topics import health, pension, schooling, statements, work
from monitoring.simulator.view import View

HOUSEHOLD_TYPES = ("一般农户", "脱贫户")
CATEGORIES = ("脱贫不稳定户", "边缘易致贫户", "突发严重困难户")
_RELATIONS = ("户主", "配偶", "之子", "之女", "之儿媳", "之女婿", "之孙子", "之孙女", "之父", "其他")
_EDUCATION = ("文盲或半文盲", "小学", "初中", "高中", "大专", "本科及以上")
_GRADES = [
    "学龄前儿童", "学前教育", "小学", "七年级", "八年级", "九年级", "普通高中一年级", "普通高中二年级",
    "普通高中三年级", "中职一年级", "中职二年级", "中职三年级", "高职高专一年级", "高职高专二年级", "本科一年级",
    "本科二年级",
]  # fmt: skip


def monitored_members(view: View) -> Sheet:
    """（自定义）监测对象信息"""
    place = view.people["listed"]
    own = np.flatnonzero(place >= 0)
    again, second = statements.listed_twice(view.world)
    who, rows = np.r_[own, again], np.r_[place[own], second]
    order = np.argsort(rows, kind="stable")
    who, rows = who[order], rows[order]
    columns = {**_identity(view, who, rows), **_guarantees(view, who, rows), **household.monitoring(view, rows)}
    return view.sheet(
        {
            **columns,
            **household.measures(view, rows),
            **household.checks(view, rows),
            **household.incomes(view, rows),
            **household.home(view, rows),
        }
    )


def _identity(view: View, who: Array, rows: Array) -> dict[str, pa.Array]:
    people, listed = view.people, view.world.listed
    _, township, village = view.village(view.world.households["village"][listed["home"][rows]])
    at_home = people["in_register"][who] & (people["listed"][who] == rows)
    relation = np.where(at_home, people["relation"][who], 9)
    ages = view.world.ages[who]
    # In some months the export shows the system's own codes.
    sexes = ("2", "1") if view.month.period.month % 3 == 1 else ("女", "男")
    schooled = np.clip((view.people["number"][who] // 1000 + ages) % 4 + (ages < 50), 0, 5)
    return {
        "县": tx.constant(names.COUNTY, len(who)),
        "乡": township,
        "村": village,
        "户编号": tx.integers(listed["no"][rows]),
        "户类型": tx.pick(HOUSEHOLD_TYPES, listed["registered"][rows].astype(np.int8)),
        "监测对象类别": tx.pick(CATEGORIES, listed["category"][rows]),
        "与户主关系": tx.pick(_RELATIONS, relation),
        "姓名": view.name(who),
        "证件类型": tx.constant("居民身份证", len(who)),
        "证件号码": view.number(who),
        "性别": tx.pick(sexes, people["male"][who].astype(np.int8)),
        "出生日期": tx.dates(people["birth"][who], "compact"),
        "民族": tx.pick(names.ETHNICITIES, np.where(people["minority"][who], 1 + people["household"][who] % 4, 0)),
        "文化程度": tx.pick(_EDUCATION, np.where(ages < 16, -1, schooled)),
        "在校生状况": tx.pick(_GRADES, _grades(view, who)),
        "失学或辍学原因": tx.pick(("厌学",), np.where(people["study"][who] == schooling.DROPPED_OUT, 0, -1)),
        "义务教育阶段未上学原因": tx.pick(("身体原因",), np.full(len(who), -1)),
        "健康状况": tx.pick(("健康", "患有大病", "长期慢性病", "残疾", "残疾多选"), _health(view)[who]),
        "劳动技能": tx.pick(("普通劳动力", "技能劳动力", "弱劳动力或半劳动力", "丧失劳动力", "无劳动力"), labour_ability(view.world)[who]),
    }  # fmt: skip


def _grades(view: View, who: Array) -> Array:
    people, ages = view.people, view.world.school_ages[who]
    stage = people["stage"][who]
    wrong = statements.misstated(view.world, statements.STAGE)[who]
    stage = np.where(wrong & (stage >= 0), np.where(stage == schooling.UNIVERSITY, stage - 1, stage + 1), stage)
    year = np.clip(ages - np.array([0, 0, 12, 15, 15, 18, 18])[np.maximum(stage, 0)], 0, 2)
    first = np.array([1, 2, 3, 6, 9, 12, 14])[np.maximum(stage, 0)]
    most = np.array([0, 0, 2, 2, 2, 1, 1])[np.maximum(stage, 0)]
    at_school = np.isin(people["study"][who], schooling.AT_SCHOOL) & (stage >= 0)
    return np.where(at_school, first + np.minimum(year, most), np.where(ages < 3, 0, -1))


def _health(view: View) -> Array:
    world = view.world
    illnesses = world["illnesses"]
    kinds = np.array([kind for _, _, kind in health.DISEASES])[illnesses["disease"]]
    serious = world.has(illnesses["person"][kinds != health.LONG_TERM])
    lasting = world.has(illnesses["person"][kinds == health.LONG_TERM])
    disabled = facts_list.disabled(world)
    return np.select([disabled & serious, disabled, serious, lasting], [4, 3, 1, 2], 0)


def _guarantees(view: View, who: Array, rows: Array) -> dict[str, pa.Array]:
    people, world = view.people, view.world
    resident, employed = (mask[who] for mask in facts_list.insured(world))
    job = world["job_insurance"]
    retired = world.has(job["person"][(job["kind"] == work.PENSION) & (job["status"] != work.SUSPENDED)])[who]
    relief = world["settlements"]
    relieved = world.has(relief["person"][relief["relief"] > 0])[who]
    dibao, destitute = facts_list.draws_dibao(world)[who], facts_list.draws_support(world)[who]
    posts = world["posts"]
    posted = world.has(posts["person"][posts["end"] == NONE])[who]
    away = world.has(world["migrant"]["person"][world["migrant"]["end"] == NONE])[who]
    return {
        "是否参加城乡居民基本医疗保险": tx.yes_no(resident),
        "是否参加城镇职工基本医疗保险": tx.yes_no(employed),
        "是否参加大病保险": tx.yes_no(resident | employed),
        "是否接受医疗救助": tx.yes_no(relieved),
        "是否参加城乡居民基本养老保险": tx.yes_no(np.isin(people["pension_status"][who], (pension.PAYING, pension.DRAWING))),
        "是否参加城镇职工基本养老保险": tx.yes_no(retired),
        "享受低保政策情况": tx.pick(("未享受", "农村低保"), dibao.astype(np.int8)),
        "享受特困供养政策情况": tx.pick(("未享受", "不享受", "农村特困"), np.where(destitute, 2, (who % 5 == 0).astype(np.int8))),
        "家庭成员联系电话": view.phone(who, 0.6),
        "户联系电话": tx.integers(19_900_000_000 + rows * 31),
        "务工所在地": tx.only_where(tx.pick(names.PROVINCES, who % 5), away),
        "公益性岗位": tx.only_where(tx.constant("保洁员", len(who)), posted),
        "公益性岗位(月数)": tx.integers(np.where(posted, 12, NONE)),
        "就业渠道（易地搬迁后扶使用）": tx.pick(("自主",), np.full(len(who), -1)),
    }  # fmt: skip


SHEETS = {"rural_revitalization.monitored_members": monitored_members}
