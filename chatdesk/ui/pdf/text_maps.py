"""Corrects what a PDF file says its letters are, for those who copy or search.

A font has one shape for 用 (U+7528) and for the radical ⽤ (U+2F64), and one for a space and for a tab; and Qt names the first
letter that has a shape. The tables that name them (``ToUnicode``, PDF 1.7, section 9.10.3) lie unpacked in Qt's files, so they
can be corrected in place.
"""

import mmap
import re
import unicodedata
from pathlib import Path

_TABLE = re.compile(rb"/CIDInit /ProcSet findresource begin.*?endcmap", re.DOTALL)
_NAMES = re.compile(rb"\[[^\]]*\]")
_MISNAMED = re.compile(rb"<(2[EF][0-9A-F]{2}|0009|00A0)>")
_SPACES = "\t\xa0"


def correct(path: Path) -> None:
    """Name letters in place of radicals, and spaces, in a file that is written. Blocks; raises OSError."""
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as content:
        for table in _TABLE.finditer(content):
            content[table.start() : table.end()] = _NAMES.sub(_names, table[0])


def _names(found: re.Match[bytes]) -> bytes:
    return _MISNAMED.sub(_letter, found[0])


def _letter(found: re.Match[bytes]) -> bytes:
    named = chr(int(found[1], 16))
    letter = " " if named in _SPACES else unicodedata.normalize("NFKC", named)
    return b"<%04X>" % ord(letter) if len(letter) == 1 and ord(letter) < 0x10000 else found[0]
