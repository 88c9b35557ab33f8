"""Charts as inline SVG. Positions depend on the numbers only, never on the fonts of the machine that draws."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import altair as alt
import vl_convert
from altair.utils.schemapi import debug_mode
from markupsafe import Markup, escape

from monitoring.reports.words import Hidden, number

NAVY, SKY, AMBER, RED, GREY, GREEN = "#14375E", "#8FB3D1", "#D9822B", "#A61B1B", "#C3C9D0", "#2A7F62"
INK, LINE = "#1F2A35", "#D5DBE1"
FONT = "inherit"
_BAR, _STEP, _FONT_SIZE = 14, 24, 12
_ROOM_FOR_TOTAL = 58
_MARGINS = {"left": 44, "right": 14, "top": 8, "bottom": 22}
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
_FRAMELESS = alt.ViewConfig(strokeOpacity=0)
_NAMESPACES = re.compile(r' xmlns(?::\w+)?="[^"]*"')

Value = int | Decimal | Hidden | None
Bars = Sequence[tuple[str, Mapping[str, Value]]]


@debug_mode(False)  # what is drawn here is fixed and tested: checking it against the schema takes half of the time
def stacked_bars(title: str, bars: Bars, colours: Mapping[str, str], width: int, label_width: int) -> Markup:
    """Horizontal bars, one per label, a segment per series in the order of colours, the total written at the end.

    A value that is unknown or left out has no segment and shows at the end of its bar. width: of the whole picture in
    px; label_width: room kept for the labels, which are cut to fit.
    """
    most = max((_sum(counts, colours) for _, counts in bars), default=0)
    x = alt.X("count:Q", stack="zero", axis=None, scale=alt.Scale(domain=[0, max(most, 1)], nice=False))
    y = alt.Y("bar:O", axis=None)
    colour = alt.Color("series:N", legend=None, scale=alt.Scale(domain=list(colours), range=list(colours.values())))
    drawn = _data(_segments(bars, list(colours))).mark_bar(height=_BAR)
    lines = _data(_lines(bars, colours, label_width))
    labels = lines.mark_text(align="right", dx=-8, fontSize=_FONT_SIZE, color=INK)
    totals = lines.mark_text(align="left", dx=5, fontSize=_FONT_SIZE, color=INK)
    layered = alt.layer(
        drawn.encode(x=x, y=y, color=colour, order=alt.Order("place:Q")),
        labels.encode(x=alt.XValue(0), y=y, text=alt.Text("label:N")),  # type: ignore[no-untyped-call]
        totals.encode(x=alt.X("count:Q"), y=y, text=alt.Text("text:N")),
    ).properties(
        width=width - label_width - _ROOM_FOR_TOTAL,
        height=_STEP * max(len(bars), 1),
        autosize=alt.AutoSizeParams(type="none"),
        padding={"left": label_width, "right": _ROOM_FOR_TOTAL, "top": 0, "bottom": 0},
    )
    said = "；".join(f"{label} {_total(counts, colours)}" for label, counts in bars)
    return _inline(layered.configure(font=FONT, background="transparent", aria=False, view=_FRAMELESS), title, said)


@debug_mode(False)
def lines(
    title: str, steps: Sequence[str], series: Mapping[str, Sequence[Value]], colours: Mapping[str, str], width: int
) -> Markup:
    """A line with its own mark per series over the steps from left to right; a gap where a value is unknown."""
    points = [
        {"step": step, "series": name, "value": float(value) if isinstance(value, int | Decimal) else None}
        for name, values in series.items()
        for step, value in zip(steps, values, strict=True)
    ]
    across = alt.Axis(title=None, labelAngle=0, labelOverlap=False)
    up = alt.Axis(title=None, tickCount=4)
    names, marks = list(colours), list(_SHAPES[: len(colours)])
    drawn = (
        _data(points)
        .mark_line(point={"size": 46, "filled": True}, strokeWidth=2, clip=False)
        .encode(
            x=alt.X("step:O", sort=list(steps), axis=across),
            y=alt.Y("value:Q", axis=up, scale=alt.Scale(zero=True)),
            color=alt.Color("series:N", legend=None, scale=alt.Scale(domain=names, range=list(colours.values()))),
            shape=alt.Shape("series:N", legend=None, scale=alt.Scale(domain=names, range=marks)),
        )
        .properties(
            width=width - _MARGINS["left"] - _MARGINS["right"],
            height=150,
            autosize=alt.AutoSizeParams(type="none"),
            padding=_MARGINS,
        )
    )
    said = "；".join(
        f"{name} {'、'.join(f'{step} {number(value)}' for step, value in zip(steps, values, strict=True))}"
        for name, values in series.items()
    )
    axes = alt.AxisConfig(
        domainColor=LINE, tickColor=LINE, gridColor=LINE, labelColor=INK, labelFontSize=_FONT_SIZE, labelFont=FONT
    )
    frame = drawn.configure(font=FONT, background="transparent", aria=False, view=_FRAMELESS, axis=axes)
    return _inline(frame, title, said)


def _sum(counts: Mapping[str, Value], series: Mapping[str, str]) -> float:
    return float(sum(value for name in series for value in [counts.get(name, 0)] if isinstance(value, int | Decimal)))


def _total(counts: Mapping[str, Value], series: Mapping[str, str]) -> str:
    values = [counts.get(name, 0) for name in series]
    known = [value for value in values if isinstance(value, int | Decimal)]
    if len(known) < len(values) and not any(known):
        return number(next(value for value in values if not isinstance(value, int | Decimal)))
    return number(sum(known)) + "".join(sorted({number(value) for value in values if isinstance(value, Hidden)}))


def _segments(bars: Bars, series: list[str]) -> list[dict[str, object]]:
    return [
        {"bar": index, "series": name, "place": place, "count": float(value)}
        for index, (_, counts) in enumerate(bars)
        for place, name in enumerate(series)
        for value in [counts.get(name, 0)]
        if isinstance(value, int | Decimal)
    ]


def _lines(bars: Bars, series: Mapping[str, str], label_width: int) -> list[dict[str, object]]:
    return [
        {
            "bar": index,
            "label": _short(label, label_width),
            "count": _sum(counts, series),
            "text": _total(counts, series),
        }
        for index, (label, counts) in enumerate(bars)
    ]


def _data(values: list[dict[str, Any]]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=values))


def _inline(chart: alt.LayerChart | alt.Chart, title: str, said: str) -> Markup:
    """SVG without what only a file of its own needs; the library has escaped every label. said: the picture in words."""
    svg = _NAMESPACES.sub("", vl_convert.vegalite_to_svg(chart.to_dict(validate=False), allowed_base_urls=[]), count=2)
    head, _, rest = svg.partition(">")
    named = f'{head} role="img" aria-label="{escape(title)}"><title>{escape(title)}</title><desc>{escape(said)}</desc>'
    return Markup(named + rest)  # noqa: S704 - made by the library from counts and escaped labels


def _short(label: str, width: int) -> str:
    most = (width - 8) // _FONT_SIZE
    return label if len(label) <= most else label[: most - 1] + "…"
