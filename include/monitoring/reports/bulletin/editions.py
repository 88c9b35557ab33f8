"""The files of a bulletin: which editions there are, how they are called, and what is in them."""

from __future__ import annotations

from collections.abc import Iterator

from monitoring.reports import fonts
from monitoring.reports.bulletin import bulletin, pdf
from monitoring.reports.bulletin.page import page
from monitoring.reports.data import MonthData


def stem(period: str, *, is_public: bool) -> str:
    """The name of an edition's files without their ending."""
    return f"月报_公开版_{period}" if is_public else f"月报_{period}"


def files(data: MonthData, *, is_public: bool) -> Iterator[tuple[str, bytes]]:
    """Name and content of the edition's page and, where this machine can make one, of its PDF."""
    edition, name = bulletin(data, is_public=is_public), stem(data.period, is_public=is_public)
    yield f"{name}.html", page(edition).encode()
    if fonts.obstacle() is None:
        yield f"{name}.pdf", pdf.pdf(edition)
