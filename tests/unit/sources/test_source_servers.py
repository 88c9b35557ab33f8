"""Deliveries fetched from web and SFTP servers: whole or not at all, from the right server only, nothing secret told."""

from __future__ import annotations

import hashlib
import io
import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import paramiko
import pytest

from monitoring import landing, ledger, sealing
from monitoring.contracts import Contract
from monitoring.errors import ConfigurationError, DeliveryRefused
from monitoring.failures import describe
from monitoring.layout import Layout
from monitoring.sources.connection import Connection
from monitoring.sources.errors import SourceUnavailable
from monitoring.sources.fetch import Access
from tests.lib.deliveries import PERIOD, make_contract, make_layout
from tests.lib.sftp_server import LOGIN, PASSWORD, SftpServer, sftp_server
from tests.lib.web_server import Answer, WebServer, web_server

BODY = b"a,b\n" + b"1,2\n" * 500_000
PATH = "/out/2026-10.csv"
WEB_PASSWORD = "web-secret-5a1c"


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return make_layout(tmp_path)


@pytest.fixture
def web() -> Iterator[WebServer]:
    with web_server() as server:
        yield server


@pytest.fixture
def sftp(tmp_path: Path) -> Iterator[SftpServer]:
    (tmp_path / "served" / "out").mkdir(parents=True)
    with sftp_server(tmp_path / "served") as server:
        yield server


def contract_of(kind: str, path: str = "out/{period}.csv", **delivery: Any) -> Contract:
    return make_contract(source={"kind": kind, "connection": "bureau", "path": path}, **delivery)


def web_access(server: WebServer, **changes: Any) -> Access:
    values = {"host": "127.0.0.1", "port": server.port, "login": "county", "password": WEB_PASSWORD, "schema": "http"}
    return Access(Connection("bureau", **{**values, "extra": {"allow_plain_http": True}, **changes}))


def sftp_access(server: SftpServer, **changes: Any) -> Access:
    values: dict[str, Any] = {"host": "127.0.0.1", "port": server.port, "login": LOGIN, "password": PASSWORD}
    return Access(Connection("bureau", **{**values, "extra": {"host_key": server.host_key}, **changes}))


def land(kind: str, layout: Layout, access: Access, **contract: Any) -> ledger.Entry:
    return landing.land(contract_of(kind, **contract), PERIOD, layout, access)


def nothing_is_left(layout: Layout) -> bool:
    return not [path for path in (layout.home / "landing").rglob("*") if path.is_file()]


def test_a_web_file_is_landed_like_any_other(layout: Layout, web: WebServer) -> None:
    web.answers[PATH] = Answer(BODY)
    entry = land("http", layout, web_access(web))
    assert (entry.status, entry.file_name) == ("landed", "（测试）发放_2026-10.csv")
    assert entry.sha256 == hashlib.sha256(BODY).hexdigest()
    with sealing.opened(layout, entry.sha256) as delivered:
        assert delivered.read_bytes() == BODY
    [(path, authorization)] = web.asked
    assert path == PATH
    assert authorization is not None and authorization.startswith("Basic ")
    assert not any((layout.home / "landing" / "incoming").iterdir())


def test_a_file_the_server_does_not_have_is_a_missing_delivery(
    layout: Layout, web: WebServer, sftp: SftpServer
) -> None:
    assert land("http", layout, web_access(web)).status == "missing"
    assert land("sftp", layout, sftp_access(sftp)).status == "missing"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(status=401), ConfigurationError),
        (Answer(status=403), ConfigurationError),
        (Answer(status=400), ConfigurationError),
        (Answer(b"x", says_length=False), ConfigurationError),
        (Answer(status=429), SourceUnavailable),
        (Answer(status=503), SourceUnavailable),
    ],
    ids=["401", "403", "400", "no length", "429", "503"],
)
def test_an_answer_that_is_no_file_is_a_configuration_error_or_may_pass(
    layout: Layout, web: WebServer, answer: Answer, error: type[Exception]
) -> None:
    web.answers[PATH] = answer
    with pytest.raises(error, match="bureau") as raised:
        land("http", layout, web_access(web))
    assert describe(raised.value).kind == ("system" if error is SourceUnavailable else "data")
    assert WEB_PASSWORD not in str(raised.value)
    assert nothing_is_left(layout)


