"""An explanation as people read it: in the terminal and as a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from monitoring.explain import OUT_OF_SCOPE, Explanation, Line
from monitoring.reports import words
from monitoring.reports.html import INSIDE, render

_ENDINGS = {
    "with_help": "经帮扶了结",
    "by_itself": "自行消失",
    "subject_gone": "该户已不在数据中",
    "rule_withdrawn": "规则停用",
}
SECTIONS = (
    ("hit", "命中：请核实"),
    ("not_assessed", "未能判断：缺什么"),
    ("clear", "未命中：差在哪里"),
    (OUT_OF_SCOPE, "不在判断范围内"),
)


def standing(found: Explanation) -> str:
    """In one sentence: is the household on the list, and why."""
    subject = found.subject
    if subject is None:
        hits = found.with_outcome("hit")
        why = f"有 {len(hits)} 条问题，但没有返贫致贫风险命中" if hits else "没有任何规则命中"
        return f"本月不在监测名单上：{why}。"
    status = words.word(words.STATUSES, subject["status"])
    text = f"本月在监测名单上（{status}，优先级{words.word(words.PRIORITIES, subject['priority'])}）"
    text += f"，{words.month(subject['first_seen_period'])}首次出现，累计 {subject['periods_active']} 个月"
    if subject["status"] == "suspected":
        text += f"；建议类别：{words.word(words.CATEGORIES, subject['suggested_category'])}"
    elif subject["category"]:
        text += f"；类别：{words.word(words.CATEGORIES, subject['category'])}"
    return text + "。"


def changes(found: Explanation) -> list[str]:
    """What is different from the month before, one sentence each."""
    texts = []
    if found.change is not None:
        change = words.word(words.HOUSEHOLD_CHANGES, found.change["change"])
        texts.append(f"{change}：{found.change['explanation']}。")
    titles = {line.rule: line.title for line in found.lines}
    for line in found.with_outcome("hit"):
        if line.state in ("new", "recurred", "reopened"):
            texts.append(f"{words.word(words.FINDING_STATES, line.state)}：{line.title}。")
    for row in found.ended:
        title = titles.get(str(row["rule"]), str(row["rule"]))
        ending = _ENDINGS.get(str(row["ending"]), str(row["ending"]))
        since = words.month(row["first_seen_period"])
        texts.append(f"已了结：{title}（{since}起，命中 {row['periods_seen']} 个月），{ending}。")
    return texts or ["与上月相比没有变化。"]


def terminal(found: Explanation) -> RenderableType:
    """For the terminal."""
    parts: list[RenderableType] = [
        Text(f"{_place(found)}　{found.household_id}　{words.month(found.period)}", style="bold"),
        Text(standing(found)),
        Text("　".join(_member(row) for row in found.members)),
        Text("与上月相比", style="bold"),
        *(Text(f"· {text}") for text in changes(found)),
    ]
    for outcome, title in SECTIONS:
        lines = found.with_outcome(outcome)
        if lines:
            parts += [Text(f"{title}（{len(lines)}）", style="bold"), _table(lines)]
    return Group(*parts)


def page(found: Explanation) -> str:
    """The same as an HTML page that needs no network."""
    values: dict[str, Any] = {
        "title": "监测情况说明",
        "month": words.month(found.period),
        "facts": words.month(found.period),
        "audience": INSIDE,
        "place": _place(found),
        "found": found,
        "standing": standing(found),
        "members": [_member(row) for row in found.members],
        "changes": changes(found),
        "sections": [(title, together(found.with_outcome(outcome))) for outcome, title in SECTIONS],
        "family": lambda code: words.word(words.FAMILIES, code),
        "state": lambda code: words.word(words.FINDING_STATES, code),
        "piece": _piece,
    }
    return render("explanation.html.j2", values)


def _place(found: Explanation) -> str:
    known = found.subject or found.household or {}
    return "".join(str(known.get(name) or "") for name in ("township", "village"))


def _member(row: dict[str, Any]) -> str:
    relation = words.word(words.RELATIONS, row["relation"]) or "成员"
    age = f"{row['age']} 岁" if row["age"] is not None else "年龄不明"
    away = "" if row["is_living_resident"] else "（非在籍或已故）"
    return f"{relation} {row['masked_name'] or '—'} {age}{away}"


def _table(lines: list[Line]) -> Table:
    table = Table("类别", "规则", "成员", expand=True)
    for title in ("说明", "依据") if any(line.evidence for line in lines) else ("说明",):
        table.add_column(title, overflow="fold", ratio=1)
    for line, who in together(lines):
        evidence = "\n".join(_evidence(line))
        table.add_row(
            words.word(words.FAMILIES, line.family), line.title, who, line.text, *([evidence] if evidence else [])
        )
    return table


def together(lines: list[Line]) -> list[tuple[Line, str]]:
    """Lines with whom they are about; members of whom a rule says the very same stand in one line."""
    found: dict[tuple[str, str, str], list[Line]] = {}
    for line in lines:
        key = (line.rule, line.text, "" if not line.evidence else line.who or "")
        found.setdefault(key, []).append(line)
    return [(same[0], "、".join(line.who or "全户" for line in same)) for same in found.values()]


def _evidence(line: Line) -> Iterator[str]:
    yield from (_piece(piece) for piece in line.evidence[:5])
    if len(line.evidence) > 5:
        yield f"另有 {len(line.evidence) - 5} 条"


def _piece(piece: dict[str, Any]) -> str:
    row = f"第{piece['row_no']}行 " if piece["row_no"] else ""
    return f"{piece['source']} {row}{piece['title']}：{piece['value'] or '空'}"
