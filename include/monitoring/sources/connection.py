"""How to reach a source: address and credentials, which stand nowhere but in an Airflow connection."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from monitoring.errors import ConfigurationError
from monitoring.sources.errors import NoConnection


@dataclass(frozen=True)
class Connection:
    """An Airflow connection without Airflow. kind: its type, such as postgres; schema: the name of the database, or the
    protocol of a web server. Only the id is ever shown.
    """

    id: str
    kind: str = field(default="", repr=False)
    host: str = field(default="", repr=False)
    port: int | None = field(default=None, repr=False)
    login: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    schema: str = field(default="", repr=False)
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)


def from_environment(connection_id: str) -> Connection:
    """The connection of the variable AIRFLOW_CONN_<ID>, as URI or as JSON. Raises ConfigurationError, never showing it."""
    variable = f"AIRFLOW_CONN_{connection_id.upper()}"
    text = os.environ.get(variable, "").strip()
    if not text:
        raise NoConnection(f"没有连接 {connection_id}：在 Airflow 中建立，或设置环境变量 {variable}")
    try:
        return _from_json(connection_id, text) if text.startswith("{") else _from_uri(connection_id, text)
    except (ValueError, TypeError):
        pass
    raise ConfigurationError(f"环境变量 {variable} 不是合法的连接")


def _from_json(connection_id: str, text: str) -> Connection:
    values = json.loads(text)
    extra = values.get("extra") or {}
    return Connection(
        connection_id,
        kind=values.get("conn_type") or "",
        host=values.get("host") or "",
        port=int(values["port"]) if values.get("port") else None,
        login=values.get("login") or "",
        password=values.get("password") or "",
        schema=values.get("schema") or "",
        extra=json.loads(extra) if isinstance(extra, str) else dict(extra),
    )


def _from_uri(connection_id: str, text: str) -> Connection:
    parts = urlsplit(text)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    extra = json.loads(options["__extra__"]) if "__extra__" in options else options
    return Connection(
        connection_id,
        kind=parts.scheme.replace("-", "_"),
        host=unquote(parts.hostname or ""),
        port=parts.port,
        login=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        schema=unquote(parts.path.removeprefix("/")),
        extra=extra,
    )
