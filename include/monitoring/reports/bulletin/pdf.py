"""The bulletin on paper: the same content set by Typst, which needs neither a browser nor a library of the system."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

from monitoring.reports import fonts, words
from monitoring.reports.bulletin.parts import Bulletin, Card, Chart, Part
from monitoring.reports.charts import FONT
from monitoring.reports.figures import Table
from monitoring.settings import load_settings

_POINTS_PER_PIXEL = 0.6
_LONG, _LONGEST = 12, 60


def pdf(edition: Bulletin) -> bytes:
    """The edition as PDF: tagged, without date, the same bytes for the same content, fonts and library."""
    import typst

    source = load_settings().include / "reports" / "bulletin.typ"
    data = json.dumps(_document(edition, fonts.chinese() or ""), ensure_ascii=False)
    made = typst.compile(source.read_bytes(), font_paths=fonts.installed(), sys_inputs={"data": data}, format="pdf")
    assert isinstance(made, bytes)
    return made


def _document(edition: Bulletin, font: str) -> dict[str, Any]:
    named = ("title", "mark", "audience", "month", "facts", "first_title", "reading")
    return {
        **{name: getattr(edition, name) for name in named},
        "font": font,
        "first": list(edition.first),
        "cards": [_card(card, font) for card in edition.cards],
        "sections": [
            {
                "title": section.title,
                "notes": list(section.notes),
                "parts": [_part(part, font) for part in section.parts],
            }
            for section in edition.sections
        ],
    }


def _card(card: Card, font: str) -> dict[str, Any]:
    return {
        "title": card.title,
        "big": card.big,
        "unit": card.unit,
        "badges": [[words.word(words.DELIVERY_STATES, state), text] for state, text in card.badges],
        "parts": [_part(part, font) for part in card.parts],
        "notes": list(card.notes),
    }


def _part(part: Part, font: str) -> dict[str, Any]:
    return {
        "title": part.title,
        "notes": list(part.notes),
        "wide": part.is_wide,
        "table": _table(part.table),
        "chart": _chart(part.chart, font) if part.chart else None,
    }


def _chart(chart: Chart, font: str) -> dict[str, Any]:
    svg = str(chart.svg)
    width = re.search(r'width="([\d.]+)"', svg)
    said = re.search(r"<desc>(.*?)</desc>", svg, re.DOTALL)
    alone = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return {
        "title": chart.title,
        "colours": [list(colour) for colour in chart.colours.items()],
        "svg": alone.replace(f'font-family="{FONT}"', f'font-family="{font}"'),
        "width": _POINTS_PER_PIXEL * float(width[1] if width else 0),
        "said": f"{chart.title}：{unescape(said[1]) if said else ''}",
    }


def _table(table: Table) -> dict[str, Any]:
    rows = [list(row) for row in table.rows] or [["没有", *[""] * (len(table.head) - 1)]]
    if table.total and table.rows:
        rows.append(list(table.total))
    texts = [[words.number(value) if words.is_count(value) else str(value) for value in row] for row in rows]
    columns = range(len(table.head))
    return {
        "head": [str(title) for title in table.head],
        "groups": [list(group) for group in table.groups],
        "rows": texts,
        "strong": sorted(table.strong),
        "total": bool(table.total and table.rows),
        "numeric": [table.numeric(column) for column in columns],
        "shares": [_share(texts, column) for column in columns],
    }


def _share(texts: list[list[str]], column: int) -> int:
    """The column's part of what short columns leave of the width: 0 for a short one, by its longest text for others."""
    longest = max(len(row[column]) for row in texts)
    return min(longest, _LONGEST) if longest > (_LONG if column else 2 * _LONG) else 0
