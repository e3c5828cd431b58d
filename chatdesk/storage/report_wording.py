"""What stands in a report: versions, kind and places of a fault; paths without the folders of the person."""

import platform
import re
import traceback
from collections.abc import Iterator
from datetime import datetime

from chatdesk.core.secret import redacted

MOST_FRAMES = 60
"""So many of the innermost places of a stack are told."""

_ABOUT = "Kept on this computer only. It holds no messages, no keys and no names."

_CRASH_LINES = re.compile(
    r"Fatal Python error: .*|Windows fatal exception: .*|(?:Current thread|Thread) 0x[0-9a-f]+.*|  File .*|  Binary file .*"
    r"|Current thread's C stack trace .*|  <.*>|  \.\.\.|Extension modules: .*|"
)
"""The lines that faulthandler writes; whatever else stands in the file is left out."""

_KNOWN_FOLDER = re.compile(
    r".*/(?:(?:site|dist)-packages|_internal|python3\.\d+t?|python3\d+/lib|contents/frameworks)/(?P<rest>.+)", re.IGNORECASE
)
_OWN_FOLDER = re.compile(r".*/(?P<rest>chatdesk/.+)")


def crash_report(crash_log: str, when: datetime) -> str:
    """Return the report of a crash: the first line of the log is about the program, what follows is faulthandler's."""
    program, _, stacks = crash_log.partition("\n")
    lines = [_without_folders(line) for line in stacks.splitlines() if _CRASH_LINES.fullmatch(line)]
    what = next((line for line in lines if line.startswith(("Fatal Python error", "Windows fatal exception"))), "unknown")
    return _report(f"Crash: {what}", program, when, "\n".join(lines).strip())


def fault_report(error: BaseException, where: str, program: str, when: datetime) -> str:
    """Return the report of an exception that nobody caught: classes and places; its text may hold what a person wrote."""
    return _report(f"Fault in {where}: {_name(error)}", program, when, "\n".join(stack(error)))


def stack(error: BaseException) -> list[str]:
    """Return the places that an exception went through, and those of its causes, as lines without anybody's folders."""
    lines: list[str] = []
    for link in _chain(error):
        frames = traceback.StackSummary.extract(traceback.walk_tb(link.__traceback__), lookup_lines=False)
        lines.append(_name(link))
        lines += [f'  File "{without_folders(f.filename)}", line {f.lineno} in {f.name}' for f in frames[-MOST_FRAMES:]]
    return lines


def without_folders(path: str) -> str:
    """Return the path of a code file from its library or package on; of any other absolute path the name alone."""
    slashed = path.replace("\\", "/")
    if (known := _KNOWN_FOLDER.fullmatch(slashed) or _OWN_FOLDER.fullmatch(slashed)) is not None:
        return known["rest"]
    is_absolute = slashed.startswith(("/", "~")) or slashed[1:2] == ":"
    return slashed.rpartition("/")[2] if is_absolute else slashed


def _report(title: str, program: str, when: datetime, stacks: str) -> str:
    facts = (
        f"When: {when:%Y-%m-%d %H:%M}",
        f"Program: {program}",
        f"System: {platform.system()} {platform.release()} ({platform.machine()})",
    )
    return redacted("\n".join((title, _ABOUT, "", *facts, "", stacks, "")))


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and what it came from, outermost first; each once."""
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def _name(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _without_folders(line: str) -> str:
    return re.sub(r'"([^"]*)"', lambda quoted: f'"{without_folders(quoted[1])}"', line)
