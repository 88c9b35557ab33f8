"""Zip deliveries: exactly one data file, streamed out of the archive and never written to disk under its own name."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from monitoring.limits import Limits
from monitoring.readers.delivered import ReaderRemark, Unreadable
from monitoring.readers.gate.container import Container, check_start, damaged, open_container
from monitoring.readers.gate.magic import HEAD_BYTES, check_kind

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_LITTER = {".ds_store", "thumbs.db", "desktop.ini"}


class Member:
    """The one data file of an archive; remarks: what its directory showed.

    Raises Unreadable: those of the container, F009 none or several data files; while reading F004 when the content
    does not fit its checksum.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path = path
        self._limits = limits
        with open_container(path, limits) as container:
            members = container.infolist()
            files = [info for info in members if not info.is_dir() and not _is_litter(info.filename)]
            if len(files) != 1:
                raise Unreadable("F009", f"压缩包内有 {len(files)} 个数据文件，应只有 1 个", "只压缩约定的一个文件")
            self._offset = files[0].header_offset
            self.remarks = list(_remarks(container))
        with self.open() as content:
            head = content.read(HEAD_BYTES)
        check_start(head)
        check_kind(head, "csv")

    def open(self) -> BinaryIO:
        """The data file, anew on each call."""
        return io.BufferedReader(_Stream(open_container(self._path, self._limits), self._offset))


class _Stream(io.RawIOBase):
    """The member's bytes, no more of them than the archive declared; damage shows as Unreadable."""

    def __init__(self, container: Container, header_offset: int) -> None:
        self._container = container
        info = next(info for info in container.infolist() if info.header_offset == header_offset)
        try:
            self._file = container.open(info)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
            container.close()
            raise damaged() from None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        try:
            data = self._file.read(len(view))
        except (zipfile.BadZipFile, zlib.error, EOFError):
            raise damaged() from None
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
            self._container.close()
        super().close()


def _is_litter(name: str) -> bool:
    last = PurePosixPath(name).name.casefold()
    return name.startswith("__MACOSX/") or last in _LITTER or last.startswith(("._", "~$"))


def _remarks(container: Container) -> list[ReaderRemark]:
    if not container.is_recoded:
        return []
    return [ReaderRemark("F010", "normalised", "压缩包内的文件名是 GBK 编码，已按 GBK 识别", "无需处理")]
