"""A disk whose power can be cut: of what was written and not synced, any part may be there afterwards, torn at sectors."""

import random
from collections import defaultdict
from pathlib import Path
from threading import Lock
from typing import Any

import apsw

SECTOR = 512


class CuttableDisk(apsw.VFS):
    """Passes everything on to the real disk and remembers what a power cut would leave of each file."""

    def __init__(self) -> None:
        self._lasting: dict[str, bytearray] = defaultdict(bytearray)
        self._pending: dict[str, list[tuple[int, bytes | None]]] = defaultdict(list)
        self._lock = Lock()
        super().__init__("cuttable-disk", "")

    def xOpen(self, name: Any, flags: list[int]) -> "CuttableFile":
        return CuttableFile(self, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        super().xDelete(filename, syncdir)
        with self._lock:
            self._lasting.pop(filename, None)
            self._pending.pop(filename, None)

    def wrote(self, path: str, offset: int, data: bytes | None) -> None:
        """Note a write, or with None that the file was cut off at ``offset``."""
        with self._lock:
            self._pending[path].append((offset, data))

    def synced(self, path: str) -> None:
        """Note that all writes to a file will last."""
        with self._lock:
            for offset, data in self._pending.pop(path, []):
                apply(self._lasting[path], offset, data)

    def cut(self, folder: Path, chance: random.Random) -> None:
        """Put into ``folder`` what a power cut now would leave: a random part of what is pending, in random order."""
        with self._lock:
            left = {path: bytearray(self._lasting.get(path, b"")) for path in {*self._lasting, *self._pending}}
            pending = {path: list(writes) for path, writes in self._pending.items()}
        for path, writes in pending.items():
            share = chance.random()
            chosen = [write for write in writes if chance.random() < share]
            if chance.random() < 0.5:
                chance.shuffle(chosen)
            for offset, data in chosen:
                is_torn = data is not None and len(data) > SECTOR and chance.random() < 0.3
                apply(left[path], offset, data[: chance.randrange(len(data) // SECTOR) * SECTOR] if is_torn and data else data)
        for path, content in left.items():
            (folder / Path(path).name).write_bytes(content)


def apply(content: bytearray, offset: int, data: bytes | None) -> None:
    """Do a write, or cut the content off."""
    if data is None:
        del content[offset:]
        return
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data


class CuttableFile(apsw.VFSFile):
    """A file on that disk."""

    def __init__(self, disk: CuttableDisk, name: Any, flags: list[int]) -> None:
        self._disk = disk
        self._path = str(name.filename() if isinstance(name, apsw.URIFilename) else name)
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        super().xWrite(data, offset)
        self._disk.wrote(self._path, offset, bytes(data))

    def xTruncate(self, newsize: int) -> None:
        super().xTruncate(newsize)
        self._disk.wrote(self._path, newsize, None)

    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        self._disk.synced(self._path)
