"""A month of an invented county as mart rows, for tests of what people open. Numbers lie in area 5299xx only."""

from __future__ import annotations

import json
import random
from typing import Any

from monitoring.reports import Labels, MonthData
from tests.lib.indicators import indicators_of

TOWNSHIPS = ("清溪镇", "石门乡", "桃源镇", "云岭乡", "龙塘镇", "永安镇", "白沙乡", "双河镇")
DEPARTMENTS = {
    "public_security": ("公安局", ["residents 户籍人口", "deaths 死亡注销", "vehicles 机动车登记"]),
    "rural_revitalization": (
        "乡村振兴局",
        [
            "monitored_members 监测对象信息",
            "village_construction_households 乡村建设户信息",
            "migrant_work 已外出务工信息",
            "planned_migrant_work 计划外出务工信息",
            "villages 行政村信息",
            "visits 走访记录",
            "clues 风险线索",
            "microcredit 脱贫人口小额信贷",
            "relocated 易地搬迁",
            "rain_dew_grants 雨露计划补助",
        ],
    ),
    "civil_affairs": (
        "民政局",
        [
            "dibao 最低生活保障",
            "special_support 特困人员供养",
            "low_income_families 低收入家庭",
            "temporary_relief 临时救助",
            "disability_subsidies 残疾人两项补贴",
            "child_support 孤儿和事实无人抚养儿童",
            "cremations 殡葬火化",
        ],
    ),
    "education": ("教育局", ["students 学籍", "out_of_school 控辍保学台账", "student_aid 学生资助"]),
    "human_resources": (
        "人社局",
        [
            "employee_insurance 城镇职工社会保险",
            "resident_pension 城乡居民养老保险",
            "welfare_posts 公益性岗位",
            "unemployment 失业登记",
        ],
    ),
    "housing": ("住房和城乡建设局", ["housing_safety 住房安全与危房改造"]),
    "water": ("水利局", ["drinking_water 农户饮水安全"]),
    "agriculture": ("农业农村局", ["industry_awards 产业奖补", "household_toilets 农村户厕"]),
    "health": ("卫生健康委", ["serious_illness 大病慢病与签约", "death_certificates 死亡医学证明"]),
    "emergency": ("应急管理局", ["disasters 自然灾害受灾情况", "accidents 意外事故"]),
    "medical_insurance": ("医疗保障局", ["enrolments 基本医疗保险参保", "settlements 医疗费用结算"]),
    "disabled_federation": ("残疾人联合会", ["certificates 残疾人证"]),
    "market_regulation": ("市场监督管理局", ["businesses 市场主体"]),
    "natural_resources": ("自然资源局", ["properties 不动产登记"]),
    "finance": ("财政局", ["public_payroll 财政供养人员", "subsidy_payments 惠农惠民一卡通补贴"]),
    "trade_union": ("总工会", ["worker_relief 困难职工帮扶"]),
}
RULES = (
    ("risk.medical_self_paid", "家庭自付医疗费用过高", "household", "high", "medical_insurance.settlements"),
    ("risk.dropout", "义务教育阶段未在校", "household", "high", "education.students"),
    ("risk.uninsured", "未参加基本医疗保险", "household", "medium", "medical_insurance.enrolments"),
    ("risk.unsafe_housing", "住房存在安全隐患", "household", "high", "housing.housing_safety"),
    ("missed.disability_care", "重度残疾人未享受护理补贴", "person", "medium", "civil_affairs.disability_subsidies"),
    ("missed.measures", "识别满一个月没有帮扶措施", "household", "medium", "rural_revitalization.monitored_members"),
    ("missed.resident_pension", "到龄未领取养老金", "person", "medium", "human_resources.resident_pension"),
    ("wrong.paid_after_death", "死亡后仍在领取待遇", "person", "high", "civil_affairs.dibao"),
    ("wrong.dibao_car", "低保家庭拥有汽车", "household", "medium", "public_security.vehicles"),
    ("wrong.dibao_public_salary", "低保家庭有财政供养人员", "household", "medium", "finance.public_payroll"),
    ("conflict.name", "同一证件号姓名不一致", "person", "low", "medical_insurance.enrolments"),
    ("conflict.alive_or_dead", "户籍正常但已有死亡记录", "person", "high", "health.death_certificates"),
    ("elimination.too_soon", "风险消除过快", "household", "medium", "rural_revitalization.monitored_members"),
    ("elimination.risk_still_there", "已消除户仍有风险", "household", "high", "rural_revitalization.monitored_members"),
    ("delivery.missing", "数据未报送", "dataset", "high", ""),
    ("delivery.quarantined", "有隔离的行", "dataset", "low", ""),
)
SENTENCES = {
    "risk.medical_self_paid": "近12个月全家个人自付医疗费用合计18432.50元，达到本县标准10000元。",
    "risk.dropout": "户内1名适龄儿童本学年没有在读、休学或送教上门记录，也没有认可的未入学原因。",
    "risk.uninsured": "户内2人本年度没有正常参加基本医疗保险。",
    "risk.unsafe_housing": "住房鉴定为D级，尚未完成改造、验收并入住。",
    "wrong.paid_after_death": "2026年3月已死亡，低保最后发放月份为2026年9月。",
}
COLUMNS = {
    "self_paid_amount": "个人自付金额",
    "status": "状态",
    "person_id": "证件号码",
    "settled_date": "结算日期",
    "housing_grade": "住房鉴定等级",
    "help_health": "健康帮扶",
    "help_industry": "产业帮扶",
    "sex": "性别",
}


