"""Fixtures of the sources' tests."""

from tests.lib.warehouse import server_layout, server_url

__all__ = ["server_layout", "server_url"]
