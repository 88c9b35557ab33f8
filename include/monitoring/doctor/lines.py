"""What an examination says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mark = Literal["✓", "!", "✗"]


@dataclass(frozen=True)
class Line:
    """mark: ✓ in order, ! works but somebody should know, ✗ a month cannot run or could not be trusted.
    action: what to do; runbook: the page of docs/runbooks that says how. A broken thing has both."""

    mark: Mark
    what: str
    action: str = ""
    runbook: str = ""


def fine(what: str) -> Line:
    """In order."""
    return Line("✓", what)


def doubtful(what: str, action: str = "") -> Line:
    """Works, but somebody should know."""
    return Line("!", what, action)


def broken(what: str, action: str, runbook: str) -> Line:
    """To be mended before a month is run."""
    return Line("✗", what, action, runbook)
