"""The one way a page becomes HTML: every value escaped, every name defined, nothing fetched, nothing run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from monitoring.reports import delivery_figures, words
from monitoring.settings import load_settings


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
        month=words.month,
        row_counts=delivery_figures.row_counts,
        delivery_state=lambda code: words.word(words.DELIVERY_STATES, code),
    )
    return environment.get_template(template).render(values)
