"""The rules, parameters and indicators in words, as Markdown for people: docs/rules.md.

Everything is taken from the headers of the SQL files, from include/parameters and from the rules' test cases; the same
files give the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from monitoring.contracts import Contract, datasets_for, departments, load_contracts
from monitoring.indicator_files import Indicator, load_indicators
from monitoring.not_assessed import load_reasons
from monitoring.parameter_tables import ParameterTable, load_parameter_tables
from monitoring.parameters import Parameters, load_parameters
from monitoring.rule_files import FACT, Rule, load_rules
from monitoring.rulebook_examples import examples
from monitoring.settings import Settings

_FAMILIES = {
    "risk": "返贫致贫风险",
    "missed": "应享未享",
    "wrong": "错享·重复",
    "conflict": "数据矛盾",
    "elimination": "消除存疑",
    "delivery": "数据报送",
}
_LEVELS = {"household": "户", "person": "人", "village": "村", "dataset": "数据集"}
_SEVERITIES = {"high": "高", "medium": "中", "low": "低"}
_AREAS = {"department": "全县、部门", "township": "全县、乡镇", "village": "全县、乡镇、村"}
_INTRODUCTION = """# 规则

由 `include/sql/rules/`、`include/parameters/`、`include/sql/indicators/` 和 `tests/sql/` 生成，请勿手工修改。

每条规则对它所看的每个对象只有三种结论：命中、未命中、未能判断（并给出原因）。所需数据未报送，或只有沿用的旧数据时，
不下“未命中”的结论。命中是待核实的线索，不是结论。

“国家规则”后面是该条在国家规则集里的编号。说明中的〔　〕由每个对象自己的数据填写。"""

_INDICATORS = """每月算一次，比对日为准。空值表示不知道（所需数据没有报送，或没有上年同月可比），不等于零。
计数和金额的各乡镇之和等于全县；没有乡镇可归的计入“未登记”。"""


@dataclass(frozen=True)
class _Known:
    """What the text of every rule draws on."""

    rules: Mapping[str, Rule]
    parameters: Parameters
    contracts: dict[str, Contract]
    owners: Mapping[str, str]
    reasons: Mapping[str, str]
    cases: Path


def rules_markdown(settings: Settings, cases: Path) -> str:
    """An index by family, every rule, every parameter with its values, and the indicators. cases: tests/sql."""
    contracts = load_contracts(settings.contracts)
    known = _Known(
        load_rules(settings.sql / "rules"),
        load_parameters(settings.parameters),
        contracts,
        {name: members[0].owner.department for name, members in departments(contracts).items()},
        load_reasons(settings.include),
        cases,
    )
    families = [(family, list(members)) for family, members in groupby(known.rules.values(), key=_family)]
    parts = [_INTRODUCTION, "## 目录"]
    parts += [f"{_FAMILIES[family]} `{family}`\n\n{_index(members, known)}" for family, members in families]
    for family, members in families:
        parts.append(f"## {_FAMILIES[family]} `{family}`")
        parts += [_rule(rule, known) for rule in members]
    indicators = load_indicators(settings.sql / "indicators")
    parts += ["## 参数", _parameters(known.parameters), "## 对照表"]
    parts += [_parameter_table(name, one) for name, one in load_parameter_tables(settings.parameters).items()]
    parts += ["## 指标", _INDICATORS]
    parts += [_indicator(one, known) for one in indicators]
    return "\n\n".join(parts) + "\n"


def _family(rule: Rule) -> str:
    return rule.header.family


def _index(rules: list[Rule], known: _Known) -> str:
    rows = [
        [
            f"[{rule.header.title}](#{rule.id})",
            f"`{rule.id}`",
            _LEVELS[rule.header.level],
            _SEVERITIES[rule.header.severity],
            known.owners[rule.header.verify_department],
        ]
        for rule in rules
    ]
    return _table(["名称", "规则", "对象", "严重程度", "由谁核实"], rows)


def _rule(rule: Rule, known: _Known) -> str:
    header = rule.header
    cases = list(examples(known.cases, rule.id, known.reasons, known.contracts))
    lines = [
        f'<a id="{header.id}"></a>',
        "",
        f"### {header.title} `{header.id}`",
        "",
        f"- 何时命中：{header.definition}",
        f"- 对象与程度：{_LEVELS[header.level]}，{_SEVERITIES[header.severity]}；自 {header.since} 起",
        *(f"- 参数：{line}" for line in _in_words(header.parameters, known.parameters)),
        *(f"- 所需数据：{line}" for line in _needs(header.needs, known.contracts)),
        *(f"- 下“未命中”结论还需：{line}" for line in _needs(header.needs_for_clear, known.contracts)),
        f"- 命中时的说明：{_with_facts(header.sentence, header.columns)}",
        *([f"- 未命中时的说明：{_with_facts(header.clear_sentence, header.columns)}"] if header.clear_sentence else []),
        f"- 由谁核实：{known.owners[header.verify_department]}",
        f"- 怎么处理：{header.action}",
        f"- 先想一想：{header.innocent}",
        f"- 依据：{header.basis}",
        *(["- 例子：", *cases] if cases else []),
    ]
    return "\n".join(lines)


def _with_facts(sentence: str, columns: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: f"〔{columns[FACT + found[1]]}〕", sentence)


def _in_words(names: list[str], parameters: Parameters) -> Iterator[str]:
    for name in names:
        parameter = parameters.by_name[name]
        values = "；".join(f"{value.since} 起 {value.value}" for value in parameter.values if value.county is None)
        yield f"{parameter.title}（{parameter.unit}）：{values}（来源：{parameter.source}）"


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


def _parameter_table(name: str, one: ParameterTable) -> str:
    parts = [f"### {one.title} `{name}`", f"来源：{one.source}"]
    for version in one.versions:
        parts += [f"{version.since} 起{f'（{version.county}）' if version.county else ''}："]
        parts += [_table(list(one.columns.values()), version.rows)]
    return "\n\n".join(parts)


def _indicator(one: Indicator, known: _Known) -> str:
    header = one.header
    if header.titles_from is None:
        titles = [f"`{name}` {title}" for name, title in header.titles.items()]
    else:
        titles = ["`findings.<规则>`，每条关于人或户的规则一项"]
    lines = [
        f"### `{one.name}`（{header.unit}）",
        "",
        f"- 口径：{header.definition}",
        f"- 指标：{'；'.join(titles)}",
        f"- 区域：{_AREAS[header.areas]}",
        *(f"- 所需数据：{line}" for line in _needs(header.needs, known.contracts)),
        *([f"- 依据：{header.basis}"] if header.basis else []),
    ]
    return "\n".join(lines)


def _table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
