"""Packs a folder as tar.xz, its big optional parts last, so that the size of the rest is known from the same run."""

import os
import subprocess
import tarfile
from collections.abc import Callable, Iterable
from pathlib import Path


class XzStreams:
    """Compresses what is written into one file of several xz streams, which every reader of xz takes for one."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._written = 0
        self._xz = self._start()

    def write(self, data: bytes) -> int:
        """Compress; return how much was taken, as files do."""
        assert self._xz.stdin is not None
        self._xz.stdin.write(data)
        self._written += len(data)
        return len(data)

    def tell(self) -> int:
        """Return how much was written before compression."""
        return self._written

    def next_stream(self) -> int:
        """End a stream and begin another; return the compressed size so far, in bytes."""
        self._end()
        self._xz = self._start()
        return os.fstat(self._file.fileno()).st_size

    def close(self) -> int:
        """End the last stream and the file; return its size in bytes."""
        self._end()
        size = os.fstat(self._file.fileno()).st_size
        self._file.close()
        return size

    def _start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(["xz", "-6", "-T0", "--stdout"], stdin=subprocess.PIPE, stdout=self._file)

    def _end(self) -> None:
        self._xz.communicate()
        if self._xz.returncode:
            raise OSError(f"xz ended with {self._xz.returncode}")


def pack(target: Path, top: str, folder: Path, extras: Iterable[Path], *, is_last: Callable[[Path], bool]) -> tuple[int, int]:
    """Pack a folder, and some files beside its own, under the name ``top``.

    Returns the size of the archive in bytes before the files that come last, and after them. Owners are left out and all
    times are SOURCE_DATE_EPOCH, so that equal folders make equal archives.
    """
    names = {path: f"{top}/{path.relative_to(folder).as_posix()}" for path in sorted(folder.rglob("*"))}
    last = {path: name for path, name in names.items() if path.is_file() and is_last(path)}
    first = {path: name for path, name in names.items() if path not in last}
    first |= {path: f"{top}/{path.name}" for path in sorted(extras)}
    streams = XzStreams(target)
    with tarfile.open(fileobj=streams, mode="w", format=tarfile.PAX_FORMAT) as tar:  # type: ignore[call-overload]  # it only writes and tells
        for path, name in first.items():
            tar.add(path, name, recursive=False, filter=_anonymous)
        core = streams.next_stream()
        for path, name in last.items():
            tar.add(path, name, recursive=False, filter=_anonymous)
    return core, streams.close()


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
    member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
    return member
