"""Mart tables in which a publication gives account of itself: rules, indicators, deliveries, checks, parameters."""

from __future__ import annotations

from monitoring.marts_parts import DATASET, DELIVERY, FAMILY, LEVEL, RULE, SEVERITY, MartColumn, MartTable, required

ACCOUNT_TABLES: tuple[MartTable, ...] = (
    MartTable(
        "rule_runs",
        "规则运行情况：每条规则一行，命中、未命中、未能判断各多少",
        ("rule",),
        (
            required("rule", "text", RULE),
            required("title", "text", "规则名称"),
            required("family", "text", FAMILY),
            required("level", "text", LEVEL),
            required("hits", "bigint", "命中的对象数（个）"),
            required("clear", "bigint", "确认未命中的对象数（个）"),
            required("not_assessed", "bigint", "因缺数据未能判断的对象数（个）"),
            MartColumn("reasons", "json", "未能判断的原因及各自的对象数"),
        ),
    ),
    MartTable(
        "indicators",
        "统计指标：每个指标每个区域一行",
        ("indicator", "area_level", "area"),
        (
            required("indicator", "text", "指标编号"),
            required("title", "text", "指标名称"),
            MartColumn("unit", "text", "单位"),
            required("area_level", "text", "区域层级：county 县、township 乡镇、village 行政村、department 部门"),
            required("area", "text", "区域名称；行政村写作“乡镇/村”，以免同名；部门为其名称"),
            MartColumn("value", "numeric", "指标值；空表示缺数据，不等于零"),
        ),
    ),
    MartTable(
        "deliveries",
        "报送情况：每个数据集一行，行数收支相等",
        ("dataset",),
        (
            required("dataset", "text", DATASET),
            required("department", "text", "部门"),
            required("title", "text", "数据集名称"),
            required(
                "status",
                "text",
                "状态：delivered 已报、missing 未报、refused 拒收、stopped 整批暂停、carried 沿用以前月份",
            ),
            MartColumn("carried_from", "text", "沿用的月份，YYYY-MM"),
            MartColumn("delivery", "text", DELIVERY),
            required("rows_delivered", "bigint", "报送行数（行）"),
            required("rows_staged", "bigint", "采用行数（行）"),
            required("rows_quarantined", "bigint", "隔离行数（行）"),
            required("rows_dropped", "bigint", "完全重复而略去的行数（行）"),
            MartColumn("code", "text", "拒收或暂停的原因代码；已报的，是后报而未采用的文件的原因"),
            MartColumn("message", "text", "拒收或暂停的说明；已报的，是后报而未采用的文件的说明"),
            MartColumn(
                "compared_months", "bigint", "与多少个以前月份比较过（月）；0 表示没有可比的月份，未判断变动范围"
            ),
            MartColumn("remarks", "text", "接收时的提示代码，逗号分隔，如 VOLUME 行数异常"),
        ),
    ),
    MartTable(
        "delivery_checks",
        "质量检查结果：每个数据集每项检查一行，只有计数",
        ("dataset", "expectation", "column_name", "title"),
        (
            required("dataset", "text", DATASET),
            required("expectation", "text", "检查类型"),
            MartColumn("column_name", "text", "检查的字段；空表示检查整表或多个字段"),
            required("severity", "text", "不通过的后果：critical 严重、warning 警告、info 提示"),
            required("scope", "text", "检查范围：row 逐行、table 整表"),
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
            required("dataset", "text", DATASET),
            required("delivery", "text", DELIVERY),
            required("row_no", "bigint", "在所报文件中的行号，标题行也计算在内"),
            required("code", "text", "原因代码"),
            MartColumn("column_name", "text", "有问题的字段"),
        ),
    ),
    MartTable(
        "parameters_used",
        "本月采用的参数及其来源",
        ("name",),
        (
            required("name", "text", "参数名"),
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
            required("rule", "text", RULE),
            required("title", "text", "规则名称"),
            required("family", "text", FAMILY),
            required("level", "text", LEVEL),
            required("severity", "text", SEVERITY),
            MartColumn("action", "text", "建议的处理"),
            MartColumn("verify_department", "text", "负责核实的部门"),
            MartColumn("basis", "text", "政策依据"),
            MartColumn("innocent", "text", "可能的合理解释"),
            MartColumn("digest", "text", "规则文件的摘要：规则改动则不同"),
        ),
    ),
)
