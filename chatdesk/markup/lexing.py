"""Runs the state machine of a Pygments lexer in steps: from a place and a stack of states up to a line, and on from there."""

import copy
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

from pygments.lexer import ExtendedRegexLexer, Lexer, LexerContext, RegexLexer
from pygments.lexers.data import YamlLexerContext
from pygments.token import Comment, Error, String, Whitespace, _TokenType

from chatdesk.markup.languages import lexer_of
from chatdesk.markup.openings import opening_of

# Lexers whose own loop only renames tokens one by one, so that it can run over tokens that were found in steps.
_RENAMING = frozenset({"CFamilyLexer", "PhpLexer", "SwiftLexer", "LuaLexer"})
# Lexers with rules that hand all between two far lines to another lexer.
_LEAPING = frozenset({"MarkdownLexer", "RstLexer", "VueLexer"})
# Lexers of languages that hold others: state to the name of the inner lexer and to what ends it.
_INNER = {
    "script-content": ("js", re.compile(r"<\s*/\s*script\s*>", re.IGNORECASE)),
    "style-content": ("css", re.compile(r"<\s*/\s*style\s*>", re.IGNORECASE)),
}
_MOST_STEPS_IN_PLACE = 100

Token = tuple[int, Any, str]
Match = Callable[..., "re.Match[str] | None"]
# How to match, what that is, the next state, and how to match the opening of what reads on over lines.
Rule = tuple[Match, Any, Any, Match | None]


class Stuck(RuntimeError):
    """A lexer's rules go round without reading on."""


class Reach(NamedTuple):
    """How far to read: up to the first token at ``stop`` or later, with only the text before ``end`` known.

    ``is_final`` says that no text follows ``end``; else what might read on beyond it is left unread, or, with
    ``is_guess``, shown as it would be if it did.
    """

    stop: int
    end: int
    is_final: bool = False
    is_guess: bool = False


class Cursor:
    """Where a machine stands."""

    def __init__(self, context: LexerContext, inner: "Cursor | None" = None) -> None:
        self.context = context
        self.inner = inner

    def copied(self) -> "Cursor":
        """Return a cursor that moves by itself."""
        context = copy.copy(self.context)
        for name, value in vars(context).items():
            if isinstance(value, list):
                setattr(context, name, list(value))
        return Cursor(context, self.inner.copied() if self.inner else None)


def can_step(lexer: Lexer) -> bool:
    """Tell whether a machine reads as the lexer itself would."""
    name = type(lexer).__name__
    if not isinstance(lexer, RegexLexer) or name in _LEAPING:
        return False
    loop = type(lexer).get_tokens_unprocessed
    is_usual = loop in (RegexLexer.get_tokens_unprocessed, ExtendedRegexLexer.get_tokens_unprocessed)
    return is_usual or name == "YamlLexer" or loop.__qualname__.partition(".")[0] in _RENAMING


