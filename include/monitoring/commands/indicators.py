"""The indicators of a published month as a file, exact for those who work on it or as outsiders may see them."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.console import Console

from monitoring.disclosure import in_force, public_indicators
from monitoring.errors import ConfigurationError
from monitoring.layout import write_text
from monitoring.period import Period
from monitoring.reports import words
from monitoring.settings import load_settings

console = Console()
INTERNAL, PUBLIC = "内部版（精确，不得外传）", "公开版（少数隐去，其余取整）"
_COLUMNS = ("版别", "月份", "区域层级", "区域", "指标编号", "指标", "单位", "值")


def export_indicators(period: str, out: Path, *, public: bool) -> None:
    """Writes the indicators of the current publication as CSV (UTF-8 with BOM, for spreadsheet software); raises
    ConfigurationError when the month is not published."""
    from monitoring.commands.months import mart

    rows = mart("indicators", period)
    if not rows:
        raise ConfigurationError(f"{period} 尚未发布")
    if public:
        rows = public_indicators(rows, in_force(load_settings(), Period.parse(period)))
    write_text(out, csv_text(rows, period, PUBLIC if public else INTERNAL))
    console.print(f"已写入 {out}：{PUBLIC if public else INTERNAL}，{len(rows)} 行")


def csv_text(rows: list[dict[str, Any]], period: str, edition: str) -> str:
    """Every line says of which edition it is, so that a part copied elsewhere still does. No value: an empty cell."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for row in sorted(rows, key=_order):
        level = words.AREA_LEVELS[row["area_level"]]
        value = "" if row["value"] is None else f"{Decimal(row['value']).normalize():f}"
        area = _as_text(str(row["area"]))
        writer.writerow([edition, period, level, area, row["indicator"], row["title"], row["unit"] or "", value])
    return "\ufeff" + target.getvalue()


def _as_text(name: str) -> str:
    """Names come from deliveries: one that spreadsheet software would compute is marked as text."""
    return "'" + name if name[:1] in ("=", "+", "-", "@") else name


def _order(row: dict[str, Any]) -> tuple[str, int, str]:
    return str(row["indicator"]), list(words.AREA_LEVELS).index(row["area_level"]), str(row["area"])
