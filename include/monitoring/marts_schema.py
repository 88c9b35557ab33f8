"""What a publication consists of: every mart table with its columns, types, keys and meanings, as plain data.

The stages write these tables as Parquet, the warehouse builds its tables, views and comments from them, and the
documentation is generated from them. Only the standard library is needed to read this module.

Types and what they are in Parquet: text (string; lists are written "a,b", sorted where order means nothing),
integer and bigint (int64), numeric (decimal128(18, 2)), date (date32), boolean (bool), json (string of JSON text).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TypeName = Literal["text", "integer", "bigint", "numeric", "date", "boolean", "json"]


@dataclass(frozen=True)
class MartColumn:
    """One column. meaning: the Chinese sentence that becomes the column's comment."""

    name: str
    type: TypeName
    meaning: str
    nullable: bool = True


@dataclass(frozen=True)
class MartTable:
    """One table. key: what identifies a row within one version of one period; restricted: holds real identities."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[MartColumn, ...]
    restricted: bool = False


def _required(name: str, type_name: TypeName, meaning: str) -> MartColumn:
    return MartColumn(name, type_name, meaning, nullable=False)


_HOUSEHOLD = "户标识：listed:监测系统户编号，或 register:户籍户号"
_PERSON = "人员假名：由公民身份号码加密钥计算，同一人各月相同，不能反推"
_MASKED_ID = "脱敏后的公民身份号码，只保留前六位"
_MASKED_NAME = "脱敏后的姓名，只保留姓"
_RULE = "规则编号，如 risk.dropout"
_FAMILY = "规则类别：risk 风险、missed 应享未享、wrong 违规享受、conflict 数据矛盾、elimination 消除、delivery 报送"
_LEVEL = "判断对象的层级：household 户、person 人、dataset 数据集"
_SEVERITY = "严重程度：high 高、medium 中、low 低"
_DATASET = "数据集：部门.数据集"
_DELIVERY = "报送批次：所报文件 SHA-256 的前十二位"

MART_TABLES: tuple[MartTable, ...] = (
    MartTable(
        "monitoring_subjects",
        "监测对象：每户一行，含在册监测户、已消除风险户和疑似户",
        ("household_id",),
        (
            _required("household_id", "text", _HOUSEHOLD),
            MartColumn("household_no", "text", "户编号：监测系统户编号或户籍户号"),
            MartColumn("township", "text", "乡镇"),
            MartColumn("village", "text", "行政村"),
            MartColumn("village_code", "text", "行政村编码"),
            _required("people_count", "bigint", "户内人数（人）"),
            MartColumn("household_type", "text", "户类型：registered 脱贫户、ordinary 一般农户"),
            MartColumn(
                "category", "text", "监测对象类别：unstable 脱贫不稳定、marginal 边缘易致贫、sudden 突发严重困难"
            ),
            _required("status", "text", "状态：listed 在册未消除、eliminated 已消除风险、suspected 疑似未纳入"),
            MartColumn("suggested_category", "text", "建议纳入的监测对象类别，取值同 category"),
            MartColumn("causes", "text", "返贫致贫风险原因，逗号分隔"),
            MartColumn("risk_hits", "text", "本月命中的风险规则编号，逗号分隔"),
            _required("risk_hit_count", "bigint", "本月命中的风险规则数（条）"),
            _required("finding_count", "bigint", "本月该户的全部问题数（条）"),
            _required("first_seen_period", "text", "首次出现的月份，YYYY-MM"),
            _required("periods_active", "bigint", "累计出现的月数（月）"),
            _required("priority", "integer", "核查优先级：1 最急，3 最缓"),
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
            _required("household_id", "text", _HOUSEHOLD),
            _required("person", "text", _PERSON),
            MartColumn("masked_id", "text", _MASKED_ID),
            MartColumn("masked_name", "text", _MASKED_NAME),
            MartColumn("relation", "text", "与户主关系"),
            MartColumn("sex", "text", "性别：male 男、female 女"),
            MartColumn("age", "integer", "数据截止日的周岁年龄（岁）"),
            MartColumn("is_living_resident", "boolean", "是否户籍正常且没有部门报告死亡"),
            _required("membership", "text", "按何处的成员关系计入：listed 监测系统、register 户籍"),
            MartColumn("datasets", "text", "掌握此人信息的数据集，逗号分隔"),
        ),
    ),
    MartTable(
        "findings",
        "问题清单：每条规则对每个判断对象的命中一行，附证据",
        ("finding_id",),
        (
            _required("finding_id", "text", "问题标识：规则与对象加密钥计算，各月相同"),
            _required("rule", "text", _RULE),
            _required("family", "text", _FAMILY),
            _required("severity", "text", _SEVERITY),
            _required("level", "text", _LEVEL),
            _required("subject", "text", "判断对象：户标识、人员假名或数据集"),
            MartColumn("household_id", "text", _HOUSEHOLD),
            MartColumn("person", "text", _PERSON),
            MartColumn("masked_id", "text", _MASKED_ID),
            MartColumn("masked_name", "text", _MASKED_NAME),
            MartColumn("township", "text", "乡镇"),
            MartColumn("village", "text", "行政村"),
            _required("sentence", "text", "问题说明"),
            MartColumn("action", "text", "建议的处理"),
            MartColumn("verify_department", "text", "负责核实的部门"),
            MartColumn("evidence", "json", "证据：数据集、部门、报送批次、行号、字段、字段名称、值（身份信息已脱敏）"),
            MartColumn("facts", "json", "问题说明所用的事实"),
            _required("status", "text", "状态：new 新发现、persisting 持续、not_reassessed 本月缺数据未能复核"),
            _required("first_seen_period", "text", "首次发现的月份，YYYY-MM"),
            MartColumn("is_missed_inclusion", "boolean", "是否疑似应纳未纳"),
        ),
    ),
    MartTable(
        "rule_runs",
        "规则运行情况：每条规则一行，命中、未命中、未能判断各多少",
        ("rule",),
        (
            _required("rule", "text", _RULE),
            _required("title", "text", "规则名称"),
            _required("family", "text", _FAMILY),
            _required("level", "text", _LEVEL),
            _required("hits", "bigint", "命中的对象数（个）"),
            _required("clear", "bigint", "确认未命中的对象数（个）"),
            _required("not_assessed", "bigint", "因缺数据未能判断的对象数（个）"),
            MartColumn("reasons", "json", "未能判断的原因及各自的对象数"),
        ),
    ),
    MartTable(
        "indicators",
        "统计指标：每个指标每个区域一行",
        ("indicator", "area_level", "area"),
        (
            _required("indicator", "text", "指标编号"),
            _required("title", "text", "指标名称"),
            MartColumn("unit", "text", "单位"),
            _required("area_level", "text", "区域层级：county 县、township 乡镇、village 行政村"),
            _required("area", "text", "区域名称；行政村写作“乡镇/村”，以免同名"),
            MartColumn("value", "numeric", "指标值；空表示缺数据，不等于零"),
        ),
    ),
    MartTable(
        "deliveries",
        "报送情况：每个数据集一行，行数收支相等",
        ("dataset",),
        (
            _required("dataset", "text", _DATASET),
            _required("department", "text", "部门"),
            _required("title", "text", "数据集名称"),
            _required(
                "status",
                "text",
                "状态：delivered 已报、missing 未报、refused 拒收、stopped 整批暂停、carried 沿用以前月份",
            ),
            MartColumn("carried_from", "text", "沿用的月份，YYYY-MM"),
            MartColumn("delivery", "text", _DELIVERY),
            _required("rows_delivered", "bigint", "报送行数（行）"),
            _required("rows_staged", "bigint", "采用行数（行）"),
            _required("rows_quarantined", "bigint", "隔离行数（行）"),
            _required("rows_dropped", "bigint", "完全重复而略去的行数（行）"),
            MartColumn("code", "text", "拒收或暂停的原因代码"),
            MartColumn("message", "text", "拒收或暂停的说明"),
        ),
    ),
    MartTable(
        "delivery_checks",
        "质量检查结果：每个数据集每项检查一行，只有计数",
        ("dataset", "expectation", "column_name", "title"),
        (
            _required("dataset", "text", _DATASET),
            _required("expectation", "text", "检查类型"),
            MartColumn("column_name", "text", "检查的字段；空表示检查整表或多个字段"),
            _required("severity", "text", "不通过的后果：critical 严重、warning 警告、info 提示"),
            _required("scope", "text", "检查范围：row 逐行、table 整表"),
            MartColumn("success", "boolean", "是否通过"),
            MartColumn("element_count", "bigint", "检查的行数（行）"),
            MartColumn("unexpected_count", "bigint", "不符合的行数（行）"),
            MartColumn("title", "text", "检查说明"),
        ),
    ),
    MartTable(
        "quarantined_rows",
        "被隔离的行：每行每个原因一行，只有位置和原因，没有内容",
        ("dataset", "delivery", "row_no", "code", "column_name"),
        (
            _required("dataset", "text", _DATASET),
            _required("delivery", "text", _DELIVERY),
            _required("row_no", "bigint", "在所报文件中的行号，标题行也计算在内"),
            _required("code", "text", "原因代码"),
            MartColumn("column_name", "text", "有问题的字段"),
        ),
    ),
    MartTable(
        "parameters_used",
        "本月采用的参数及其来源",
        ("name",),
        (
            _required("name", "text", "参数名"),
            MartColumn("value", "text", "参数值"),
            MartColumn("valid_from", "date", "从何日起执行"),
            MartColumn("source", "text", "来源文件"),
        ),
    ),
    MartTable(
        "rule_catalogue",
        "规则目录：每条规则一行",
        ("rule",),
        (
            _required("rule", "text", _RULE),
            _required("title", "text", "规则名称"),
            _required("family", "text", _FAMILY),
            _required("level", "text", _LEVEL),
            _required("severity", "text", _SEVERITY),
            MartColumn("action", "text", "建议的处理"),
            MartColumn("verify_department", "text", "负责核实的部门"),
            MartColumn("basis", "text", "政策依据"),
            MartColumn("innocent", "text", "可能的合理解释"),
        ),
    ),
    MartTable(
        "people",
        "受限：人员假名与真实身份的对应",
        ("person",),
        (
            _required("person", "text", _PERSON),
            _required("person_id", "text", "公民身份号码"),
            MartColumn("name", "text", "姓名"),
            _required("key_version", "text", "计算假名所用密钥的版本"),
        ),
        restricted=True,
    ),
)


def mart_schema() -> dict[str, dict[str, TypeName]]:
    """Columns and their type names by table, both in the order in which they are written."""
    return {table.name: {column.name: column.type for column in table.columns} for table in MART_TABLES}
