"""Why a delivery could not be fetched now although it may be later."""

from __future__ import annotations

from monitoring.errors import ConfigurationError, MonitoringError


class SourceUnavailable(MonitoringError, ConnectionError):
    """A source did not answer or broke off: the whole fetch may succeed later. The message names the connection only."""

    runbook = "source_unavailable.md"

    def __init__(self, connection: str, reason: str) -> None:
        super().__init__(f"连接 {connection}：{reason}，可稍后重试")


class NoConnection(ConfigurationError):
    """Nobody has said how to reach the source a contract names."""

    runbook = "source_unavailable.md"


class StillUploading(MonitoringError):
    """The file is there and is still being written: it is waited for, not read."""