def test_a_web_file_cut_midway_leaves_nothing_and_comes_whole_the_next_time(layout: Layout, web: WebServer) -> None:
    web.answers[PATH] = Answer(BODY, cut=len(BODY) // 2)
    with pytest.raises(SourceUnavailable):
        land("http", layout, web_access(web))
    assert nothing_is_left(layout)
    web.answers[PATH] = Answer(BODY)
    assert land("http", layout, web_access(web)).sha256 == hashlib.sha256(BODY).hexdigest()


def test_a_redirect_is_followed_on_the_same_server_only(layout: Layout, web: WebServer) -> None:
    web.answers[PATH] = Answer(status=302, headers={"Location": "/elsewhere"})
    web.answers["/elsewhere"] = Answer(b"a\n1")
    assert land("http", layout, web_access(web)).byte_count == 3
    with web_server() as other:
        web.answers[PATH] = Answer(status=302, headers={"Location": f"http://127.0.0.1:{other.port}/elsewhere"})
        with pytest.raises(ConfigurationError, match="重定向"):
            land("http", layout, web_access(web))
        assert other.asked == []


def test_redirects_without_end_are_given_up(layout: Layout, web: WebServer) -> None:
    web.answers[PATH] = Answer(status=302, headers={"Location": PATH})
    with pytest.raises(ConfigurationError, match="重定向"):
        land("http", layout, web_access(web))


def test_plain_http_must_be_asked_for(layout: Layout, web: WebServer) -> None:
    with pytest.raises(ConfigurationError, match="https"):
        land("http", layout, web_access(web, extra={}))
    assert web.asked == []


def test_a_server_without_a_trusted_certificate_is_not_asked(layout: Layout, web: WebServer, tmp_path: Path) -> None:
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    subprocess.run([*command, *subject, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with web_server(context) as secure:
        secure.answers[PATH] = Answer(b"a\n1")
        with pytest.raises(ConfigurationError, match="证书"):
            land("http", layout, web_access(secure, schema="https", extra={}))
        assert secure.asked == []
        trusted = web_access(secure, schema="https", extra={"ca_file": str(certificate)})
        assert land("http", layout, trusted).status == "landed"


@pytest.mark.parametrize("kind", ["http", "sftp"])
def test_a_file_too_large_is_refused_before_it_is_kept(
    layout: Layout, web: WebServer, sftp: SftpServer, kind: str
) -> None:
    web.answers[PATH] = Answer(BODY)
    (sftp.folder / "out" / "2026-10.csv").write_bytes(BODY)
    access = web_access(web) if kind == "http" else sftp_access(sftp)
    with pytest.raises(DeliveryRefused, match="F018"):
        land(kind, layout, access, limits={"file_mb": 1})
    assert nothing_is_left(layout)


def test_a_server_that_does_not_answer_may_pass(layout: Layout, web: WebServer, sftp: SftpServer) -> None:
    nobody = {"port": 1}
    for kind, access in (("http", web_access(web, **nobody)), ("sftp", sftp_access(sftp, **nobody))):
        with pytest.raises(SourceUnavailable) as raised:
            land(kind, layout, access)
        assert describe(raised.value).kind == "system"
        assert raised.value.__context__ is None


def test_an_sftp_file_is_landed_by_password_and_by_key(layout: Layout, sftp: SftpServer) -> None:
    (sftp.folder / "out" / "2026-10.csv").write_bytes(BODY)
    by_password = land("sftp", layout, sftp_access(sftp))
    assert by_password.sha256 == hashlib.sha256(BODY).hexdigest()
    written = io.StringIO()
    sftp.own_key.write_private_key(written, "passphrase")
    extra = {"host_key": sftp.host_key, "private_key": written.getvalue(), "private_key_passphrase": "passphrase"}
    assert land("sftp", layout, sftp_access(sftp, password="", extra=extra)) == by_password


@pytest.mark.parametrize(
    "change",
    [
        lambda server: {"password": "wrong"},
        lambda server: {"extra": {}},
        lambda server: {"extra": {"host_key": "ssh-ed25519 nonsense"}},
        lambda server: {"extra": {"host_key": _another_key()}},
        lambda server: {"extra": {"host_key": server.host_key, "private_key": "nonsense"}},
    ],
    ids=["password", "no host key", "broken host key", "another server", "broken own key"],
)
def test_an_sftp_server_that_is_not_known_or_does_not_know_us_is_a_configuration_error(
    layout: Layout, sftp: SftpServer, change: Callable[[SftpServer], dict[str, Any]]
) -> None:
    (sftp.folder / "out" / "2026-10.csv").write_bytes(b"a\n1")
    with pytest.raises(ConfigurationError, match="bureau") as raised:
        land("sftp", layout, sftp_access(sftp, **change(sftp)))
    assert describe(raised.value).kind == "data"
    assert PASSWORD not in str(raised.value)
    assert nothing_is_left(layout)


def _another_key() -> str:
    key = paramiko.ECDSAKey.generate()
    return f"{key.get_name()} {key.get_base64()}"


@pytest.mark.slow
def test_an_sftp_file_cut_midway_leaves_nothing_and_comes_whole_the_next_time(layout: Layout, sftp: SftpServer) -> None:
    (sftp.folder / "out" / "2026-10.csv").write_bytes(BODY)
    sftp.on_read = lambda offset: sftp.drop() if offset > len(BODY) // 2 else None
    with pytest.raises(SourceUnavailable):
        land("sftp", layout, sftp_access(sftp))
    assert nothing_is_left(layout)
    sftp.on_read = lambda offset: None
    assert land("sftp", layout, sftp_access(sftp)).sha256 == hashlib.sha256(BODY).hexdigest()


def test_an_sftp_file_being_written_is_waited_for(layout: Layout, sftp: SftpServer) -> None:
    path = sftp.folder / "out" / "2026-10.csv"
    path.write_bytes(BODY)
    connection = sftp_access(sftp).connection
    assert land("sftp", layout, Access(connection, settle_seconds=60)).status == "deferred"
    path.with_name("2026-10.csv.ok").touch()
    assert land("sftp", layout, Access(connection, settle_seconds=60)).status == "landed"


def test_an_sftp_file_that_grows_while_it_is_fetched_is_waited_for(layout: Layout, sftp: SftpServer) -> None:
    path = sftp.folder / "out" / "2026-10.csv"
    path.write_bytes(BODY)

    def grow(offset: int) -> None:
        with path.open("ab") as handle:
            handle.write(b"1,2\n")

    sftp.on_read = grow
    assert land("sftp", layout, sftp_access(sftp)).status == "deferred"
    assert nothing_is_left(layout)
