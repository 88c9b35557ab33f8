"""The one way a page becomes HTML: every value escaped, every name defined, no script, no style outside the sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from monitoring.reports import words

_CHINA = dt.timezone(dt.timedelta(hours=8))


def render(template: str, values: Mapping[str, Any]) -> str:
    """The page; raises jinja2.UndefinedError when a value it needs is missing."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(number=words.number, month=words.month, moment=_moment, say=words_of)
    return environment


def words_of(code: object, kind: str) -> str:
    """The Chinese word for a code of that kind: the name of a table in reports.words."""
    return words.word(getattr(words, kind), code)


def _moment(value: dt.datetime | None) -> str:
    """2026-11-22 13:05, Chinese time; a dash for null."""
    return value.astimezone(_CHINA).strftime("%Y-%m-%d %H:%M") if value else "—"
