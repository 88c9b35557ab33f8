"""A file on an SFTP server whose host key is known."""

from __future__ import annotations

import errno
import io
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import paramiko
from paramiko.hostkeys import HostKeyEntry

from monitoring.contract_parts import RemoteFile
from monitoring.contracts import Contract
from monitoring.errors import ConfigurationError
from monitoring.period import Period
from monitoring.refusals import refusal
from monitoring.sources.connection import Connection
from monitoring.sources.download import CHUNK_BYTES, require_size, save
from monitoring.sources.errors import SourceUnavailable, StillUploading
from monitoring.sources.rest import MARKER, Look, Patience

_TIMEOUT_SECONDS = 60
_CONNECT_SECONDS = 10
_OWN_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)


def download(
    contract: Contract,
    source: RemoteFile,
    period: Period,
    connection: Connection,
    target: Path,
    patience: Patience,
) -> Path | None:
    """The file, or None when there is none. Raises StillUploading while it is being written (see rest.Patience).

    Raises SourceUnavailable when the server does not answer or breaks off; ConfigurationError when it refuses the login
    or the file, or is not the server whose key the connection holds.
    """
    failure: Exception
    try:
        with _session(connection) as server:
            return _get(server, source.path_of(period), contract, period, target, patience)
    except paramiko.BadHostKeyException:
        failure = ConfigurationError(f"连接 {connection.id}：服务器的主机密钥与登记的不同，已停止；请核实后再更新")
    except paramiko.AuthenticationException:
        failure = ConfigurationError(f"连接 {connection.id}：登录被拒绝，请核对账号与密钥")
    except PermissionError:
        failure = ConfigurationError(f"连接 {connection.id}：服务器不允许读取该文件，请核对权限")
    except (paramiko.SSHException, EOFError, OSError) as error:
        if isinstance(error, OSError) and error.errno in _OWN_DISK:
            raise
        failure = SourceUnavailable(connection.id, "服务器没有应答或传输中断")
    raise failure


def _get(
    server: paramiko.SFTPClient, path: str, contract: Contract, period: Period, target: Path, patience: Patience
) -> Path | None:
    before = _look(server, path)
    if before is None:
        return None
    if before.st_mode is not None and not stat.S_ISREG(before.st_mode):
        reason, action = "不是普通文件（链接、管道或目录）", "直接放置文件本身"
        raise refusal(contract, contract.delivery.file_name(period), "F025", reason, action)
    marker = _look(server, path + MARKER)
    patience.require_rest(_as_look(before), _as_look(marker) if marker else None)
    require_size(before.st_size or 0, contract, period)
    size = save(_chunks(server, path, before.st_size or 0), target, contract, period)
    after = _look(server, path)
    if after is None or _as_look(after) != _as_look(before):
        raise StillUploading("the file changed while it was fetched")
    if size != before.st_size:
        raise EOFError("the server sent less than the file holds")
    return target


@contextmanager
def _session(connection: Connection) -> Iterator[paramiko.SFTPClient]:
    port = connection.port or 22
    name = connection.host if port == 22 else f"[{connection.host}]:{port}"
    key, own_key = _host_key(connection, name), _private_key(connection)
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.RejectPolicy())
    client.get_host_keys().add(name, key.get_name(), key)
    with closing(client):
        client.connect(
            connection.host,
            port,
            connection.login,
            connection.password or None,
            own_key,
            timeout=_CONNECT_SECONDS,
            banner_timeout=_CONNECT_SECONDS,
            auth_timeout=_CONNECT_SECONDS,
            channel_timeout=_CONNECT_SECONDS,
            allow_agent=False,
            look_for_keys=False,
        )
        with client.open_sftp() as server:
            channel = server.get_channel()
            if channel is not None:
                channel.settimeout(_TIMEOUT_SECONDS)
            yield server


def _host_key(connection: Connection, name: str) -> paramiko.PKey:
    line = f"{name} {str(connection.extra.get('host_key', '')).strip()}"
    try:
        entry = HostKeyEntry.from_line(line)
    except (paramiko.SSHException, ValueError):
        entry = None
    if entry is None or entry.key is None:
        raise ConfigurationError(f"连接 {connection.id}：extra.host_key 须为服务器主机密钥，如 ssh-ed25519 AAAA…")
    return entry.key


def _private_key(connection: Connection) -> paramiko.PKey | None:
    text = connection.extra.get("private_key")
    if not text:
        return None
    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        try:
            return kind.from_private_key(io.StringIO(text), connection.extra.get("private_key_passphrase"))
        except (paramiko.SSHException, ValueError):
            continue
    raise ConfigurationError(f"连接 {connection.id}：extra.private_key 或其口令不正确")


def _look(server: paramiko.SFTPClient, path: str) -> paramiko.SFTPAttributes | None:
    try:
        return server.stat(path)
    except FileNotFoundError:
        return None


def _as_look(attributes: paramiko.SFTPAttributes) -> Look:
    return Look(attributes.st_size or 0, attributes.st_mtime or 0)


def _chunks(server: paramiko.SFTPClient, path: str, size: int) -> Iterator[bytes]:
    with server.open(path, "rb") as remote:
        remote.prefetch(size)
        # No further than its size was: a file that grows as fast as it is read would never end.
        while size and (chunk := remote.read(min(CHUNK_BYTES, size))):
            size -= len(chunk)
            yield chunk