def county_month(households: int = 160, seed: int = 7, version: int = 3) -> MonthData:
    """A whole month: every rule, all deliveries, a missing, a refused, a stopped and a carried one."""
    chance = random.Random(seed)
    deliveries = _deliveries(chance)
    subjects, members, worklist = _subjects(chance, households)
    findings = _findings(chance, subjects, members)
    changes = _changes(chance, subjects)
    departments = {code: title for code, (title, _) in DEPARTMENTS.items()}
    return MonthData(
        period="2026-10",
        version=version,
        county="示例县",
        monitoring_subjects=subjects,
        subject_members=members,
        findings=findings,
        household_changes=changes,
        rule_runs=_rule_runs(chance, findings),
        indicators=indicators_of(subjects, findings, changes, deliveries, departments),
        deliveries=deliveries,
        delivery_checks=_checks(chance, deliveries),
        quarantined_rows=_quarantined(chance, deliveries),
        parameters_used=[
            {"name": "comparison_day", "value": "20", "valid_from": "2021-01-01", "source": "每月 20 日开展数据比对"},
            {"name": "verification_days_first", "value": "7", "valid_from": "2021-01-01", "source": "项目默认值"},
            {"name": "verification_days_second", "value": "15", "valid_from": "2021-01-01", "source": "项目默认值"},
            {"name": "verification_days_third", "value": "30", "valid_from": "2021-01-01", "source": "项目默认值"},
            {"name": "income_line", "value": "7300", "valid_from": "2023-01-01", "source": "国家规则 1_02_006"},
            {
                "name": "medical_self_paid_ordinary",
                "value": "10000",
                "valid_from": "2022-06-01",
                "source": "县级监测指标",
            },
        ],
        rule_catalogue=[_catalogued(*rule) for rule in RULES],
        worklist=worklist,
        labels=Labels(
            departments=departments,
            columns=COLUMNS,
            parameters={"income_line": "年人均纯收入监测标准（元）", "comparison_day": "每月比对日（日）"},
            reasons={"no_appraisal": "没有住房鉴定记录"},
        ),
    )


def household_no(index: int) -> str:
    """An invented number of a listed household."""
    return f"529901{index:010d}"


def _deliveries(chance: random.Random) -> list[dict[str, Any]]:
    rows = []
    fates = {
        "education.students": ("missing", None, None),
        "water.drinking_water": ("refused", "S007", "第2行表头缺少“水质达标”列，请按约定的表样重新导出后再报。"),
        "agriculture.industry_awards": ("stopped", "STOPPED", "整份数据有三成以上的行没有金额，请核对导出条件后重报。"),
        "rural_revitalization.monitored_members": ("carried", None, None),
    }
    for department, (_, datasets) in DEPARTMENTS.items():
        for entry in datasets:
            name, title = entry.split(" ")
            dataset = f"{department}.{name}"
            status, code, message = fates.get(dataset, ("delivered", None, None))
            delivered = chance.randrange(200, 32000) if status in ("delivered", "stopped") else 0
            held = delivered if status == "stopped" else chance.choice([0, 0, 0, 2, 5, 11, 38]) if delivered else 0
            dropped = chance.choice([0, 0, 1, 4]) if status == "delivered" else 0
            rows.append(
                {
                    "dataset": dataset,
                    "department": department,
                    "title": title,
                    "status": status,
                    "carried_from": "2026-09" if status == "carried" else None,
                    "delivery": f"{chance.getrandbits(48):012x}" if delivered else None,
                    "rows_delivered": delivered,
                    "rows_staged": delivered - held - dropped,
                    "rows_quarantined": held,
                    "rows_dropped": dropped,
                    "code": code,
                    "message": message,
                }
            )
    return rows


