"""YAML files as the project writes them: read safely, dates kept as text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from monitoring.errors import ConfigurationError


class _Loader(yaml.CSafeLoader):
    """Safe YAML without surprises: what looks like a date stays text."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(path: Path) -> Any:
    """Parsed YAML; dates stay text. Raises ConfigurationError with the file's name."""
    return parse_yaml(path.read_text(encoding="utf-8"), path.name)


def parse_yaml(text: str, place: str) -> Any:
    """Parsed YAML; dates stay text. place: what the ConfigurationError calls it."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{place}: not valid YAML: {error}") from None


def faults(error: ValidationError) -> str:
    """What is wrong with a file, in one line: each key with what is wrong about it."""
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
