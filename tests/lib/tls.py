"""Certificates of a test's own, and a PostgreSQL that wants them."""

from __future__ import annotations

import datetime as dt
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import URL

from tests.lib.airflow_services import free_ports

HOST = "localhost"
PASSWORD = "spoken-to-nobody"
_PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))


def lacking() -> str | None:
    """What this machine has not: the wheel's PostgreSQL knows no TLS."""
    return None if _PROGRAMS and shutil.which("pg_dump") else "no PostgreSQL with TLS is installed"


@dataclass(frozen=True)
class Authority:
    """file: its certificate; certificate and key: of a server it vouches for, by the name HOST."""

    file: Path
    certificate: Path
    key: Path


def authority(folder: Path, name: str) -> Authority:
    """A new one."""
    folder.mkdir(parents=True, exist_ok=True)
    own, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _certificate(name, own.public_key(), name, own, None)
    leaf = _certificate(HOST, key.public_key(), name, own, HOST)
    paths = [folder / f"{name}.{kind}" for kind in ("ca.pem", "pem", "key")]
    paths[0].write_bytes(root.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(leaf.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    paths[2].write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    paths[2].chmod(0o600)
    return Authority(*paths)


def _certificate(
    name: str, key: ec.EllipticCurvePublicKey, issuer: str, signs: ec.EllipticCurvePrivateKey, host: str | None
) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=host is None, path_length=None), critical=True)
    )
    if host:
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
    return made.sign(signs, hashes.SHA256())


@contextmanager
def encrypted_server(vouched: Authority | None) -> Iterator[URL]:
    """A cluster on the loopback that only lets in by TLS with a password, or knows no TLS when vouched is None.

    Yields the address of its superuser `monitor`, database `postgres`, by HOST, without any word about TLS."""
    [port] = free_ports(1)
    with tempfile.TemporaryDirectory(prefix="monitor-test-") as name:
        server = _Server(Path(name), _owner())
        server.make(vouched, port)
        server.control("-l", server.data / "server.log", "start")
        try:
            yield URL.create("postgresql+psycopg", "monitor", PASSWORD, HOST, port, "postgres")
        finally:
            server.control("-m", "immediate", "stop")


@contextmanager
def encrypted_broker(folder: Path, vouched: Authority) -> Iterator[int]:
    """A Redis that listens by TLS only, with PASSWORD; yields its port."""
    [port] = free_ports(1)
    options = {
        "port": 0, "tls-port": port, "bind": "127.0.0.1", "dir": folder, "requirepass": PASSWORD, "tls-auth-clients": "no",
        "tls-cert-file": vouched.certificate, "tls-key-file": vouched.key, "tls-ca-cert-file": vouched.file,
    }  # fmt: skip
    configuration = folder / "redis.conf"
    configuration.write_text("".join(f"{name} {value}\n" for name, value in options.items()), encoding="utf-8")
    with (folder / "redis.log").open("wb") as said:
        broker = subprocess.Popen(["redis-server", configuration], stdout=said, stderr=said)
        try:
            while b"Ready to accept" not in (folder / "redis.log").read_bytes():
                assert broker.poll() is None
                time.sleep(0.05)
            yield port
        finally:
            broker.terminate()
            broker.wait()


@dataclass(frozen=True)
class _Server:
    folder: Path
    owner: pwd.struct_passwd | None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def make(self, vouched: Authority | None, port: int) -> None:
        self.folder.chmod(0o711)
        password = self.folder / "password"
        password.write_text(PASSWORD, encoding="ascii")
        self.data.mkdir(mode=0o700)
        self._give(self.data, password)
        form = ("-U", "monitor", "--auth=scram-sha-256", f"--pwfile={password}", "--encoding=UTF8", "--locale=C")
        self._run("initdb", "-D", self.data, *form)
        kind = "hostssl" if vouched else "host"
        (self.data / "pg_hba.conf").write_text(f"{kind} all all 127.0.0.1/32 scram-sha-256\n", encoding="ascii")
        settings = [f"listen_addresses='127.0.0.1'\nport={port}\nunix_socket_directories=''\nfsync=off"]
        if vouched:
            certificate, key = self.data / "server.crt", self.data / "server.key"
            shutil.copyfile(vouched.certificate, certificate)
            shutil.copyfile(vouched.key, key)
            key.chmod(0o600)
            self._give(certificate, key)
            settings.append("ssl=on")
        (self.data / "postgresql.auto.conf").write_text("\n".join([*settings, ""]), encoding="ascii")

    def control(self, *arguments: object) -> None:
        self._run("pg_ctl", "-D", self.data, "-w", *arguments)

    def _give(self, *paths: Path) -> None:
        for path in paths if self.owner else ():
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    def _run(self, program: str, *arguments: object) -> None:
        identity = {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []} if self.owner else {}
        command = [str(_PROGRAMS[-1].with_name(program)), *(str(one) for one in arguments)]
        with (self.folder / "said.txt").open("ab") as said:
            subprocess.run(command, check=True, cwd="/", stdout=said, stderr=said, **identity)  # type: ignore[call-overload]


def _owner() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root."""
    return pwd.getpwnam("postgres") if os.geteuid() == 0 else None
