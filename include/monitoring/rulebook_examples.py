"""The test cases of a rule as examples for people: what happens in each, in the words of its name, and what is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from monitoring.contracts import Contract
from monitoring.yaml_files import read_yaml

_NOBODY = "不在本规则判断范围"
_OUTCOMES = {"hit": "命中", "clear": "未命中", "not_assessed": "未能判断"}


def examples(cases: Path, rule: str, reasons: Mapping[str, str], contracts: Mapping[str, Contract]) -> Iterator[str]:
    """One Markdown line per case of the rule; cases: the folder that holds a folder per rule and case."""
    for path in sorted((cases / rule).glob("*/expect.yml")):
        rows: list[dict[str, Any]] = read_yaml(path)
        counted = Counter(row["outcome"] for row in rows)
        outcomes = "、".join(f"{shown} {counted[one]} 个" for one, shown in _OUTCOMES.items() if counted[one])
        said = [f"“{row['sentence']}”" for row in rows if row.get("sentence")]
        why = [_why(row["reason"], reasons, contracts) for row in rows if row.get("reason")]
        more = [*dict.fromkeys(said), *(f"未能判断的原因：{text}" for text in dict.fromkeys(why))]
        yield f"  - {path.parent.name.replace('_', ' ')}：{outcomes or _NOBODY}" + "".join(f"；{text}" for text in more)


def _why(reason: str, reasons: Mapping[str, str], contracts: Mapping[str, Contract]) -> str:
    kind, _, dataset = reason.partition(":")
    if not dataset:
        return reasons[kind]
    title = contracts[dataset].title if dataset in contracts else dataset
    return f"《{title}》{'沿用以前月份' if kind == 'carried' else '本月没有可用的报送'}"
