"""Address codes of citizen ID numbers (GB/T 2260), those abolished since 1980 included. Information only: real numbers
have codes that no list knows."""

from __future__ import annotations

from collections.abc import Iterable

from stdnum import numdb

INVENTED = ("5299",)
"""Codes that no county has, of the demo county and of tests."""

_FOREIGN = ("81", "82", "83", "9")
"""Permits of residents of Hong Kong, Macao and Taiwan, and of foreigners, name no county."""


def unknown_areas(codes: Iterable[str]) -> list[str]:
    """Those of the six-digit codes that no edition of the list has, in the order given."""
    listed = numdb.get("cn/loc")
    return [code for code in codes if not code.startswith(INVENTED + _FOREIGN) and not _is_listed(listed, code)]


def _is_listed(listed: numdb.NumDB, code: str) -> bool:
    return any("county" in properties for _, properties in listed.info(code))
