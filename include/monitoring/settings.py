"""Where things are. Read once from the environment; importing this module touches nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from monitoring.errors import ConfigurationError

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Settings:
    """home: everything the pipeline writes; inbox: departments' files, as <inbox>/<period>/<department>/<file>;
    settle_seconds: how long nobody may have written to a delivered file before it is read; free_factor: how many times
    the size of what was landed must be free on the disk; look_seconds: how often a month looks whether something came or
    was decided."""

    home: Path
    inbox: Path
    include: Path
    expectations: Path
    warehouse_url: str | None
    county: str
    settle_seconds: float = 60
    free_factor: float = 1
    look_seconds: float = 600

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
        warehouse_url=secret("MONITOR_WAREHOUSE_URL"),
        county=os.environ.get("MONITOR_COUNTY", "demo"),
        settle_seconds=float(os.environ.get("MONITOR_SETTLE_SECONDS", "60")),
        free_factor=float(os.environ.get("MONITOR_FREE_FACTOR", "1")),
        look_seconds=float(os.environ.get("MONITOR_LOOK_SECONDS", "600")),
    )


def secret(variable: str) -> str | None:
    """The value of an environment variable, or what stands in the file that <variable>_FILE names; None without either.

    Raises ConfigurationError, naming the variable only, when that file cannot be read or is empty.
    """
    value, file = os.environ.get(variable), os.environ.get(f"{variable}_FILE")
    if value or not file:
        return value or None
    try:
        text = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError):
        text = ""
    if not text:
        raise ConfigurationError(f"{variable}_FILE 所指的文件不存在、不能读取或是空的")
    return text
