"""What a measure says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A promise, what was counted, and whether it was kept."""

    promise: str
    figure: str
    kept: bool
