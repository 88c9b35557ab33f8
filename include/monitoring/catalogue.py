"""What the contracts, roles and fields say, as Markdown for people: docs/departments.md and part of docs/tables.md.

Everything is taken from the files under include/contracts; the same files give the same text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from monitoring.contract_parts import Column, Delivery, FieldDefinition, Role
from monitoring.contracts import Contract, departments

_FORMS = {
    "csv": "CSV",
    "text": "文本",
    "xlsx": "Excel（xlsx）",
    "xls": "Excel 97-2003（xls）",
    "json": "JSON 数组",
    "jsonl": "JSON 逐行",
    "zip_csv": "ZIP 内一个 CSV",
    "database": "数据库视图",
}
_KINDS = {"snapshot": "全量", "increment": "增量", "rolling": "滚动十二个月"}
_PERSONAL = {"none": "", "sensitive": "敏感", "identifier": "身份标识"}
_GENERATED = "由 `include/contracts/` 生成，请勿手工修改。"


def departments_markdown(contracts: Mapping[str, Contract], fields: Mapping[str, FieldDefinition]) -> str:
    """Who delivers what: an overview, then every dataset with its delivered headers and canonical columns."""
    grouped = departments(dict(contracts))
    parts = [
        "# 部门与数据集",
        f"{_GENERATED}{len(grouped)} 个部门，{len(contracts)} 个数据集。",
        _overview(contracts.values()),
    ]
    for department, members in grouped.items():
        parts.append(f"## {members[0].owner.department} `{department}`")
        for contract in members:
            parts += _dataset(contract, fields)
    return "\n\n".join(parts) + "\n"


def fields_markdown(roles: Mapping[str, Role], fields: Mapping[str, FieldDefinition]) -> str:
    """The role tables that SQL joins, then every canonical column in alphabetical order."""
    parts = [
        "## 角色表",
        f"{_GENERATED}每张角色表另有 `dataset`、`department`、`delivery`、`row_no`、`period` 五列，说明来处。",
    ]
    for name, role in roles.items():
        parts.append(f"### {role.title} `{name}`\n\n粒度：{role.grain}。")
        parts.append(table(["列", "名称", "类型", "单位"], [_role_row(column, fields) for column in role.columns]))
    parts.append("## 标准列")
    rows = [
        [f"`{name}`", field.title, field.type, field.unit or "", _PERSONAL[field.personal], field.meaning]
        for name, field in sorted(fields.items())
    ]
    parts.append(table(["列", "名称", "类型", "单位", "个人信息", "含义"], rows))
    return "\n\n".join(parts) + "\n"


def _overview(contracts: Iterable[Contract]) -> str:
    rows = [
        [
            contract.owner.department,
            contract.title,
            f"`{contract.dataset}`",
            _FORMS[contract.delivery.form],
            f"{contract.delivery.due_day} 日",
            _KINDS[contract.delivery.kind],
            _codes(contract.roles),
        ]
        for contract in contracts
    ]
    return table(["部门", "名称", "数据集", "形式", "截止", "方式", "角色"], rows)


def _dataset(contract: Contract, fields: Mapping[str, FieldDefinition]) -> list[str]:
    facts = [
        f"- 用途：{contract.why}",
        f"- 文件：`{contract.delivery.pattern}`，{_how(contract.delivery)}",
        f"- 报送：每月 {contract.delivery.due_day} 日前，{_KINDS[contract.delivery.kind]}，"
        f"自 {contract.since} 起，联系 {contract.owner.contact}{_carried(contract.delivery)}",
        f"- 角色：{_codes(contract.roles)}；主键：{_codes(contract.key)}",
    ]
    if contract.ignore:
        facts.append(f"- 不接收的列：{'、'.join(contract.ignore)}")
    rows = [_column_row(contract, name, column, fields[name]) for name, column in contract.columns.items()]
    columns = table(["报送列", "标准列", "读作", "要求", "个人信息", "含义"], rows)
    return [f"### {contract.title} `{contract.dataset}`", "\n".join(facts), columns]


def _how(delivery: Delivery) -> str:
    details = [_FORMS[delivery.form]]
    if delivery.encoding is not None:
        details.append(delivery.encoding.upper())
    if delivery.form == "text":
        details.append(f"以 `{delivery.delimiter}` 分隔")
    if delivery.table is not None:
        details.append(f"视图 `{delivery.table}`")
    if delivery.title_rows:
        details.append(f"表头前有 {delivery.title_rows} 行标题")
    if delivery.header_rows > 1:
        details.append(f"{delivery.header_rows} 行合并表头")
    return "，".join(details)


def _carried(delivery: Delivery) -> str:
    months = delivery.carry_forward_months
    return f"；未报送时沿用最近 {months} 个月内的一次" if months else ""


def _column_row(contract: Contract, name: str, column: Column, field: FieldDefinition) -> list[str]:
    demands = [text for text, holds in (("主键", name in contract.key), ("必填", column.required)) if holds]
    meaning = field.title if field.unit is None else f"{field.title}（{field.unit}）"
    headers = "／".join(column.headers)
    return [headers, f"`{name}`", _read_as(column), "、".join(demands), _PERSONAL[field.personal], meaning]


def _read_as(column: Column) -> str:
    if column.values is not None:
        return "；".join(f"{delivered} → {value}" for delivered, value in column.values.items())
    if column.patterns is not None:
        return "；".join(f"`{line.match}` → {line.value}" for line in column.patterns)
    formats = "、".join(f"`{text}`" for text in column.formats)
    return f"{column.type}，{formats}" if formats else column.type


def _role_row(column: str, fields: Mapping[str, FieldDefinition]) -> list[str]:
    field = fields[column]
    return [f"`{column}`", field.title, field.type, field.unit or ""]


def _codes(names: Iterable[str]) -> str:
    return "、".join(f"`{name}`" for name in names)


def table(header: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
