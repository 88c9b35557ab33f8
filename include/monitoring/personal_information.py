"""The personal information impact assessment as far as files know it: docs/personal_information.md.

What the contracts, fields and windows say stands in it; what only people can answer is marked to be filled in.
"""

from __future__ import annotations

from collections.abc import Mapping

from monitoring.catalogue import table
from monitoring.contract_parts import FieldDefinition
from monitoring.contracts import Contract, departments
from monitoring.retention.windows import Retention, Window

CLASSES = {"identifier": "身份标识", "sensitive": "关于个人", "none": "非个人"}
# What article 28 of the law names expressly; which department's data hold it.
_ARTICLE_28 = {
    "health": "医疗健康",
    "medical_insurance": "医疗健康",
    "disabled_federation": "医疗健康（残疾）",
    "finance": "金融账户",
    "education": "不满十四周岁未成年人",
    "civil_affairs": "特定身份（救助对象）、不满十四周岁未成年人",
}
_STORES = ("landing", "raw", "standardised", "staging", "added_up", "people", "versions", "workbooks", "access_log")
_BLANK = "【由处理单位填写】"


def personal_information_markdown(
    contracts: Mapping[str, Contract], fields: Mapping[str, FieldDefinition], retention: Retention
) -> str:
    """The template, then every column of every dataset with its class."""
    counts = {name: sum(fields[c].personal == name for d in contracts.values() for c in d.columns) for name in CLASSES}
    parts = [
        "# 个人信息保护影响评估（模板）",
        "由 `include/contracts/` 和 `include/retention.yml` 生成（`monitor docs`），请勿手工修改；另存一份再填写。"
        "依据个人信息保护法第五十五条、第五十六条：处理敏感个人信息、自动化决策之前评估，报告和处理情况记录至少保存三年。",
        "## 一、处理的目的、方式是否合法、正当、必要",
        f"- 目的：发现可能返贫致贫的户，交乡镇入户核实。法定职责和依据文件：{_BLANK}\n"
        f"- 处理者、负责人、受托的运维单位及其合同：{_BLANK}\n"
        "- 方式：每月接收各部门报送，按证件号关联，按规则列出线索。线索不是决定：由人核实（个人信息保护法第二十四条），"
        "每条写明规则、依据和来源行。\n"
        f"- 必要：只读契约列出的 {sum(counts.values())} 列，其余列不接收；其中身份标识 {counts['identifier']} 列、"
        f"关于个人 {counts['sensitive']} 列、非个人 {counts['none']} 列。每个数据集的用途见第四部分。\n"
        f"- 告知个人的方式，或依第三十五条不告知的理由：{_BLANK}\n"
        f"- 敏感个人信息（第二十八条）：{_named(contracts)}。",
        "## 二、对个人权益的影响及安全风险",
        table(
            ["风险", "影响", "本系统的措施", "剩余风险"],
            [
                ["身份被看到", "歧视、诈骗、骚扰", "身份只在受限表，先登记后给数（docs/security.md）", "脱敏不是匿名"],
                ["错误的线索", "被误认为违规，或应扶未扶", "三值判断、写明依据、人工核实、可更正重算", _BLANK],
                [
                    "公开数据被反推",
                    "小群体被认出",
                    "数目太少的不显示、其余取整，线性规划攻击检验",
                    "规则之外的背景知识",
                ],
                ["保存过久", "泄露时范围更大", "逐类期限，monitor purge", "备份须按同一期限清理"],
            ],
        ),
        "## 三、保护措施与保存期限",
        table(
            ["存放", "期限", "理由", "依据"],
            [_window(retention.stores[name]) for name in _STORES if name in retention.stores],
        ),
        f"更正、删除、说明的受理人和时限（第四十四条至第四十八条）：{_BLANK}\n\n评估结论、评估人、日期：{_BLANK}",
        "## 四、各数据集的列",
        "类别：身份标识指向一个人，凡显示都脱敏；关于个人说到某人的情况；非个人不说到人。",
    ]
    for code, members in departments(dict(contracts)).items():
        parts.append(f"### {members[0].owner.department} `{code}`")
        for contract in members:
            rows = [
                [CLASSES[fields[c].personal], f"`{c}`", fields[c].title, fields[c].meaning] for c in contract.columns
            ]
            parts.append(f"**{contract.title}** `{contract.dataset}`，用途：{contract.why}")
            parts.append(table(["类别", "列", "名称", "含义"], rows))
    return "\n\n".join(parts) + "\n"


def _named(contracts: Mapping[str, Contract]) -> str:
    found = [
        f"{contract.owner.department} {_ARTICLE_28[contract.department]}"
        for contract in {one.department: one for one in contracts.values()}.values()
        if contract.department in _ARTICLE_28
    ]
    return "；".join(found)


def _window(window: Window) -> list[str]:
    return [window.title, f"{window.days} 天" if window.days else f"{window.months} 个月", window.reason, window.source]
