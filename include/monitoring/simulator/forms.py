"""In which form each dataset is delivered: file name, encoding, separators, title rows, sheets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["csv", "xlsx", "xls", "json", "jsonl", "zip_csv", "database"]


@dataclass(frozen=True)
class Form:
    """pattern: file name with {period}. quoted: every text in quotation marks. merged: header -> cell merged above it."""

    pattern: str
    kind: Kind
    encoding: str = "utf-8"
    delimiter: str = ","
    line_end: str = "\n"
    quoted: bool = False
    title_rows: int = 0
    title: str = ""
    merged: tuple[tuple[str, str], ...] = ()

    def file_name(self, period: str) -> str:
        """Name of the file of that month."""
        return self.pattern.replace("{period}", period)


def _csv(name: str, encoding: str = "utf-8", quoted: bool = False) -> Form:
    line_end = "\r\n" if encoding == "gb18030" else "\n"
    return Form(f"{name}_{{period}}.csv", "csv", encoding, line_end=line_end, quoted=quoted)


def _text(name: str) -> Form:
    return Form(f"{name}_{{period}}.txt", "csv", delimiter="|")


def _xlsx(name: str, title_rows: int, merged: tuple[tuple[str, str], ...] = ()) -> Form:
    return Form(f"{name}_{{period}}.xlsx", "xlsx", title_rows=title_rows, title=name, merged=merged)


_DATABASE = Form("民政业务库_{period}.sqlite", "database")
_INDICATORS = tuple((h, "饮水安全评价指标") for h in ("水量达标", "水质达标", "用水方便程度达标", "供水保证率达标"))

FORMS: dict[str, Form] = {
    "public_security.residents": _csv("户籍人口", "gb18030", quoted=True),
    "public_security.deaths": _csv("死亡注销", "gb18030"),
    "public_security.vehicles": _csv("机动车登记", "gb18030"),
    "rural_revitalization.monitored_members": _xlsx("（自定义）监测对象信息", 2),
    "rural_revitalization.village_construction_households": _xlsx("（乡村建设）户信息", 2),
    "rural_revitalization.migrant_work": _xlsx("（务工月监测）已外出务工信息", 2),
    "rural_revitalization.planned_migrant_work": _xlsx("计划外出务工信息", 2),
    "rural_revitalization.villages": _xlsx("（自定义）行政村信息", 2),
    "rural_revitalization.visits": _xlsx("走访记录", 2),
    "rural_revitalization.clues": _xlsx("风险线索", 2),
    "rural_revitalization.microcredit": _xlsx("脱贫人口小额信贷", 2),
    "rural_revitalization.relocated": _xlsx("易地搬迁", 2),
    "rural_revitalization.rain_dew_grants": _xlsx("雨露计划补助", 2),
    "civil_affairs.dibao": _DATABASE,
    "civil_affairs.special_support": _DATABASE,
    "civil_affairs.low_income_families": _DATABASE,
    "civil_affairs.temporary_relief": _DATABASE,
    "civil_affairs.disability_subsidies": _DATABASE,
    "civil_affairs.child_support": _DATABASE,
    "civil_affairs.cremations": _DATABASE,
    "education.students": _csv("学籍", "utf-8-sig", quoted=True),
    "education.out_of_school": _xlsx("控辍保学台账", 1),
    "education.student_aid": _xlsx("学生资助", 1),
    "human_resources.employee_insurance": _text("城镇职工社会保险"),
    "human_resources.resident_pension": _text("城乡居民养老保险"),
    "human_resources.welfare_posts": _text("公益性岗位"),
    "human_resources.unemployment": _text("失业登记"),
    "housing.housing_safety": _xlsx("住房安全与危房改造", 1),
    "water.drinking_water": _xlsx("农户饮水安全", 0, merged=_INDICATORS),
    "agriculture.industry_awards": _xlsx("产业奖补", 0),
    "agriculture.household_toilets": _xlsx("农村户厕", 0),
    "health.serious_illness": Form("大病慢病与签约_{period}.jsonl", "jsonl"),
    "health.death_certificates": Form("死亡医学证明_{period}.jsonl", "jsonl"),
    "emergency.disasters": Form("自然灾害受灾情况_{period}.xls", "xls"),
    "emergency.accidents": _csv("意外事故", "gb18030"),
    "medical_insurance.enrolments": Form("基本医疗保险参保_{period}.zip", "zip_csv"),
    "medical_insurance.settlements": Form("医疗费用结算_{period}.zip", "zip_csv"),
    "disabled_federation.certificates": _csv("残疾人证"),
    "market_regulation.businesses": Form("市场主体_{period}.json", "json"),
    "natural_resources.properties": _csv("不动产登记", "gb18030"),
    "finance.public_payroll": _csv("财政供养人员"),
    "finance.subsidy_payments": _csv("惠农惠民一卡通补贴"),
    "trade_union.worker_relief": _xlsx("困难职工帮扶", 0),
}
