"""Writes a text to a file that the person chose."""

from pathlib import Path

from chatdesk.core.errors import FileNotSaved
from chatdesk.storage.new_file import NewFile


def write_text(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8, with the line ends it has. What was there stays whole until all of the new text is written.

    Blocks. Raises FileNotSaved.
    """
    file = NewFile(path, is_private=False)
    try:
        with file.telling():
            file.stream.write(text.encode("utf-8", "replace"))
    except FileNotSaved:
        file.discard()
        raise
    file.commit()
