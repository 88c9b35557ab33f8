"""The figures by which a person decides about a held delivery: its own and those of earlier months. No value of a row."""

from __future__ import annotations

from collections.abc import Sequence

from monitoring import ledger
from monitoring.bands.history import history
from monitoring.bands.limits import limits_of
from monitoring.bands.profile import Profile, read_profile
from monitoring.contracts import Contract
from monitoring.layout import Layout
from monitoring.period import Period

COLUMNS = ("月份", "行数", "当月发生", "户籍匹配", "同上月的行", "乡镇")
_MONTHS = 6


def cells(profile: Profile) -> list[str]:
    """One month under COLUMNS."""
    within = f"{profile.within / profile.dated:.0%}" if profile.dated else "—"
    rate = "—" if profile.match_rate is None else f"{profile.match_rate:.1%}"
    same = "—" if profile.same_rows is None or not profile.rows else f"{profile.same_rows / profile.rows:.1%}"
    return [profile.period, f"{profile.rows:,}", within, rate, same, str(len(profile.townships) or "—")]


def markdown(layout: Layout, contract: Contract, period: Period) -> str:
    """Why it is held, this month beside up to six earlier ones, the limits, and how else to decide."""
    entry, limits = ledger.read(layout, contract, period), limits_of(contract)
    reasons = [[remark.code, remark.message] for remark in entry.remarks if remark.weight == "held"]
    path = layout.profile(contract.dataset, period)
    now = [read_profile(path)] if path.exists() else []
    months = [cells(profile) for profile in (*now, *history(layout, contract, period, _MONTHS))]
    options = f'{contract.dataset} --period {period} --by 姓名 --reason "…"'
    return "\n\n".join(
        (
            f"**{contract.owner.department}《{contract.title}》** `{contract.dataset}` {period}",
            _table(("代码", "说明"), reasons),
            _table(COLUMNS, months),
            f"范围：行数 -{limits.fall:.0%} / +{limits.rise:.0%}，参照前 {limits.months} 个月。隔离 "
            f"{entry.rows_quarantined:,} 行，共报 {entry.rows_delivered:,} 行。",
            f"先向部门（{contract.owner.contact}）核实，再决定；理由里不写姓名、号码。也可在命令行决定，本任务随后自行结束："
            f"`monitor approve {options}` 或 `monitor reject {options}`。说明见 docs/runbooks/held.md。",
        )
    )


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
