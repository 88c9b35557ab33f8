"""What a bulletin is made of: the same for the page and for the PDF. Numbers as they are; how they look is theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from monitoring.reports.figures import Table


@dataclass(frozen=True)
class Chart:
    """A picture with its caption and the meaning of its colours."""

    title: str
    colours: Mapping[str, str]
    svg: Markup


@dataclass(frozen=True)
class Part:
    """A table, the picture of its numbers over it, and what is to be known about them. is_wide: the picture stands over
    the table and not beside it."""

    table: Table
    chart: Chart | None = None
    title: str = ""
    notes: Sequence[str] = ()
    is_wide: bool = False


@dataclass(frozen=True)
class Section:
    """A chapter. anchor: where links lead; short: its name among the links."""

    anchor: str
    short: str
    title: str
    parts: Sequence[Part]
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Card:
    """One quarter of the first screen: a number, what it counts, its parts, and lines below. badges: (state, text)."""

    title: str
    big: str
    unit: str
    parts: Sequence[Part] = ()
    badges: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Bulletin:
    """An edition of a month. mark: which edition, in a word, for every page; audience: who may have it; first: what to
    know or do first, under its title; reading: how to read it."""

    title: str
    mark: str
    audience: str
    month: str
    facts: str
    first_title: str
    first: Sequence[str]
    cards: Sequence[Card]
    sections: Sequence[Section]
    reading: str
