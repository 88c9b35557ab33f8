"""An SFTP server on the loopback that serves one folder to one account."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import paramiko

LOGIN, PASSWORD = "county", "sftp-secret-9d2f"


@dataclass
class SftpServer:
    """folder: what is served; host_key: as a connection's extra holds it; on_read: called with the offset of each read;
    drop: ends every connection at once."""

    port: int
    folder: Path
    host_key: str
    own_key: paramiko.PKey
    on_read: Callable[[int], None] = lambda offset: None
    transports: list[paramiko.Transport] = field(default_factory=list)

    def drop(self) -> None:
        for transport in self.transports:
            transport.sock.close()


@contextmanager
def sftp_server(folder: Path) -> Iterator[SftpServer]:
    """Serves until the end; the password and the key own_key are accepted for LOGIN."""
    host_key, own_key = paramiko.ECDSAKey.generate(), paramiko.ECDSAKey.generate()
    listening = socket.create_server(("127.0.0.1", 0))
    state = SftpServer(listening.getsockname()[1], folder, f"{host_key.get_name()} {host_key.get_base64()}", own_key)

    class Door(paramiko.ServerInterface):
        def check_auth_password(self, username: str, password: str) -> int:
            good = (username, password) == (LOGIN, PASSWORD)
            return paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED

        def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
            good = username == LOGIN and key.get_base64() == own_key.get_base64()
            return paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED

        def get_allowed_auths(self, username: str) -> str:
            return "password,publickey"

        def check_channel_request(self, kind: str, chanid: int) -> int:
            return paramiko.OPEN_SUCCEEDED

    class Handle(paramiko.SFTPHandle):
        def read(self, offset: int, length: int) -> Any:
            state.on_read(offset)
            return super().read(offset, length)

    class Files(paramiko.SFTPServerInterface):
        def stat(self, path: str) -> Any:
            try:
                return paramiko.SFTPAttributes.from_stat((folder / path.lstrip("/")).stat())
            except OSError as error:
                return paramiko.SFTPServer.convert_errno(error.errno)

        def open(self, path: str, flags: int, attr: Any) -> Any:
            try:
                opened = (folder / path.lstrip("/")).open("rb")
            except OSError as error:
                return paramiko.SFTPServer.convert_errno(error.errno)
            handle = Handle(os.O_RDONLY)
            handle.readfile = opened
            return handle

    def serve() -> None:
        while True:
            try:
                accepted, _ = listening.accept()
            except OSError:
                return
            transport = paramiko.Transport(accepted)
            state.transports.append(transport)
            transport.add_server_key(host_key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, Files)
            with suppress(paramiko.SSHException, EOFError, ConnectionError):
                transport.start_server(server=Door())

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        for transport in state.transports:
            transport.close()
        thread.join()
