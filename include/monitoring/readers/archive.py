"""Zip deliveries: exactly one data file, streamed out of the archive and never written to disk under its own name."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from monitoring.readers.delivered import Unreadable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_BYTES = 8 * 1024**3
_MAX_RATIO = 100
_RATIO_FROM = 10 << 20
_LITTER = {".ds_store", "thumbs.db", "desktop.ini"}
_ARCHIVES = {".zip", ".rar", ".7z", ".gz", ".tar", ".bz2", ".xz"}


def member(path: Path) -> Callable[[], BinaryIO]:
    """Opens the one data file of the archive, anew on each call.

    Raises Unreadable: F003 truncated, F006 encrypted, F009 none or several data files, M001 bomb, M002 archive
    inside, M003 a name that leads out of the folder; while reading F004 when the content does not fit its checksum.
    """
    with _opened(path) as archive:
        files = [info for info in archive.infolist() if not info.is_dir() and not _is_litter(info.filename)]
        for info in files:
            _check_name(info.filename)
        if len(files) != 1:
            raise Unreadable("F009", f"压缩包内有 {len(files)} 个数据文件，应只有 1 个", "只压缩约定的一个文件")
        _check_size(files[0])
    index = files[0].header_offset
    return lambda: io.BufferedReader(_Member(path, index))


class _Member(io.RawIOBase):
    """The member's bytes, no more of them than the archive declared; damage shows as Unreadable."""

    def __init__(self, path: Path, header_offset: int) -> None:
        self._archive = _opened(path)
        info = next(info for info in self._archive.infolist() if info.header_offset == header_offset)
        try:
            self._file = self._archive.open(info)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
            self._archive.close()
            raise _damaged() from None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        try:
            data = self._file.read(len(view))
        except (zipfile.BadZipFile, zlib.error, EOFError):
            raise _damaged() from None
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
            self._archive.close()
        super().close()


def _opened(path: Path) -> zipfile.ZipFile:
    for encoding in ("gb18030", None):  # Windows writes member names in the system's code page
        try:
            return zipfile.ZipFile(path, metadata_encoding=encoding)
        except UnicodeDecodeError:
            continue
        except (zipfile.BadZipFile, NotImplementedError, ValueError):
            break
    raise Unreadable("F003", "压缩包不完整或已损坏", "重新压缩并完整上传")


def _is_litter(name: str) -> bool:
    last = PurePosixPath(name).name.casefold()
    return name.startswith("__MACOSX/") or last in _LITTER or last.startswith(("._", "~$"))


def _check_name(name: str) -> None:
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or not parts[0] or ":" in parts[0] or not name.isprintable():
        raise Unreadable("M003", "压缩包内的文件名指向包外", "重新压缩，文件名不含路径")


def _check_size(info: zipfile.ZipInfo) -> None:
    if info.flag_bits & 0x1:
        raise Unreadable("F006", "压缩包已加密", "去除密码后重新上传")
    if PurePosixPath(info.filename).suffix.casefold() in _ARCHIVES:
        raise Unreadable("M002", "压缩包内还有压缩包", "只压缩一层")
    ratio = info.file_size / max(info.compress_size, 1)
    if info.file_size > MAX_BYTES or (info.file_size > _RATIO_FROM and ratio > _MAX_RATIO):
        raise Unreadable("M001", "解压后过大或压缩比异常", "检查文件内容后重新上传")


def _damaged() -> Unreadable:
    return Unreadable("F004", "压缩包内的文件已损坏（校验失败）", "重新压缩并完整上传")