def _subjects(chance: random.Random, households: int) -> tuple[list[Any], list[Any], list[Any]]:
    subjects, members, worklist = [], [], []
    for index in range(households):
        status = chance.choices(["listed", "eliminated", "suspected"], [12, 5, 3])[0]
        township = chance.choices(TOWNSHIPS, [8, 7, 6, 5, 4, 3, 2, 1])[0]
        household = f"{'register' if status == 'suspected' else 'listed'}:{household_no(index)}"
        people = chance.randrange(1, 6)
        category = chance.choice(["unstable", "marginal", "sudden"])
        kind = {"unstable": "registered", "marginal": "ordinary"}.get(category, "ordinary")
        subjects.append(
            {
                "household_id": household,
                "household_no": household_no(index),
                "township": township,
                "village": chance.choice(["上寨村", "大坪村", "新华村", "岩脚村"]),
                "village_code": "529901100201",
                "people_count": people,
                "household_type": kind,
                "category": None if status == "suspected" else category,
                "status": status,
                "suggested_category": category if status == "suspected" else None,
                "causes": chance.choice(["illness", "illness,disability", "schooling", "labour_shortage", ""]),
                "risk_hits": chance.choice(["", "risk.uninsured", "risk.medical_self_paid,risk.uninsured"]),
                "risk_hit_count": 0,
                "finding_count": 0,
                "first_seen_period": chance.choice(["2026-05", "2026-10"]),
                "periods_active": chance.randrange(1, 30),
                "priority": chance.choices([1, 2, 3], [2, 4, 6])[0],
                "measures": chance.choice(["", "help_health", "help_health,help_industry"]),
                "has_contact": chance.random() > 0.2,
                "last_visit_date": "2026-10-11",
                "change": chance.choices(["entered", "kept"], [1, 9])[0],
                "change_cause": None,
                "not_assessed_rules": chance.choice(["risk.dropout", "risk.dropout,risk.unsafe_housing", ""]),
                "stale_sources": "rural_revitalization.monitored_members",
                "income_per_capita": "8120.50",
            }
        )
        for place in range(people):
            person = f"p_{index:06d}{place:018d}"
            members.append(
                {
                    "household_id": household,
                    "person": person,
                    "masked_id": "529901************",
                    "masked_name": f"{chance.choice('杨吴陆潘石')}**",
                    "relation": "son" if place else "head",
                    "sex": "male",
                    "age": 40 - 10 * place,
                    "is_living_resident": True,
                    "membership": "listed",
                    "datasets": "public_security.residents",
                }
            )
            worklist.append({"person": person, "work_id": f"529901********{index % 1000:03d}{place}"})
    return subjects, members, worklist


def _findings(chance: random.Random, subjects: list[Any], members: list[Any]) -> list[dict[str, Any]]:
    findings = []
    of_household = {row["household_id"]: row for row in reversed(members)}
    for number, subject in enumerate(chance.choices(subjects, k=2 * len(subjects))):
        rule, title, level, severity, dataset = chance.choice(RULES[:14])
        who = of_household[subject["household_id"]] if level == "person" else {}
        evidence = [
            {
                "dataset": dataset,
                "department": dataset.split(".")[0],
                "delivery": "3fa9c1d20b7e",
                "row_no": chance.randrange(4, 30000),
                "field": field,
                "title": COLUMNS[field],
                "value": value,
            }
            for field, value in [("self_paid_amount", "12432.50"), ("status", "正常参保")][: chance.choice([1, 1, 2])]
        ]
        findings.append(
            {
                **_finding(number, rule, title, level, severity),
                "subject": who.get("person", subject["household_id"]),
                "household_id": subject["household_id"],
                "person": who.get("person"),
                "masked_id": who.get("masked_id"),
                "masked_name": who.get("masked_name"),
                "township": subject["township"],
                "village": subject["village"],
                "evidence": json.dumps(evidence, ensure_ascii=False),
                "is_missed_inclusion": subject["status"] == "suspected" and rule.startswith("risk."),
                "status": chance.choices(["new", "persisting", "not_reassessed"], [3, 6, 1])[0],
            }
        )
    for dataset in ("education.students", "water.drinking_water"):
        row = _finding(len(findings), "delivery.missing", "数据未报送", "dataset", "high")
        findings.append({**row, "subject": dataset, "sentence": "到比对日仍未收到可用的数据。"})
    return findings


