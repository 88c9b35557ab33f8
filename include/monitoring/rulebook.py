"""The rules, parameters and indicators in words, as Markdown for people: docs/rules.md.

Everything is taken from the headers of the SQL files and from include/parameters; the same files give the same text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from monitoring.contracts import Contract, datasets_for, departments, load_contracts
from monitoring.indicators import Indicator, load_indicators
from monitoring.parameters import Parameters, load_parameters
from monitoring.rule_files import Rule, load_rules
from monitoring.settings import Settings

_FAMILIES = {
    "risk": "返贫致贫风险",
    "missed": "应享未享",
    "wrong": "错享·重复",
    "conflict": "数据矛盾",
    "elimination": "消除存疑",
    "delivery": "数据报送",
}
_LEVELS = {"household": "户", "person": "人", "dataset": "数据集"}
_SEVERITIES = {"high": "高", "medium": "中", "low": "低"}
_INTRODUCTION = """# 规则

由 `include/sql/rules/`、`include/parameters/` 和 `include/sql/indicators/` 生成，请勿手工修改。

每条规则对它所看的每个对象只有三种结论：命中、未命中、未能判断（并给出原因）。所需数据未报送，或只有沿用的旧数据时，
不下“未命中”的结论。命中是待核实的线索，不是结论。"""


def rules_markdown(settings: Settings) -> str:
    """The catalogue of rules by family, then every parameter with its values, then the indicators."""
    rules = load_rules(settings.sql / "rules")
    parameters = load_parameters(settings.parameters)
    contracts = load_contracts(settings.contracts)
    parts = [_INTRODUCTION, _overview(rules)]
    for family, members in groupby(rules.values(), key=lambda rule: rule.header.family):
        parts.append(f"## {_FAMILIES[family]} `{family}`")
        parts += [_rule(rule, parameters, contracts) for rule in members]
    parts += ["## 参数", _parameters(parameters), "## 指标", _indicators(load_indicators(settings.sql / "indicators"))]
    return "\n\n".join(parts) + "\n"


def _overview(rules: Mapping[str, Rule]) -> str:
    rows = [
        [f"`{rule.id}`", rule.header.title, _LEVELS[rule.header.level], _SEVERITIES[rule.header.severity]]
        for rule in rules.values()
    ]
    return _table(["规则", "名称", "对象", "严重程度"], rows)


def _rule(rule: Rule, parameters: Parameters, contracts: dict[str, Contract]) -> str:
    header = rule.header
    owners = {name: members[0].owner.department for name, members in departments(contracts).items()}
    lines = [
        f"### {header.title} `{header.id}`",
        "",
        f"- 何时命中：{header.definition}",
        f"- 对象与程度：{_LEVELS[header.level]}，{_SEVERITIES[header.severity]}；自 {header.since} 起",
        *(f"- 参数：{line}" for line in _in_words(header.parameters, parameters)),
        *(f"- 所需数据：{line}" for line in _needs(header.needs, contracts)),
        *(f"- 下“未命中”结论还需：{line}" for line in _needs(header.needs_for_clear, contracts)),
        f"- 由谁核实：{owners[header.verify_department]}",
        f"- 怎么处理：{header.action}",
        f"- 先想一想：{header.innocent}",
        f"- 依据：{header.basis}",
    ]
    return "\n".join(lines)


def _in_words(names: list[str], parameters: Parameters) -> Iterator[str]:
    for name in names:
        parameter = parameters.by_name[name]
        values = "；".join(f"{value.since} 起 {value.value}" for value in parameter.values if value.county is None)
        yield f"{parameter.title}（{parameter.unit}）：{values}"


def _needs(needs: list[str], contracts: dict[str, Contract]) -> Iterator[str]:
    if needs:
        found = {dataset for need in needs for dataset in datasets_for(contracts, need)}
        yield "、".join(f"{contracts[dataset].title} `{dataset}`" for dataset in sorted(found))


def _parameters(parameters: Parameters) -> str:
    rows = [
        [f"`{name}`", one.title, one.unit, str(value.since), str(value.value), value.county or "", one.source]
        for name, one in parameters.by_name.items()
        for value in one.values
    ]
    return _table(["参数", "名称", "单位", "执行日", "值", "适用县", "来源"], rows)


def _indicators(indicators: list[Indicator]) -> str:
    rows = [[f"`{name}`", title, one.header.unit] for one in indicators for name, title in one.header.titles.items()]
    return _table(["指标", "名称", "单位"], rows)


def _table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
