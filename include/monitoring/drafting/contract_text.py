"""The draft of a contract as YAML, in the style of the others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from monitoring.drafting.columns import DraftColumn
from monitoring.drafting.draft import Draft
from monitoring.drafting.undecided import UNDECIDED

_WIDTH = 118
_BARE = re.compile(r"[A-Za-z一-鿿（(][A-Za-z0-9_一-鿿（）()/]*")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def contract_text(draft: Draft) -> str:
    """The file include/contracts/<department>/<dataset>.yml."""
    delivery = {"form": draft.delivery["form"], "pattern": draft.pattern, **_without(draft.delivery, "form")}
    roles = f"{UNDECIDED}：候选 {'、'.join(draft.roles)}" if draft.roles else f"{UNDECIDED}：供给哪张角色表"
    lines = [
        f"# 由样本起草。标“{UNDECIDED}”的逐项决定后删去标记。",
        f"dataset: {draft.dataset}",
        f"title: {_scalar(draft.title)}",
        f"why: {UNDECIDED}",
        f"since: {json.dumps(str(draft.since))}",
        f"owner: {{department: {_scalar(draft.department)}, contact: {UNDECIDED}}}",
        f"# {UNDECIDED}：kind 为 snapshot 全量、increment 增量或 rolling 滚动；due_day 为每月报送截止日",
        f"delivery: {_flow({**delivery, 'kind': 'snapshot', 'due_day': draft.due_day})}",
        f"# {roles}",
        "roles: {}",
        f"# {draft.key_note}",
        f"key: [{', '.join(draft.key)}]",
        "columns:",
        *(line for column in draft.found.columns.values() for line in _column(column)),
        *_ignored(draft.found.ignored),
        "examples:",
        *(line for example in draft.examples for line in _example(example)),
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _column(column: DraftColumn) -> Iterable[str]:
    if column.note:
        yield f"  # {column.note}"
    line = f"  {column.name}: {_flow(column.spec)}"
    if len(line) <= _WIDTH:
        yield line
        return
    yield f"  {column.name}:"
    for key, value in column.spec.items():
        yield from _wrapped(f"    {key}: ", value)


def _ignored(ignored: Mapping[str, str]) -> Iterable[str]:
    if not ignored:
        return
    yield f"# {UNDECIDED}：下列各列没有采用。只在确有用途时移到 columns（新的标准列先在 _fields.yml 中定义）；不采用的请部门不再报送。"
    yield "ignore:"
    for header, reason in ignored.items():
        yield f"  - {_scalar(header)} # {reason}" if reason else f"  - {_scalar(header)}"


def _example(example: Mapping[str, Any]) -> Iterable[str]:
    yield f"  - name: {example['name']}"
    for key in ("given", "expect", "quarantined"):
        if key in example:
            yield from _wrapped(f"    {key}: ", example[key])


def _wrapped(start: str, value: Any) -> Iterable[str]:
    """A flow mapping broken between its items where a line would be too long."""
    if not isinstance(value, Mapping) or len(start) + len(_flow(value)) <= _WIDTH:
        yield start + _flow(value)
        return
    line, indent = start + "{", " " * (len(start) + 1)
    for place, (key, item) in enumerate(value.items()):
        text = f"{_scalar(key)}: {_flow(item)}" + ("}" if place == len(value) - 1 else ",")
        if len(line) + len(text) > _WIDTH and line.strip():
            yield line
            line = indent
        line += text if line.endswith(("{", indent)) else f" {text}"
    yield line


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return _scalar(value) if isinstance(value, str) else json.dumps(value)


def _scalar(text: str) -> str:
    is_bare = _BARE.fullmatch(text) and text.casefold() not in _WORDS
    return text if is_bare else json.dumps(text, ensure_ascii=False)


def _without(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}
