"""Fixtures of the warehouse's tests."""

from tests.lib.warehouse import load, release, server_layout, server_url, warehouse

__all__ = ["load", "release", "server_layout", "server_url", "warehouse"]
