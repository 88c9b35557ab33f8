"""教育局: students, absent children, aid."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from monitoring.simulator import textual as tx
from monitoring.simulator.departments.common import school_year
from monitoring.simulator.ids import id_texts
from monitoring.simulator.sheet import Sheet
from monitoring.simulator.topics.schooling import JUNIOR, PRESCHOOL, STUDYING
from monitoring.simulator.view import View

_STAGES = ("学前", "小学", "初中", "高中", "中职", "高职", "本科")
_STATUSES = ("在读", "休学", "辍学", "毕业", "转出", "送教上门")
_SCHOOLS = [
    "中心幼儿园", "中心小学", "初级中学", "县第一中学", "虚谷职业学校", "临江技师学院", "平原大学",
]  # fmt: skip
_GRADES = (
    "小班",
    "中班",
    "大班",
    *(f"{n}年级" for n in "一二三四五六七八九"),
    "高一",
    "高二",
    "高三",
    "大一",
    "大二",
    "大三",
    "大四",
)
_TERMS = ("秋季学期", "春季学期")
_NO_NUMBER = 999_999


def students(view: View) -> Sheet:
    """学籍"""
    people = view.people
    who = np.flatnonzero(people["study"] >= 0)
    stage = people["stage"][who]
    years, year_at = school_year(people["study_year"][who])
    grade = np.clip(view.world.school_ages[who] - 3, 0, len(_GRADES) - 1)
    _, township, _ = view.place(who)
    school = tx.pick(_SCHOOLS, stage)
    sheet = view.sheet(
        {
            "学籍号": tx.joined("L5299", tx.integers(1_000_000_000 + who)),
            "姓名": view.name(who),
            "身份证件号": view.number(who),
            "学校名称": pc.if_else(pa.array(stage <= JUNIOR), tx.joined(township, school), school),
            "学段": tx.pick(_STAGES, stage),
            "年级": tx.pick(_GRADES, grade),
            "学年": tx.pick(years, year_at),
            "就读状态": tx.pick(_STATUSES, people["study"][who]),
            "是否寄宿": tx.yes_no((stage > PRESCHOOL) & (who % 3 == 0)),
        }
    )
    return sheet.mixed_with([_without_number(view, sheet)], view.rng)


def _without_number(view: View, sheet: Sheet) -> Sheet:
    """A few children from elsewhere for whom the system keeps a placeholder instead of a number."""
    rows = sheet.take(np.arange(min(3, len(sheet))))
    for row in range(len(rows)):
        birth = 20_150_900 + row + 1
        number = id_texts(np.array([(_NO_NUMBER * 100_000_000 + birth) * 1000 + 3 + row * 2]))[0].as_py()
        values = {
            "学籍号": f"L5299B{view.month.index}{row}",
            "姓名": "测试" + "庚辛壬"[row],
            "身份证件号": number,
            "就读状态": _STATUSES[STUDYING],
        }
        for header, value in values.items():
            rows.put(header, row, value)
    return rows


def out_of_school(view: View) -> Sheet:
    """控辍保学台账"""
    table = view.world["absences"]
    years, year_at = school_year(table["year"])
    return view.sheet(
        {
            "姓名": view.name(table["person"]),
            "身份证件号": view.number(table["person"]),
            "学年": tx.pick(years, year_at),
            "未在校原因": tx.pick(("重病重残", "送教上门", "延缓入学", "出国", "失联", "辍学"), table["reason"]),
            "劝返状态": tx.pick(("未劝返", "已劝返"), table["returned"].astype(np.int8)),
        }
    )


def student_aid(view: View) -> Sheet:
    """学生资助"""
    table = view.world["student_aid"]
    years, year_at = school_year(table["year"])
    items = (
        "学前资助",
        "家庭经济困难学生生活补助",
        "家庭经济困难学生生活补助",
        "国家助学金",
        "国家助学金",
        "国家奖助学金",
        "国家奖助学金",
    )
    return view.sheet(
        {
            "身份证件号": view.number(table["person"]),
            "姓名": view.name(table["person"]),
            "学校名称": tx.pick(_SCHOOLS, table["item"]),
            "资助项目": tx.pick(items, table["item"]),
            "资助金额": tx.amounts(table["amount"]),
            "学年": tx.pick(years, year_at),
            "学期": tx.pick(_TERMS, table["term"]),
        }
    )


SHEETS = {
    "education.students": students,
    "education.out_of_school": out_of_school,
    "education.student_aid": student_aid,
}
