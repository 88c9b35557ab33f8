"""Zip containers: what their directory says of them, before anything is taken out."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path, PurePosixPath

from monitoring.limits import Limits
from monitoring.readers.delivered import Unreadable

_DIRECTORY_BYTES = 4 << 20
_RATIO_FROM = 10 << 20
_LOCAL_HEADER_BYTES = 30
_END_BYTES = 22
_END = b"PK\x05\x06"
_ARCHIVES = {".zip", ".rar", ".7z", ".gz", ".tar", ".bz2", ".xz"}
_PACKED = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")


class Container(zipfile.ZipFile):
    """A zip; is_recoded: the names of its members are in the code page of Windows."""

    def __init__(self, path: Path, encoding: str | None) -> None:
        self._source = _Capped(path)
        try:
            super().__init__(self._source, metadata_encoding=encoding)
        except Exception:
            self._source.close()
            raise
        in_code_page = (not info.filename.isascii() and not info.flag_bits & 0x800 for info in self.infolist())
        self.is_recoded = encoding is not None and any(in_code_page)

    def close(self) -> None:
        super().close()
        self._source.close()


def open_container(path: Path, limits: Limits) -> Container:
    """Opens the container. Raises Unreadable: F003 truncated, F006 encrypted, M001 bomb, M002 archive inside, M003 a
    name that leads out of the folder, M004 members twice or overlapping, M012 too many members."""
    container = _opened(path)
    try:
        _check(container, path, limits)
    except Unreadable:
        container.close()
        raise
    return container


def check_start(start: bytes) -> None:
    """The first bytes of a member. Raises Unreadable M002: an archive may bear any name."""
    if start.startswith(_PACKED):
        raise _nested()


def damaged() -> Unreadable:
    """A member does not fit its checksum."""
    return Unreadable("F004", "文件内容已损坏（校验失败）", "重新导出并完整上传")


class _Capped(io.FileIO):
    """No single read takes more than a directory may be long: its length is what the file itself says."""

    def read(self, size: int | None = -1) -> bytes:
        to_the_end = size is None or size < 0
        data = super().read(_DIRECTORY_BYTES + 1 if to_the_end else min(size or 0, _DIRECTORY_BYTES + 1))
        if len(data) > _DIRECTORY_BYTES:
            raise _too_many()
        return data


def _opened(path: Path) -> Container:
    for encoding in ("gb18030", None):  # Windows writes member names in the system's code page
        try:
            return Container(path, encoding)
        except UnicodeDecodeError:
            continue
        except (zipfile.BadZipFile, NotImplementedError, ValueError):
            break
    raise Unreadable("F003", "文件不完整或已损坏（传输中断）", "重新导出并完整上传")


def _check(container: Container, path: Path, limits: Limits) -> None:
    members = container.infolist()
    if len(members) > limits.members:
        raise _too_many()
    for info in members:
        _check_name(info.filename)
        if info.flag_bits & 0x1:
            raise Unreadable("F006", "文件已加密", "去除密码后重新上传")
        if PurePosixPath(info.filename).suffix.casefold() in _ARCHIVES:
            raise _nested()
        _check_size(info, limits)
    if sum(info.file_size for info in members) > limits.unpacked_mb << 20:
        raise _bomb()
    _check_places(container, path)


def _check_name(name: str) -> None:
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or not parts[0] or ":" in parts[0] or not name.isprintable():
        raise Unreadable("M003", "压缩包内的文件名指向包外", "重新压缩，文件名不含路径")


def _check_size(info: zipfile.ZipInfo, limits: Limits) -> None:
    if info.file_size > _RATIO_FROM and info.file_size > limits.ratio * max(info.compress_size, 1):
        raise _bomb()


def _check_places(container: Container, path: Path) -> None:
    """Every byte belongs to one member: a second file hidden before, between or behind would be read by others only."""
    members = sorted(container.infolist(), key=lambda info: info.header_offset)
    names = {info.filename.casefold() for info in members}
    ends = [info.header_offset + _LOCAL_HEADER_BYTES + info.compress_size for info in members]
    starts = [*(info.header_offset for info in members[1:]), container.start_dir]
    overlap = any(end > start for end, start in zip(ends, starts, strict=False))
    if len(names) < len(members) or overlap or (members and members[0].header_offset):
        raise Unreadable("M004", "压缩结构异常（成员重复、重叠或夹带内容）", "重新导出或重新压缩后上传")
    with path.open("rb") as handle:
        handle.seek(-_END_BYTES - len(container.comment), io.SEEK_END)
        if handle.read(len(_END)) != _END:
            raise Unreadable("M004", "压缩结构异常（末尾夹带其他内容）", "重新导出或重新压缩后上传")


def _bomb() -> Unreadable:
    return Unreadable("M001", "解压后过大或压缩比异常", "检查文件内容后重新上传")


def _too_many() -> Unreadable:
    return Unreadable("M012", "文件内的成员或工作表过多", "只保留约定的数据后上传")


def _nested() -> Unreadable:
    return Unreadable("M002", "压缩包内还有压缩包", "只压缩一层")
