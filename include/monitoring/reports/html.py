"""The one way a page becomes HTML: every value escaped, every name defined, nothing fetched, nothing run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from monitoring.period import Period
from monitoring.reports import words
from monitoring.reports.data import MonthData
from monitoring.settings import load_settings

INSIDE = "内部资料 · 仅供县防返贫工作专班及责任部门使用"


def render(template: str, values: Mapping[str, Any]) -> str:
    """The page from include/reports/<template>; raises jinja2.UndefinedError when a value it needs is missing."""
    folder = load_settings().include / "reports"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        number=words.number,
        delivery_state=lambda code: words.word(words.DELIVERY_STATES, code),
    )
    environment.tests["count"] = words.is_count
    return environment.get_template(template).render(values)


def facts(data: MonthData) -> str:
    """County, month, day of the comparison and version, for the top of every page."""
    as_of = {str(row["name"]): row["value"] for row in data.parameters_used}.get("comparison_day")
    day = [f"比对日 {Period.parse(data.period).day(int(as_of))}"] if as_of else []
    county = [] if data.county.isascii() else [data.county]
    return " · ".join([*county, words.month(data.period), *day, f"第 {data.version} 版"])
