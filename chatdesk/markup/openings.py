"""How a rule that reads over line ends begins: "/*" of a comment, "`" of a raw string, "<<EOF".

While the end of such a text has not come, its rule does not match and others would take its beginning for something else.
"""

import re
from collections.abc import Callable
from functools import cache
from re import _compiler, _parser  # type: ignore[attr-defined]  # typeshed leaves them out
from typing import Any

# Only a pattern with one of these can read over line ends and more; most need no closer look.
_FAR = re.compile(r"\[\^|\.[*+]|\\n|\\W|\\S|\.\|")
_LONGEST_PATTERN = 400
_REPEATS = (_parser.MAX_REPEAT, _parser.MIN_REPEAT, _parser.POSSESSIVE_REPEAT)
_TO_GO_ON_OVER = ("\n", "x", " ")


def opening_of(match: Callable[..., Any]) -> "re.Pattern[str] | None":
    """Return what a rule, a pattern's ``match``, begins with before it reads on over any lines up to its end, if it does."""
    pattern = getattr(match, "__self__", None)
    return _opening(pattern) if isinstance(pattern, re.Pattern) else None


@cache
def _opening(pattern: "re.Pattern[str]") -> "re.Pattern[str] | None":
    source = pattern.pattern
    if len(source) > _LONGEST_PATTERN or not _FAR.search(source):
        return None
    tree = _parser.parse(source, pattern.flags)
    items = _flat(list(tree))
    far = next((index for index, item in enumerate(items) if _reads_on(item, tree.state)), len(items))
    rest = [item for item in items[far + 1 :] if item[0] is not _parser.AT]
    beginning = _parser.SubPattern(tree.state, items[:far])
    if not rest or not beginning.getwidth()[0] or _refers(items[:far]):
        return None
    compiled: re.Pattern[str] = _compiler.compile(beginning, pattern.flags)
    return compiled


def _flat(items: list[Any]) -> list[Any]:
    """Take the groups at the top level apart, as far as they are in the way."""
    flat: list[Any] = []
    for item in items:
        is_plain_group = item[0] is _parser.SUBPATTERN and not item[1][1] and not item[1][2]
        flat += _flat(list(item[1][3])) if is_plain_group else [item]
    return flat


def _refers(items: list[Any]) -> bool:
    return any(item[0] in (_parser.GROUPREF, _parser.GROUPREF_EXISTS) for item in items)


def _reads_on(item: Any, state: Any) -> bool:
    """Tell whether an item can read any number of lines of any text."""
    if item[0] not in _REPEATS or item[1][1] is not _parser.MAXREPEAT:
        return False
    body = _compiler.compile(_parser.SubPattern(state, list(item[1][2])))
    return all(body.fullmatch(character) for character in _TO_GO_ON_OVER)
