"""Where things are. Read once from the environment; importing this module touches nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Settings:
    """home: everything the pipeline writes; inbox: departments' files, as <inbox>/<period>/<department>/<file>;
    settle_seconds: how long nobody may have written to a delivered file before it is read."""

    home: Path
    inbox: Path
    include: Path
    expectations: Path
    warehouse_url: str | None
    county: str
    settle_seconds: float = 60

    @property
    def contracts(self) -> Path:
        return self.include / "contracts"

    @property
    def sql(self) -> Path:
        return self.include / "sql"

    @property
    def townships(self) -> Path:
        return self.include / "townships"

    @property
    def parameters(self) -> Path:
        return self.include / "parameters"


def load_settings() -> Settings:
    """Settings of this process, from MONITOR_* variables with defaults under the project folder."""
    home = Path(os.environ.get("MONITOR_HOME", PROJECT / "data")).resolve()
    return Settings(
        home=home,
        inbox=Path(os.environ.get("MONITOR_INBOX", home / "inbox")).resolve(),
        include=Path(os.environ.get("MONITOR_INCLUDE", PROJECT / "include")).resolve(),
        expectations=Path(os.environ.get("MONITOR_EXPECTATIONS", PROJECT / "expectations")).resolve(),
        warehouse_url=os.environ.get("MONITOR_WAREHOUSE_URL") or None,
        county=os.environ.get("MONITOR_COUNTY", "demo"),
        settle_seconds=float(os.environ.get("MONITOR_SETTLE_SECONDS", "60")),
    )
