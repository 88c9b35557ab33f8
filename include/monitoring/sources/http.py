"""A file behind a web address: one GET, over TLS, to the one server the connection names."""

from __future__ import annotations

import ssl
from pathlib import Path

import httpx

from monitoring.contract_parts import RemoteFile
from monitoring.contracts import Contract
from monitoring.errors import ConfigurationError, MonitoringError
from monitoring.period import Period
from monitoring.sources.connection import Connection
from monitoring.sources.download import CHUNK_BYTES, save
from monitoring.sources.errors import SourceUnavailable

_TIMEOUT = httpx.Timeout(60, connect=10)
_MAX_REDIRECTS = 3
_ABSENT = (404, 410)
_BUSY = (408, 425, 429)


def download(
    contract: Contract, source: RemoteFile, period: Period, connection: Connection, target: Path
) -> Path | None:
    """The file, or None when the server has none (404, 410).

    Raises SourceUnavailable when the server does not answer, is busy, fails or breaks off; ConfigurationError for
    anything that stays wrong: login refused, a redirect to another server, a certificate that does not fit.
    """
    failure: MonitoringError
    try:
        with _client(connection) as client:
            return _get(client, contract, source, period, connection, target)
    except httpx.TransportError as error:
        failure = _without_words(error, connection)
    except httpx.InvalidURL:
        failure = ConfigurationError(f"连接 {connection.id}：地址不合法")
    raise failure


def _without_words(error: httpx.TransportError, connection: Connection) -> MonitoringError:
    """The library's words may hold the address. Of what breaks a transport only a wrong certificate stays wrong."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return ConfigurationError(f"连接 {connection.id}：服务器证书未通过核验")
        cause = cause.__cause__ or cause.__context__
    return SourceUnavailable(connection.id, "服务器没有应答或传输中断")


def _client(connection: Connection) -> httpx.Client:
    host = connection.host if "://" in connection.host else f"{connection.schema or 'https'}://{connection.host}"
    address = httpx.URL(host).copy_with(port=connection.port)
    if address.scheme != "https" and not connection.extra.get("allow_plain_http"):
        raise ConfigurationError(f"连接 {connection.id}：只允许 https（内网确需明文时设 extra.allow_plain_http）")
    return httpx.Client(
        base_url=address,
        auth=(connection.login, connection.password) if connection.login else None,
        headers={**connection.extra.get("headers", {}), "Accept-Encoding": "identity"},
        verify=ssl.create_default_context(cafile=connection.extra.get("ca_file")),
        timeout=_TIMEOUT,
        trust_env=False,  # neither proxies nor ~/.netrc: credentials stand in the connection only
    )


def _get(
    client: httpx.Client,
    contract: Contract,
    source: RemoteFile,
    period: Period,
    connection: Connection,
    target: Path,
) -> Path | None:
    request = client.build_request("GET", source.path_of(period))
    for _ in range(_MAX_REDIRECTS + 1):
        response = client.send(request, stream=True)
        try:
            if response.next_request is None:
                if not _is_there(response, connection):
                    return None
                save(response.iter_bytes(CHUNK_BYTES), target, contract, period)
                return target
            request = _followed(request, response.next_request, connection)
        finally:
            response.close()
    raise ConfigurationError(f"连接 {connection.id}：重定向过多")


def _followed(request: httpx.Request, following: httpx.Request, connection: Connection) -> httpx.Request:
    here, there = request.url, following.url
    if (here.scheme, here.host, here.port) != (there.scheme, there.host, there.port):
        raise ConfigurationError(f"连接 {connection.id}：服务器重定向到其他服务器，已拒绝")
    return following


def _is_there(response: httpx.Response, connection: Connection) -> bool:
    status = response.status_code
    if status in _ABSENT:
        return False
    if status in _BUSY or status >= 500:
        raise SourceUnavailable(connection.id, f"服务器暂时不可用（HTTP {status}）")
    if status in (401, 403):
        raise ConfigurationError(f"连接 {connection.id}：登录被拒绝（HTTP {status}），请核对账号与权限")
    if status != 200:
        raise ConfigurationError(f"连接 {connection.id}：服务器的应答不是文件（HTTP {status}）")
    if "content-length" not in response.headers and "transfer-encoding" not in response.headers:
        raise ConfigurationError(f"连接 {connection.id}：服务器不说明文件长度，传输中断无从发现")
    return True
