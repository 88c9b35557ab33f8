"""How rows travel to the warehouse: inside this machine, or encrypted to a server that has proved its name."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from typing import Literal

from sqlalchemy import URL, make_url

Travel = Literal["inside", "verified", "unnamed", "open"]
# libpq's own words; the server's may quote a row, these are of this side.
_DISTRUST = (
    ("certificate verify failed", "数据库的证书不是 sslrootcert 中的机构签发的，或已过期"),
    ("does not match host name", "数据库的证书不是给这个主机名的"),
    ("does not support SSL", "数据库没有启用 TLS，而地址要求 TLS"),
    ("root certificate file", "地址中 sslrootcert 所指的文件不存在或不能读取"),
)


def travel(address: str, inside: Collection[str] = ()) -> Travel:
    """What the address asks for; inside: hosts whose network does not leave this machine, as that of containers.

    verified: the server must prove its name (verify-full); unnamed: that a known authority vouches for some server
    (verify-ca); open: neither. An address that cannot be read is open.
    """
    try:
        url = make_url(address)
    except Exception:  # noqa: BLE001 - whatever it says may hold the password
        return "open"
    if all(_is_here(host) or host in inside for host in _hosts(url)):
        return "inside"
    mode = _first(url.query.get("sslmode"))
    return "verified" if mode == "verify-full" else "unnamed" if mode == "verify-ca" else "open"


def is_encrypted(url: URL) -> bool:
    """Whether a connection by this address must be encrypted."""
    return _first(url.query.get("sslmode")) in ("require", "verify-ca", "verify-full")


def distrust(said: str) -> str | None:
    """Why the connection was given up before anything was sent, None when it was something else."""
    return next((reason for words, reason in _DISTRUST if words in said), None)


def _hosts(url: URL) -> list[str]:
    given = url.query.get("hostaddr") or url.query.get("host") or url.host or "/"
    return [host for part in ([given] if isinstance(given, str) else given) for host in part.split(",")]


def _is_here(host: str) -> bool:
    if host.startswith(("/", "@")) or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _first(value: str | tuple[str, ...] | None) -> str | None:
    return value[-1] if isinstance(value, tuple) else value