def _finding(number: int, rule: str, title: str, level: str, severity: str) -> dict[str, Any]:
    return {
        "finding_id": f"f_{number:024d}",
        "evidence_key": f"e_{number:024d}",
        "rule": rule,
        "family": rule.split(".")[0],
        "severity": severity,
        "level": level,
        "subject": "",
        "household_id": None,
        "person": None,
        "masked_id": None,
        "masked_name": None,
        "township": None,
        "village": None,
        "sentence": SENTENCES.get(rule, f"{title}，请核实。"),
        "action": "入户核实；先排除在外地就医、刚办理手续尚未同步等情况。",
        "verify_department": "medical_insurance",
        "evidence": None,
        "facts": None,
        "status": "new",
        "first_seen_period": "2026-10",
        "is_missed_inclusion": False,
    }


def _rule_runs(chance: random.Random, findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    runs = []
    for rule, title, level, _, _ in RULES:
        hits = sum(row["rule"] == rule and row["status"] != "not_reassessed" for row in findings)
        reasons = {"risk.dropout": {"missing:education.students": 7904}, "risk.unsafe_housing": {"no_appraisal": 1322}}
        found = reasons.get(rule, {})
        runs.append(
            {
                "rule": rule,
                "title": title,
                "family": rule.split(".")[0],
                "level": level,
                "hits": hits,
                "clear": 0 if rule == "risk.dropout" else chance.randrange(100, 9000),
                "not_assessed": sum(found.values()),
                "reasons": json.dumps(found),
            }
        )
    return runs


def _catalogued(rule: str, title: str, level: str, severity: str, dataset: str) -> dict[str, Any]:
    return {
        "rule": rule,
        "title": title,
        "family": rule.split(".")[0],
        "level": level,
        "severity": severity,
        "action": "入户核实",
        "verify_department": dataset.split(".")[0] or "乡村振兴局",
        "basis": "规则集",
        "innocent": "",
    }


def _changes(chance: random.Random, subjects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A row per household that entered, and a few that left."""
    entered = [row for row in subjects if row["change"] == "entered"]
    left = [{**row, "household_id": f"{row['household_id']}9"} for row in subjects[: len(entered) // 2 + 1]]
    return [
        {
            "household_id": row["household_id"],
            "township": row["township"],
            "village": row["village"],
            "change": change,
            "status_before": None if change == "entered" else row["status"],
            "status_now": row["status"] if change == "entered" else None,
            "cause": chance.choice(["data", "household", "delivery"]),
            "explanation": chance.choice(["住房鉴定等级变化", "户内成员变动", "前月未报送的数据补齐"]),
        }
        for change, rows in (("entered", entered), ("left", left))
        for row in rows
    ]


def _checks(chance: random.Random, deliveries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "dataset": row["dataset"],
            "expectation": expectation,
            "column_name": column,
            "title": title,
            "severity": severity,
            "scope": scope,
            "success": missed == 0,
            "element_count": row["rows_delivered"],
            "unexpected_count": missed,
        }
        for row in deliveries
        if row["status"] in ("delivered", "stopped")
        for expectation, column, title, severity, scope in (
            ("expect_column_values_to_not_be_null", "person_id", "证件号必须填写", "critical", "row"),
            ("expect_column_values_to_be_between", "self_paid_amount", "自付金额在合理范围", "warning", "row"),
            ("expect_column_values_to_be_in_set", "sex", "性别为男或女", "warning", "row"),
            ("expect_table_row_count_to_be_between", None, "行数与上月相当", "critical", "table"),
        )
        for missed in [chance.choices([0, chance.randrange(1, 40)], [9, 1])[0] if scope == "row" else 0]
    ]


def _quarantined(chance: random.Random, deliveries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    codes = [("ID_CHECK", "person_id"), ("ID_LEN", "person_id"), ("DATE_INVALID", "settled_date")]
    rows = []
    for row in deliveries:
        if row["status"] == "delivered":
            for number in chance.sample(range(2, 200), row["rows_quarantined"]):
                code, column = chance.choice(codes)
                place = {"dataset": row["dataset"], "delivery": row["delivery"], "row_no": number}
                rows.append({**place, "code": code, "column_name": column})
        if row["status"] == "stopped":
            place = {"dataset": row["dataset"], "delivery": row["delivery"]}
            count = row["rows_quarantined"]
            rows += [{**place, "row_no": n + 2, "code": "DELIVERY_STOPPED", "column_name": None} for n in range(count)]
    return rows