class Machine:
    """A lexer's state machine."""

    def __init__(self, lexer: RegexLexer) -> None:
        self._lexer = lexer
        self._states: dict[str, list[tuple[Match, Any, Any]]] = lexer._tokens  # noqa: SLF001  # set by its metaclass
        self._rules: dict[str, list[Rule]] = {}
        self._is_extended = isinstance(lexer, ExtendedRegexLexer)
        self._context = YamlLexerContext if type(lexer).__name__ == "YamlLexer" else LexerContext
        loop = type(lexer).get_tokens_unprocessed.__qualname__.partition(".")[0]
        self._replay = _Replay(lexer) if loop in _RENAMING else None
        self._has_inner = type(lexer).__name__ == "HtmlLexer"
        self.is_held = False

    def start(self) -> Cursor:
        """Return a cursor at the start of a text."""
        context = self._context("", 0)
        context.stack = ["root"]
        return Cursor(context)

    def read(self, cursor: Cursor, text: str, reach: Reach) -> list[Token]:
        """Return the tokens from ``cursor`` on and move it; ``is_held`` tells then that a token may go on beyond the end."""
        self.is_held = False
        cursor.context.text, cursor.context.end = text, reach.end
        tokens: list[Token] = []
        self._read(cursor, text, reach, tokens)
        return list(self._replay.renamed(tokens)) if self._replay else tokens

    def _read(self, cursor: Cursor, text: str, reach: Reach, tokens: list[Token]) -> None:
        context = cursor.context
        last, steps = -1, 0
        stop, end, is_final = min(reach.stop, reach.end), reach.end, reach.is_final
        while context.pos < stop:
            steps = steps + 1 if context.pos == last else 0
            last = context.pos
            if steps > _MOST_STEPS_IN_PLACE:
                raise Stuck(context.stack[-1])
            if self._has_inner and context.stack[-1] in _INNER and not self._is_at_inner_end(context, text):
                tokens += self._read_inner(cursor, text, reach)
                if self.is_held:
                    return
                continue
            for rule in self._rules.get(context.stack[-1]) or self._rules_of(context.stack[-1]):
                match = rule[0](text, last, end)
                if match:
                    if match.end() >= end > reach.stop and not is_final and match.end() - last > 1:
                        self.is_held = True
                        return
                    self._take(context, rule, match, tokens)
                    break
                if rule[3] and not is_final and rule[3](text, last, end):
                    tokens += self._guess(context, rule, text, reach)
                    return
            else:
                tokens.append(self._skip(context, text))

    def _rules_of(self, state: str) -> list[Rule]:
        rules: list[Rule] = []
        for match, action, new_state in self._states[state]:
            opening = opening_of(match)
            rules.append((match, action, new_state, opening.match if opening else None))
        self._rules[state] = rules
        return rules

    def _guess(self, context: LexerContext, rule: Rule, text: str, reach: Reach) -> Iterator[Token]:
        """Give what is open at the end of the text, a comment or text in quotes as a rule."""
        self.is_held = True
        if reach.is_guess:
            kind = rule[1] if type(rule[1]) is _TokenType and rule[1] in Comment else String
            yield context.pos, kind, text[context.pos : reach.end]

    def _take(self, context: LexerContext, rule: Rule, match: "re.Match[str]", tokens: list[Token]) -> None:
        _, action, new_state, _ = rule
        if type(action) is _TokenType:
            tokens.append((context.pos, action, match.group()))
            context.pos = match.end()
        elif self._is_extended and action is not None:
            tokens += action(self._lexer, match, context)
        else:
            tokens += action(self._lexer, match) if action is not None else ()
            context.pos = match.end()
        if new_state is not None:
            _change(context.stack, new_state)

    def _skip(self, context: LexerContext, text: str) -> Token:
        """Take one character that no rule knows; at the end of a line all begins anew."""
        start = context.pos
        context.pos += 1
        if text[start] != "\n":
            return start, Error, text[start]
        context.stack = ["root"]
        return start, Whitespace, "\n"

    def _is_at_inner_end(self, context: LexerContext, text: str) -> bool:
        return _INNER[context.stack[-1]][1].match(text, context.pos, context.end) is not None

    def _read_inner(self, cursor: Cursor, text: str, reach: Reach) -> Iterator[Token]:
        """Read code in another language up to its end, if that has come; open code is code, too."""
        context = cursor.context
        alias, ending = _INNER[context.stack[-1]]
        machine = machine_of(alias)
        if machine is None:
            raise Stuck(alias)
        if cursor.inner is None:
            cursor.inner = machine.start()
            cursor.inner.context.pos = context.pos
        found = ending.search(text, context.pos, reach.end)
        end = found.start() if found else reach.end
        inner = Reach(min(reach.stop, end), end, bool(found) or reach.is_final, reach.is_guess)
        yield from machine.read(cursor.inner, text, inner)
        self.is_held = machine.is_held
        context.pos = cursor.inner.context.pos
        if found and context.pos >= end:
            cursor.inner = None


def _change(stack: list[str], new_state: Any) -> None:
    """Change the stack as a rule asks for; the meaning of ``new_state`` is that of Pygments' documentation."""
    if isinstance(new_state, int):
        del stack[max(1, len(stack) - abs(new_state)) :]
        return
    for state in new_state if isinstance(new_state, tuple) else (new_state,):
        if state == "#pop":
            del stack[max(1, len(stack) - 1) :]
        else:
            stack.append(stack[-1] if state == "#push" else state)


class _Whole:
    """Stands for a match of a text of one character."""

    def end(self) -> int:
        return 1


class _Replay:
    """Lets a lexer's own loop rename tokens that were found already: C's types, PHP's functions."""

    def __init__(self, lexer: RegexLexer) -> None:
        self._found: list[Token] = []
        self._shadow: Any = copy.copy(lexer)
        rules = [(lambda _, position: None if position else _Whole(), lambda *_: iter(self._found), None)]
        self._shadow._tokens = dict.fromkeys(self._shadow._tokens, rules)  # noqa: SLF001  # what the loop goes by

    def renamed(self, tokens: list[Token]) -> Iterator[Token]:
        self._found = tokens
        yield from self._shadow.get_tokens_unprocessed("x")


@cache
def machine_of(alias: str) -> Machine | None:
    """Return the machine for a language, None if its lexer can't be run in steps. It keeps no place: cursors do."""
    lexer = lexer_of(alias)
    return Machine(lexer) if isinstance(lexer, RegexLexer) and can_step(lexer) else None
