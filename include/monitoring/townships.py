"""The townships of a county as they were in a month: what they are called, and what else people write for them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from monitoring.contract_parts import Strict
from monitoring.errors import ConfigurationError
from monitoring.yaml_files import faults, read_yaml

_ENDINGS = ("街道", "乡", "镇")


class Township(Strict):
    """One township. code: nine digits; since, until: its first and last day, open when absent; merged_into: the code of
    the township it became part of; aliases: other names, and codes that departments have of their own."""

    code: str = Field(pattern=r"^[0-9]{9}$")
    name: str = Field(min_length=2)
    since: dt.date = dt.date.min
    until: dt.date = dt.date.max
    merged_into: str | None = None
    aliases: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_that_is_gone_became_another(self) -> Township:
        if (self.until != dt.date.max) != (self.merged_into is not None):
            raise ValueError(f"{self.code}: give `until` together with `merged_into`")
        return self


@dataclass(frozen=True)
class Townships:
    """names: those in force, codes: theirs. other, retired, lost_zeros: what else may be written -> the name in force:
    aliases, codes and short names; names and codes of townships that were merged; codes without their leading zeros.
    ambiguous: what could be several. retired_codes: of townships that were merged."""

    names: tuple[str, ...]
    codes: tuple[str, ...]
    other: dict[str, str]
    retired: dict[str, str]
    lost_zeros: dict[str, str]
    ambiguous: tuple[str, ...]
    retired_codes: tuple[str, ...]


def load_townships(folder: Path, county: str) -> list[Township] | None:
    """The list of the county; None when the folder has none. Raises ConfigurationError naming the file."""
    path = folder / f"{county}.yml"
    if not path.exists():
        return None
    try:
        found = TypeAdapter(list[Township]).validate_python(read_yaml(path))
    except ValidationError as error:
        raise ConfigurationError(f"{path.name}: {faults(error)}") from None
    codes = [one.code for one in found]
    missing = sorted({one.merged_into for one in found if one.merged_into} - set(codes))
    if len(set(codes)) < len(codes) or missing:
        raise ConfigurationError(f"{path.name}: codes twice, or merged into none: {', '.join(missing)}")
    return found


def in_force(listed: Sequence[Township], day: dt.date) -> Townships:
    """What the list means on that day. Raises ConfigurationError when townships are merged in a circle."""
    by_code = {one.code: one for one in listed if one.since <= day}
    current = [one for one in by_code.values() if day <= one.until]
    merged = {one.code: _successor(by_code, one, day) for one in by_code.values() if one.until < day}
    names = [one.name for one in current]
    candidates = [
        ("name", [(one.name, one.name) for one in current]),
        ("other", [(text, one.name) for one in current for text in _writings(one)]),
        (
            "retired",
            [(t, name) for code, name in merged.items() for t in (by_code[code].name, *_writings(by_code[code]))],
        ),
    ]
    meanings: dict[str, set[str]] = defaultdict(set)
    kinds: dict[str, str] = {}
    for kind, pairs in candidates:
        for text, name in pairs:
            if kinds.get(text) != "name":
                meanings[text].add(name)
            kinds.setdefault(text, kind)
    doubled = {name for name in names if names.count(name) > 1}
    sure = {text: next(iter(found)) for text, found in meanings.items() if len(found) == 1 and text not in doubled}
    zeros = _without_zeros(meanings)
    return Townships(
        names=tuple(sorted(set(names) - doubled)),
        codes=tuple(sorted(one.code for one in current)),
        other={text: sure[text] for text in sorted(sure) if kinds[text] == "other"},
        retired={text: sure[text] for text in sorted(sure) if kinds[text] == "retired"},
        lost_zeros={text: next(iter(found)) for text, found in sorted(zeros.items()) if len(found) == 1},
        ambiguous=tuple(sorted(set(meanings) - set(sure) | {text for text, found in zeros.items() if len(found) > 1})),
        retired_codes=tuple(sorted(merged)),
    )


def _writings(one: Township) -> Iterator[str]:
    yield one.code
    yield from one.aliases
    for ending in _ENDINGS:
        short = one.name.removesuffix(ending)
        if short != one.name and len(short) > 1:
            yield short


def _successor(by_code: dict[str, Township], one: Township, day: dt.date) -> str:
    """The name of the township in force that one became part of, perhaps by way of others."""
    for _ in by_code:
        if one.merged_into is None or day <= one.until:
            return one.name
        if one.merged_into not in by_code:
            break
        one = by_code[one.merged_into]
    raise ConfigurationError(f"township {one.code} was merged into none that is in force on {day}")


def _without_zeros(meanings: dict[str, set[str]]) -> dict[str, set[str]]:
    """Codes as a spreadsheet leaves them that takes them for numbers; not what is a code itself."""
    found: dict[str, set[str]] = defaultdict(set)
    for text, names in meanings.items():
        short = text.lstrip("0")
        if text.isdecimal() and short not in ("", text) and short not in meanings:
            found[short] |= names
    return found


def township_names(folder: Path, county: str) -> list[str]:
    """Names of all townships the county ever had, sorted; none where it has no list."""
    return sorted({one.name for one in load_townships(folder, county) or []})
