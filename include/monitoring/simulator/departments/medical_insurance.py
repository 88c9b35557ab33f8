"""医疗保障局: who is insured, and what the fund settled in the last thirteen months."""

from __future__ import annotations

import numpy as np

from monitoring.simulator import names
from monitoring.simulator import textual as tx
from monitoring.simulator.clock import NONE
from monitoring.simulator.sheet import Sheet
from monitoring.simulator.topics.medical import EMPLOYED, INSURED, RESIDENT
from monitoring.simulator.view import View

_SCHEMES = ("城乡居民", "城镇职工")
_KEPT_DAYS = 400


def enrolments(view: View) -> Sheet:
    """基本医疗保险参保; a few rows of last year are still among them."""
    people = view.people
    now = np.flatnonzero(people["insured_as"] >= 0)
    year = view.month.period.year
    current = (people["insured_year"][now] == year) & (people["birth_ymd"][now] // 10_000 < year - 1)
    last_year = now[current & (people["number"][now] // 11 % 61 == 0)]
    who = np.r_[now, last_year]
    scheme = people["insured_as"][who]
    years = np.r_[people["insured_year"][now], people["insured_year"][last_year] - 1]
    status = np.where(np.arange(len(who)) < len(now), people["insured_status"][who], INSURED)
    subsidised = (scheme == RESIDENT) & (
        people["premium_paid"][who] | ((people["listed"][who] >= 0) & ~people["premium_missed"][who])
    )
    return view.sheet(
        {
            "证件号码": view.number(who),
            "姓名": view.name(who),
            "参保年度": tx.integers(years),
            "险种": tx.pick(_SCHEMES, scheme),
            "参保状态": tx.pick(("正常参保", "暂停参保", "终止参保"), status),
            "是否资助参保": tx.yes_no(subsidised),
            "资助金额": tx.amounts(np.where(subsidised, 18_000, NONE)),
            "参保统筹区": tx.pick((names.COUNTY, f"{names.COUNTY}（职工）"), (scheme == EMPLOYED).astype(np.int8)),
        }
    )


def settlements(view: View) -> Sheet:
    """医疗费用结算"""
    table = view.world["settlements"]
    row = np.flatnonzero(table["day"] > view.month.as_of - _KEPT_DAYS)
    who = table["person"][row]
    return view.sheet(
        {
            "结算流水号": tx.joined("JS", tx.integers(table["no"][row])),
            "证件号码": view.number(who),
            "姓名": view.name(who),
            "医疗类别": tx.pick(("住院", "普通门诊", "门诊慢特病"), table["kind"][row]),
            "医院名称": tx.pick(names.HOSPITALS, table["hospital"][row]),
            "入院日期": tx.dates(table["admitted"][row]),
            "结算日期": tx.dates(table["day"][row]),
            "费用总额": tx.amounts(table["total"][row]),
            "基本医保支付": tx.amounts(table["basic"][row]),
            "大病保险支付": tx.amounts(table["serious"][row]),
            "医疗救助支付": tx.amounts(table["relief"][row]),
            "个人自付金额": tx.amounts(table["self_paid"][row]),
        }
    )


SHEETS = {"medical_insurance.enrolments": enrolments, "medical_insurance.settlements": settlements}
