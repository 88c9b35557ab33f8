"""What the values of a column look like: shares of values that fit a type; never the values themselves, but for codes."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import suppress

from monitoring.characters import to_half_width
from monitoring.identity.citizen_id import USABLE, classify

Values = Sequence[str | None]

DATE_FORMATS = {
    "%Y-%m-%d": r"\d{4}-\d{1,2}-\d{1,2}",
    "%Y%m%d": r"\d{8}",
    "%Y/%m/%d": r"\d{4}/\d{1,2}/\d{1,2}",
    "%Y.%m.%d": r"\d{4}\.\d{1,2}\.\d{1,2}",
    "%Y年%m月%d日": r"\d{4}年\d{1,2}月\d{1,2}日",
}
MONTH_FORMATS = {
    "%Y-%m": r"\d{4}-\d{1,2}",
    "%Y%m": r"\d{6}",
    "%Y/%m": r"\d{4}/\d{1,2}",
    "%Y.%m": r"\d{4}\.\d{1,2}",
    "%Y年%m月": r"\d{4}年\d{1,2}月",
    "%Y-%m-01": r"\d{4}-\d{1,2}-01",
}
TYPES = {"date": "日期", "month": "月份", "int": "整数", "decimal": "数字", "bool": "是否", "citizen_id": "证件号"}
MOST_CODES = 12
_LONGEST_CODE = 10
_LEAST_REPEATS = 3
_MOSTLY = 0.8
_BOOLS = {"是", "否", "true", "false"}
_CODE_HEADER = re.compile("类别|类型|种类|状态|等级|方式|性质|标志|结果|项目|渠道|原因|性别|关系|险种|学段|级别$|型$")
_PERSON_HEADER = re.compile(
    "姓名|名称|人$|人员|户主|联系|地址|住址|备注|说明|电话|手机|账号|卡号|证|签|经办|采集|医|户$|村|校|单位"
)


def given(values: Values) -> list[str]:
    """Values that are not empty, trimmed."""
    return [value.strip() for value in values if value and value.strip()]


def share(values: Values, pattern: str) -> float:
    """The share of values given that match as a whole; 0 when none is given."""
    found = given(values)
    return sum(re.fullmatch(pattern, value) is not None for value in found) / len(found) if found else 0.0


def id_share(values: Values, as_of: dt.date) -> float:
    """The share of values given that are citizen ID numbers with the right check digit."""
    found = given(values)
    return sum(classify(value, as_of).status in USABLE for value in found) / len(found) if found else 0.0


def formats(values: Values, known: dict[str, str]) -> list[str]:
    """Formats that occur among the values, most frequent first; one that fits hardly any is left out."""
    bare = [re.sub(r"[ T]00:00(:00(\.0+)?)?$", "", value) for value in given(values)]
    shares = {form: share(bare, pattern) for form, pattern in known.items()}
    return sorted((form for form, part in shares.items() if part > 0.01), key=lambda form: -shares[form])


def latest_day(values: Values) -> dt.date:
    """The latest day any of the usual formats reads; the earliest day there is when none is read."""
    latest = dt.date.min
    for value in set(given(values)):
        for form, pattern in DATE_FORMATS.items():
            if re.fullmatch(pattern, value):
                with suppress(ValueError):
                    latest = max(latest, dt.datetime.strptime(value, form).date())  # noqa: DTZ007 - a day, no time
    return latest


def fits(values: Values, kind: str) -> bool:
    """Whether most values given could be of that type; a column without values fits any."""
    if not given(values):
        return True
    if kind in ("date", "month"):
        known = DATE_FORMATS if kind == "date" else MONTH_FORMATS
        bare = [re.sub(r"[ T]00:00(:00(\.0+)?)?$", "", value) for value in given(values)]
        return sum(share(bare, pattern) for pattern in known.values()) >= _MOSTLY
    patterns = {"int": r"[+-]?[\d,]+(\.0*)?", "decimal": r"[￥¥]?[+-]?[\d,]*\.?\d*", "bool": "是|否|true|false|0|1"}
    return kind not in patterns or share(values, patterns[kind]) >= _MOSTLY


def scale(values: Values) -> int:
    """Decimals of the most exact value, at least the two of money, at most six."""
    return min(max([len(value.partition(".")[2]) for value in given(values)] + [2]), 6)


def share_of(values: Values, words: Collection[str]) -> float:
    """The share of values given that are among the words; 0 when none is given."""
    found = given(values)
    return sum(value in words for value in found) / len(found) if found else 0.0


def codes(values: Values) -> list[str]:
    """The values of a column that holds few short words again and again, most frequent first; else none.

    What occurs but once or twice is a slip, or says something about one person: it is left out.
    """
    counts = Counter(given(values))
    words = [
        value for value in sorted(counts, key=lambda value: (-counts[value], value)) if counts[value] >= _LEAST_REPEATS
    ]
    is_code = 0 < len(words) <= MOST_CODES and share_of(values, words) >= _MOSTLY
    if not is_code or any(len(word) > _LONGEST_CODE or re.search(r"\d{4}", to_half_width(word)) for word in words):
        return []
    return words


def may_name_codes(header: str) -> bool:
    """Whether a header speaks of kinds and states: only then may its values stand in a draft."""
    return bool(_CODE_HEADER.search(header)) and not _PERSON_HEADER.search(header)


def likely(values: Values, as_of: dt.date) -> str | None:
    """The type most values would fit, for a column nobody knows; None for text."""
    if not given(values):
        return None
    if id_share(values, as_of) >= _MOSTLY:
        return "citizen_id"
    if set(given(values)) <= _BOOLS:
        return "bool"
    return next((kind for kind in ("date", "month", "int", "decimal") if fits(values, kind)), None)
