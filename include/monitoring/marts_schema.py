"""What a publication consists of: every mart table with its columns, types, keys and meanings, as plain data.

The stages write these tables as Parquet, the warehouse builds its tables, views and comments from them, and the
documentation is generated from them. Only the standard library is needed to read this module.

Types and what they are in Parquet: text (string; lists are written "a,b", sorted where order means nothing),
integer and bigint (int64), numeric (decimal128(18, 2)), date (date32), boolean (bool), json (string of JSON text).
"""

from __future__ import annotations

from monitoring.marts_account import ACCOUNT_TABLES
from monitoring.marts_parts import (
    CHANGE_CAUSE,
    FAMILY,
    FINDING_STATUS,
    HOUSEHOLD,
    LEVEL,
    MASKED_ID,
    MASKED_NAME,
    PERSON,
    RULE,
    SEVERITY,
    VERDICT,
    MartColumn,
    MartTable,
    TypeName,
    required,
)

MART_TABLES: tuple[MartTable, ...] = (
    MartTable(
        "monitoring_subjects",
        "监测对象：每户一行，含在册监测户、已消除风险户和疑似户",
        ("household_id",),
        (
            required("household_id", "text", HOUSEHOLD),
            MartColumn("household_no", "text", "户编号：监测系统户编号或户籍户号"),
            MartColumn("township", "text", "乡镇"),
            MartColumn("village", "text", "行政村"),
            MartColumn("village_code", "text", "行政村编码"),
            required("people_count", "bigint", "户内人数（人）"),
            MartColumn("household_type", "text", "户类型：registered 脱贫户、ordinary 一般农户"),
            MartColumn(
                "category", "text", "监测对象类别：unstable 脱贫不稳定、marginal 边缘易致贫、sudden 突发严重困难"
            ),
            required("status", "text", "状态：listed 在册未消除、eliminated 已消除风险、suspected 疑似未纳入"),
            MartColumn("suggested_category", "text", "建议纳入的监测对象类别，取值同 category"),
            MartColumn("causes", "text", "返贫致贫风险原因，逗号分隔"),
            MartColumn("risk_hits", "text", "本月命中的风险规则编号，逗号分隔"),
            required("risk_hit_count", "bigint", "本月命中的风险规则数（条）"),
            required("finding_count", "bigint", "本月该户的全部问题数（条）"),
            required("first_seen_period", "text", "首次出现的月份，YYYY-MM"),
            required("periods_active", "bigint", "累计出现的月数（月）"),
            required("priority", "integer", "核查优先级：1 最急，3 最缓"),
            MartColumn("measures", "text", "已落实的帮扶措施，逗号分隔"),
            MartColumn("has_contact", "boolean", "是否有帮扶联系人"),
            MartColumn("last_visit_date", "date", "最近一次走访日期"),
            MartColumn("change", "text", "与上月相比的变化"),
            MartColumn("change_cause", "text", "变化的原因"),
            MartColumn("not_assessed_rules", "text", "因缺数据而未能判断的规则编号，逗号分隔"),
            MartColumn("stale_sources", "text", "本月未报、沿用以前月份的数据集，逗号分隔"),
            MartColumn("income_per_capita", "numeric", "人均纯收入（元/年）"),
        ),
    ),
    MartTable(
        "subject_members",
        "监测对象的成员：每户每人一行",
        ("household_id", "person"),
        (
            required("household_id", "text", HOUSEHOLD),
            required("person", "text", PERSON),
            MartColumn("masked_id", "text", MASKED_ID),
            MartColumn("masked_name", "text", MASKED_NAME),
            MartColumn("relation", "text", "与户主关系"),
            MartColumn("sex", "text", "性别：male 男、female 女"),
            MartColumn("age", "integer", "数据截止日的周岁年龄（岁）"),
            MartColumn("is_living_resident", "boolean", "是否户籍正常且没有部门报告死亡"),
            required("membership", "text", "按何处的成员关系计入：listed 监测系统、register 户籍"),
            MartColumn("datasets", "text", "掌握此人信息的数据集，逗号分隔"),
        ),
    ),
    MartTable(
        "findings",
        "问题清单：每条规则对每个判断对象的命中一行，附证据",
        ("finding_id",),
        (
            required("finding_id", "text", "问题标识：规则与对象加密钥计算，各月相同"),
            required("rule", "text", RULE),
            required("family", "text", FAMILY),
            required("severity", "text", SEVERITY),
            required("level", "text", LEVEL),
            required("subject", "text", "判断对象：户标识、人员假名、村的行政区划代码或数据集"),
            MartColumn("household_id", "text", HOUSEHOLD),
            MartColumn("person", "text", PERSON),
            MartColumn("masked_id", "text", MASKED_ID),
            MartColumn("masked_name", "text", MASKED_NAME),
            MartColumn("township", "text", "乡镇"),
            MartColumn("village", "text", "行政村"),
            required("sentence", "text", "问题说明"),
            MartColumn("action", "text", "建议的处理"),
            MartColumn("verify_department", "text", "负责核实的部门"),
            MartColumn("evidence", "json", "证据：数据集、部门、报送批次、行号、字段、字段名称、值（身份信息已脱敏）"),
            MartColumn("facts", "json", "问题说明所用的事实"),
            required("status", "text", FINDING_STATUS),
            required("first_seen_period", "text", "首次发现的月份，YYYY-MM"),
            MartColumn("is_missed_inclusion", "boolean", "是否疑似应纳未纳"),
            MartColumn("evidence_key", "text", "证据摘要：证据的数据集、字段和值加密钥计算，证据不变则不变"),
            MartColumn("verdict", "text", VERDICT),
            MartColumn("evidence_dataset", "text", "首条证据的数据集：部门.数据集"),
            MartColumn("evidence_title", "text", "首条证据的字段名称"),
        ),
    ),
    MartTable(
        "finding_memory",
        "问题的来龙去脉：截至本月发现过的每个问题一行，何时发现、是否仍在、如何了结",
        ("finding_id",),
        (
            required("finding_id", "text", "问题标识，同 findings"),
            required("rule", "text", RULE),
            required("level", "text", LEVEL),
            required("subject", "text", "判断对象：户标识、人员假名、村的行政区划代码或数据集"),
            MartColumn("household_id", "text", HOUSEHOLD),
            MartColumn("township", "text", "乡镇"),
            MartColumn("village", "text", "行政村"),
            required("first_seen_period", "text", "首次发现的月份，YYYY-MM"),
            required("last_seen_period", "text", "最近一次命中的月份，YYYY-MM"),
            required("periods_seen", "bigint", "累计命中的月数（月）"),
            required("recurrences", "bigint", "了结后再次出现的次数（次）"),
            MartColumn("evidence_key", "text", "最近一次命中时的证据摘要"),
            MartColumn("verdict", "text", VERDICT),
            required(
                "state",
                "text",
                "现状：open 待处理、dismissed 已核实不属实、accepted 认可例外、not_reassessed 本月未能复核、"
                "set_aside 已核实而本月未能复核、ended 已了结",
            ),
            MartColumn(
                "ending",
                "text",
                "如何了结：with_help 经帮扶、by_itself 自行消失、subject_gone 该户已不在数据中、rule_withdrawn 规则停用",
            ),
            MartColumn("ended_period", "text", "了结的月份，YYYY-MM"),
        ),
    ),
    MartTable(
        "household_changes",
        "变动清单：与上一个月相比进入、退出、状态或类别变化的每户一行，附原因；上月数＋进入－退出＝本月数",
        ("household_id",),
        (
            required("household_id", "text", HOUSEHOLD),
            MartColumn("household_no", "text", "户编号"),
            MartColumn("township", "text", "乡镇"),
            MartColumn("village", "text", "行政村"),
            required(
                "change", "text", "变动：entered 进入、left 退出、status_changed 状态变化、category_changed 类别变化"
            ),
            MartColumn("status_before", "text", "上月状态"),
            MartColumn("status_now", "text", "本月状态"),
            MartColumn("category_before", "text", "上月类别（疑似户为建议类别）"),
            MartColumn("category_now", "text", "本月类别（疑似户为建议类别）"),
            required("cause", "text", CHANGE_CAUSE),
            MartColumn("dataset", "text", "引起变动的数据集：部门.数据集"),
            MartColumn("field", "text", "引起变动的字段名称"),
            MartColumn("rule", "text", RULE),
            required("explanation", "text", "一句话说明"),
        ),
    ),
    *ACCOUNT_TABLES,
    MartTable(
        "people",
        "受限：人员假名与真实身份的对应",
        ("person",),
        (
            required("person", "text", PERSON),
            required("person_id", "text", "公民身份号码"),
            MartColumn("name", "text", "姓名"),
            required("key_version", "text", "计算假名所用密钥的版本"),
        ),
        restricted=True,
    ),
)


def mart_schema() -> dict[str, dict[str, TypeName]]:
    """Columns and their type names by table, both in the order in which they are written."""
    return {table.name: {column.name: column.type for column in table.columns} for table in MART_TABLES}
