"""How much a delivery may hold and its reading may cost: the only place where these numbers stand.

A contract may set others under `delivery.limits`, for instance for a dataset that is legitimately larger.
"""

from __future__ import annotations

import os

from pydantic import BaseModel, ConfigDict, Field

from monitoring.errors import ConfigurationError

_MEMORY_VARIABLE = "MONITOR_READER_MEMORY_MB"
_MEMORY_MB = 2048


class Limits(BaseModel):
    """file_mb: the file as delivered; unpacked_mb: everything in a container together; ratio: unpacked to packed bytes,
    looked at from 10 MB on; members: files in a container; sheets: of a workbook; seconds: of processor time for
    reading, to which one is added per delivered MB."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file_mb: int = Field(default=4096, ge=1)
    unpacked_mb: int = Field(default=8192, ge=1)
    ratio: int = Field(default=100, ge=1)
    members: int = Field(default=1000, ge=1)
    sheets: int = Field(default=100, ge=1)
    seconds: int = Field(default=60, ge=1)


def reader_memory_mb() -> int:
    """Address space of the process that reads a delivery; the machine's matter, so the environment may set it."""
    text = os.environ.get(_MEMORY_VARIABLE, str(_MEMORY_MB))
    if not text.isdecimal() or int(text) < 1:
        raise ConfigurationError(f"{_MEMORY_VARIABLE} must be a number of megabytes")
    return int(text)
