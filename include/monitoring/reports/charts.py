"""Bar charts as inline SVG. Positions depend on the numbers only, never on the fonts of the machine that draws."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import altair as alt
import vl_convert
from markupsafe import Markup, escape

NAVY, SKY, AMBER, RED, GREY = "#14375E", "#8FB3D1", "#D9822B", "#A61B1B", "#C3C9D0"
INK = "#1F2A35"
_BAR, _STEP, _FONT_SIZE = 14, 24, 12
_ROOM_FOR_TOTAL = 52
_FRAMELESS = alt.ViewConfig(strokeOpacity=0)
_NAMESPACES = re.compile(r' xmlns(?::\w+)?="[^"]*"')

Bars = Sequence[tuple[str, Mapping[str, int]]]


def stacked_bars(title: str, bars: Bars, colours: Mapping[str, str], width: int, label_width: int) -> Markup:
    """Horizontal bars, one per label, a segment per series in the order of colours, the total written at the end.

    width: of the whole picture in px; label_width: room kept for the labels, which are cut to fit.
    """
    most = max((sum(counts.get(name, 0) for name in colours) for _, counts in bars), default=0)
    x = alt.X("count:Q", stack="zero", axis=None, scale=alt.Scale(domain=[0, max(most, 1)], nice=False))
    y = alt.Y("bar:O", axis=None)
    colour = alt.Color("series:N", legend=None, scale=alt.Scale(domain=list(colours), range=list(colours.values())))
    drawn = _data(_segments(bars, list(colours))).mark_bar(height=_BAR)
    lines = _data(_lines(bars, list(colours), label_width))
    labels = lines.mark_text(align="right", dx=-8, fontSize=_FONT_SIZE, color=INK)
    totals = lines.mark_text(align="left", dx=5, fontSize=_FONT_SIZE, color=INK)
    layered = alt.layer(
        drawn.encode(x=x, y=y, color=colour, order="place:Q"),
        labels.encode(x=alt.value(0), y=y, text="label:N"),
        totals.encode(x=alt.X("count:Q"), y=y, text="text:N"),
    ).properties(
        width=width - label_width - _ROOM_FOR_TOTAL,
        height=_STEP * max(len(bars), 1),
        autosize=alt.AutoSizeParams(type="none"),
        padding={"left": label_width, "right": _ROOM_FOR_TOTAL, "top": 0, "bottom": 0},
    )
    return _inline(layered.configure(font="inherit", background="transparent", aria=False, view=_FRAMELESS), title)


def _segments(bars: Bars, series: list[str]) -> list[dict[str, object]]:
    return [
        {"bar": index, "series": name, "place": place, "count": counts.get(name, 0)}
        for index, (_, counts) in enumerate(bars)
        for place, name in enumerate(series)
    ]


def _lines(bars: Bars, series: list[str], label_width: int) -> list[dict[str, object]]:
    totals = [sum(counts.get(name, 0) for name in series) for _, counts in bars]
    return [
        {"bar": index, "label": _short(label, label_width), "count": total, "text": f"{total:,}"}
        for index, ((label, _), total) in enumerate(zip(bars, totals, strict=True))
    ]


def _data(values: list[dict[str, object]]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=values))


def _inline(chart: alt.LayerChart, title: str) -> Markup:
    """SVG without what only a file of its own needs; the library has escaped every label."""
    svg = _NAMESPACES.sub("", vl_convert.vegalite_to_svg(chart.to_dict(), allowed_base_urls=[]), count=2)
    named = svg.replace("<svg ", f'<svg role="img" aria-label="{escape(title)}" ', 1)
    return Markup(named)  # noqa: S704 - made by the library from counts and escaped labels


def _short(label: str, width: int) -> str:
    most = (width - 8) // _FONT_SIZE
    return label if len(label) <= most else label[: most - 1] + "…"
