"""What of a delivery lies outside its limits: pure comparisons of its profile with those of earlier months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median
from typing import Literal

from monitoring.bands.limits import Limits
from monitoring.bands.profile import Profile
from monitoring.contracts import Contract
from monitoring.period import Period

# A month of a cumulative file is a small part of it, and all of a monthly one.
_MOSTLY, _PARTLY = 0.8, 0.5
_WRONG_MONTH_ROWS = 10


@dataclass(frozen=True)
class Outside:
    """One thing outside the limits. reason and action: Chinese, without a value of a row; column: canonical name."""

    code: str
    weight: Literal["refused", "held", "warned"]
    reason: str
    action: str
    column: str | None = None
    rows: int = 0


def outside(contract: Contract, limits: Limits, now: Profile, past: Sequence[Profile]) -> list[Outside]:
    """Everything outside the limits; past: earlier months, latest first, and empty for a first delivery."""
    period = Period.parse(now.period)
    found = [
        *_month(contract, now, period),
        *_region(limits, now),
        *_households(contract, now),
    ]
    if past:
        found += [
            *_nothing_new(contract, now),
            *_repeated(contract, limits, now, past[0]),
            *_corrections(contract, now, past[0]),
            *_volume(contract, limits, now, past),
            *_townships(limits, now, past),
            *_fill_rates(contract, limits, now, past),
            *_units(contract, limits, now, past),
            *_switch(contract, limits, now, past),
            *_match(limits, now, past),
        ]
    return found


def _month(contract: Contract, now: Profile, period: Period) -> list[Outside]:
    """Rows for another month: by the column that says the month, else by the days of the events."""
    others = {month: rows for month, rows in now.months.items() if month != str(period)}
    if others and str(period) not in now.months:
        said = max(others, key=lambda month: (others[month], month))
        code = "FUTURE_MONTH" if said > str(period) else "MONTH_MISMATCH"
        return [Outside(code, "refused", f"文件内数据所属期为 {said}，应为 {period}", f"报送 {period} 的数据")]
    if others:
        rows = sum(others.values())
        reason = f"有 {rows} 行所属期为 {'、'.join(sorted(others))}，应为 {period}"
        return [Outside("CORRECTION_INSIDE", "held", reason, "把以前月份的更正放在该月份的文件里重报", rows=rows)]
    if now.dated >= _WRONG_MONTH_ROWS and now.after > _MOSTLY * now.dated:
        reason = f"注明日期的 {now.dated} 行中有 {now.after} 行晚于 {period}"
        return [Outside("FUTURE_MONTH", "refused", reason, f"报送 {period} 的数据")]
    return []


def _nothing_new(contract: Contract, now: Profile) -> list[Outside]:
    """An increment holds what the month added; only the first one may do without."""
    if contract.delivery.kind != "increment" or now.dated < _WRONG_MONTH_ROWS or now.within:
        return []
    reason = f"注明日期的 {now.dated} 行没有一行在 {now.period}"
    return [Outside("MONTH_MISMATCH", "refused", reason, f"报送 {now.period} 的数据")]


def _region(limits: Limits, now: Profile) -> list[Outside]:
    rate = now.match_rate
    if rate is None or now.people < limits.rows_min or rate >= limits.match_min:
        return []
    reason = f"{now.people} 行证件号码有效，在本县户籍人口中找到 {now.known_people} 行"
    return [Outside("WRONG_REGION", "refused", reason, "核对是否误报了其他县的数据")]


def _households(contract: Contract, now: Profile) -> list[Outside]:
    """In the register itself a person's other township or village is a move."""
    found = []
    if now.headless:
        reason = f"{now.headless} 户没有户主或有几个户主"
        found.append(Outside("HOUSEHOLD_HEAD", "warned", reason, "核对户主", rows=now.headless))
    if now.no_household:
        reason = f"{now.no_household} 行没有户编号，不知属于哪户"
        found.append(Outside("ORPHAN_MEMBER", "warned", reason, "补填户编号", rows=now.no_household))
    if now.other_township and "residents" not in contract.roles:
        reason = f"{now.other_township} 行的乡镇与户籍人口不同，以户籍为准"
        found.append(Outside("TOWNSHIP_DIFFERS", "warned", reason, "核对乡镇", rows=now.other_township))
    for name, rows in now.other_owned.items() if "residents" not in contract.roles else ():
        reason, action = f"{rows} 行与户籍人口不同，以户籍为准", "核对后改正，或请公安局更正"
        found.append(Outside("U005", "warned", reason, action, _column(contract, name), rows))
    return found


def _repeated(contract: Contract, limits: Limits, now: Profile, last: Profile) -> list[Outside]:
    """Last month's rows once more, perhaps saved anew: nearly all equal, as many, and no event is newer."""
    if contract.bands.may_repeat or now.same_rows is None or now.rows < limits.rows_min:
        return []
    if now.same_rows < limits.repeat_share * max(now.rows, last.rows):
        return []
    if any(day > last.newest.get(name, "") for name, day in now.newest.items()):
        return []
    reason = f"{now.rows} 行中有 {now.same_rows} 行与 {last.period} 完全相同，也没有更新的日期"
    return [Outside("REPLAY_SUSPECTED", "held", reason, "核对是否误报了上月的文件")]


