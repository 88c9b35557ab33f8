"""docs/bad_inputs.md from the cases: `python -m tests.badinputs.table` writes it."""

from __future__ import annotations

from pathlib import Path

from tests.badinputs.case import Outcome
from tests.badinputs.catalogue import CASES
from tests.badinputs.departures import DEPARTURES
from tests.badinputs.summary import CATALOGUE

PAGE = Path(__file__).resolve().parents[2] / "docs" / "bad_inputs.md"
_WORDS: dict[Outcome, str] = {
    "refused": "拒收",
    "held": "待核（发布前须有人确认）",
    "quarantined": "隔离有问题的行",
    "warned": "采用并提示",
    "normalised": "自动规整并计数",
    "deferred": "稍后再看",
    "accepted": "采用",
    "missing": "未报送",
}


def page() -> str:
    """The page as it must stand in the repository."""
    lines = [
        "# 有问题的报送：会怎样",
        "",
        "由 `python -m tests.badinputs.table` 从测试用例生成，请勿手工修改。"
        f"目录共 {CATALOGUE} 种，以下 {len({case.number for case in CASES})} 种逐一送入流水线测试。",
        "每一种都有确定的结果：整份拒收、等人确认、隔离有问题的行，或自动规整；都写明原因代码，绝不静默丢弃。"
        "结果与目录不同的，列在表后。",
        "",
        "| 序号 | 编号 | 送来的是 | 结果 | 原因代码 |",
        "|---|---|---|---|---|",
    ]
    for case in CASES:
        code = f"`{case.code}`" if case.code else ""
        title = case.title.replace("|", "\\|")
        lines.append(f"| {case.number} | {case.name} | {title} | {_WORDS[case.outcome]} | {code} |")
    lines += ["", "## 与目录不同之处", ""]
    for one in DEPARTURES:
        numbers = "、".join(map(str, one.numbers))
        [decision] = (PAGE.parent / "adr").glob(f"{one.decision}-*.md")
        lines.append(f"- {numbers}：{one.said}（[ADR {int(one.decision)}](adr/{decision.name})）")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
