"""The bulletin as one HTML file that opens without a network and holds no person."""

from __future__ import annotations

from dataclasses import fields

from monitoring.reports.bulletin.parts import Bulletin
from monitoring.reports.html import render


def page(edition: Bulletin) -> str:
    """The edition as HTML."""
    return render("bulletin.html.j2", {field.name: getattr(edition, field.name) for field in fields(edition)})