def _corrections(contract: Contract, now: Profile, last: Profile) -> list[Outside]:
    """An increment adds; rows whose key was delivered before with other content change an earlier month."""
    if contract.delivery.kind != "increment" or not now.changed_keys:
        return []
    reason = f"{now.changed_keys} 行的主键在 {last.period} 已报过，内容不同"
    action = f"把对 {last.period} 的更正放在该月份的文件里重报"
    return [Outside("CORRECTION_INSIDE", "held", reason, action, rows=now.changed_keys)]


def _volume(contract: Contract, limits: Limits, now: Profile, past: Sequence[Profile]) -> list[Outside]:
    """What accumulates from January on is compared by month passed."""
    usual = median(_volume_of(contract, profile) for profile in past)
    amount = _volume_of(contract, now)
    passed = _passed(contract, now)
    if max(usual * passed, now.rows) < limits.rows_min or abs(now.rows - usual * passed) < limits.rows_change_min:
        return []
    expected = round(usual * passed)
    rise = max(limits.rise, limits.rise_small / sqrt(max(expected, 1)))
    if (1 - limits.fall) * usual <= amount <= (1 + rise) * usual:
        return []
    reason = f"本次 {now.rows} 行，按前 {len(past)} 个月应约 {expected} 行，{_change(now.rows, expected)}"
    return [Outside("VOLUME", "held", reason, "核对是否漏报、重报或口径有变")]


def _volume_of(contract: Contract, profile: Profile) -> float:
    return profile.rows / _passed(contract, profile)


def _passed(contract: Contract, profile: Profile) -> int:
    return Period.parse(profile.period).month if contract.bands.year_to_date else 1


def _change(rows: int, expected: int) -> str:
    word = "多" if rows > expected else "少"
    return f"{word} {abs(rows - expected) / expected:.0%}" if expected else f"{word} {abs(rows - expected)} 行"


def _townships(limits: Limits, now: Profile, past: Sequence[Profile]) -> list[Outside]:
    always = set.intersection(*(set(profile.townships) for profile in past))
    gone = sorted(
        name
        for name in always - set(now.townships)
        if min(profile.townships[name] for profile in past) >= limits.township_rows_min
    )
    if not gone:
        return []
    reason = f"缺少：{'、'.join(gone)}（前 {len(past)} 个月都有）"
    return [Outside("PARTIAL_DELIVERY", "held", reason, "补齐这些乡镇后重新报送")]


def _fill_rates(contract: Contract, limits: Limits, now: Profile, past: Sequence[Profile]) -> list[Outside]:
    if now.rows < limits.rows_min:
        return []
    found = []
    for name, filled in now.filled.items():
        before = [profile.filled[name] for profile in past if name in profile.filled]
        if before and median(before) - filled >= limits.fill_drop:
            reason = f"有值的行由 {median(before):.0%} 降到 {filled:.0%}"
            action = "核对该列是否漏导"
            found.append(Outside("FILL_RATE", "warned", reason, action, _column(contract, name), now.rows))
    return found


def _units(contract: Contract, limits: Limits, now: Profile, past: Sequence[Profile]) -> list[Outside]:
    """The median of the amounts above zero; a file with nothing but zeros is compared as well."""
    found = []
    for name, positives in now.positives.items():
        before = [profile.medians[name] for profile in past if profile.positives.get(name, 0) >= limits.rows_min]
        if not before or (positives or now.rows) < limits.rows_min:
            continue
        usual, current = median(before), now.medians.get(name, 0.0)
        if usual / limits.unit_factor < current < usual * limits.unit_factor:
            continue
        if not positives and min(profile.filled.get(name, 0.0) for profile in past) > now.filled.get(name, 0.0):
            continue
        times = f"{current / usual:.4g} 倍" if current else "零"
        reason = f"金额的中位数是以前的{times}，单位可能变了（元、万元）"
        found.append(Outside("UNIT_SHIFT", "held", reason, "核对单位后重新报送", _column(contract, name), now.rows))
    return found


def _switch(contract: Contract, limits: Limits, now: Profile, past: Sequence[Profile]) -> list[Outside]:
    """The share of rows dated in the month itself: small in what accumulates, nearly all in what is monthly."""
    if contract.bands.year_to_date and Period.parse(now.period).month == 1:
        return []
    before = [profile.within / profile.dated for profile in past if profile.dated >= limits.rows_min]
    if not before or now.dated < _WRONG_MONTH_ROWS:
        return []
    share, usual = now.within / now.dated, median(before)
    if share >= _MOSTLY and usual <= _PARTLY:
        reason = f"当月发生的占 {share:.0%}，以前占 {usual:.0%}：累计数据可能改成了当月数据"
    elif share <= _PARTLY and usual >= _MOSTLY and now.before > now.after:
        reason = f"当月发生的占 {share:.0%}，以前占 {usual:.0%}：当月数据可能改成了累计数据"
    else:
        return []
    return [Outside("CUMULATIVE_SWITCH", "held", reason, "说明口径是否有变；无变化则按原口径重报")]


def _match(limits: Limits, now: Profile, past: Sequence[Profile]) -> list[Outside]:
    before = [profile.match_rate for profile in past if profile.match_rate is not None]
    if not before or now.match_rate is None or now.people < limits.rows_min:
        return []
    usual = median(before)
    if usual - now.match_rate <= limits.match_drop:
        return []
    reason = f"在户籍人口中找到的人由 {usual:.1%} 降到 {now.match_rate:.1%}"
    return [Outside("JOIN_RATE", "held", reason, "核对证件号码是否有误，或是否混入其他县的数据")]


def _column(contract: Contract, name: str) -> str:
    """The delivered header, which the department knows, of a canonical column."""
    return contract.columns[name].headers[0] if name in contract.columns else name
