"""Reason codes and what they say to a department, read from include/reason_codes.yml."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from monitoring.contract_parts import Strict
from monitoring.errors import ConfigurationError
from monitoring.settings import load_settings
from monitoring.yaml_files import faults, read_yaml


class ReasonCode(Strict):
    """reason: what is wrong; action: what the department does about it. Chinese, without a value of a row."""

    reason: str
    action: str


@cache
def load_reason_codes(path: Path) -> dict[str, ReasonCode]:
    """All codes of the file; raises ConfigurationError naming file and code."""
    try:
        return TypeAdapter(dict[str, ReasonCode]).validate_python(read_yaml(path))
    except ValidationError as error:
        raise ConfigurationError(f"{path.name}: {faults(error)}") from None


def reason_code(code: str) -> ReasonCode:
    """What the code says; raises ConfigurationError when the file does not know it."""
    codes = load_reason_codes(load_settings().include / "reason_codes.yml")
    if code not in codes:
        raise ConfigurationError(f"reason_codes.yml: {code} is missing")
    return codes[code]


def reason_title(code: str) -> str:
    """The reason as a heading of a report; a code that this version does not know (any more) shows itself."""
    known = load_reason_codes(load_settings().include / "reason_codes.yml").get(code)
    return known.reason if known is not None else code
