"""Which SQLite the history is kept with."""

import apsw


def sqlite_version() -> str:
    """Return the version of the SQLite library, not of its binding."""
    return apsw.sqlite_lib_version()
