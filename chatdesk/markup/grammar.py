"""The Markdown that ChatDesk reads: markdown-it-py, configured and put right; the only module that imports it.

Import it through ``leaves.grammar()``, which does so when the first text is parsed.
"""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace, unescapeAll
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table as table_rule
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.rules_inline.strikethrough import tokenize as strikethrough_rule
from markdown_it.token import Token

from chatdesk.markup import math, notes
from chatdesk.markup.cjk import is_cjk
from chatdesk.markup.limits import LONGEST_HEADER, MAX_COLUMNS, MAX_NESTING, rows_at_once
from chatdesk.markup.links import safe_href
from chatdesk.markup.visible import BIDI_CONTROLS

# What markdown-it raises by mistake on strange input (its rules index past the end); the text is then shown as it is.
_MISTAKES = (LookupError, RecursionError, RuntimeError, ValueError)

_SCHEME_BEFORE = re.compile(r"(?<![A-Za-z0-9.+-])https?$", re.IGNORECASE)
_BARE_URL = re.compile(
    r"https?://[^\s\x00-\x20\x7f-\x9f<>\"`{}|\\^，。；：！？、（）《》〈〉「」『』【】〔〕“”‘’…"
    + "".join(sorted(BIDI_CONTROLS))
    + "]+",
    re.IGNORECASE,
)
# "https://example.com然后": a host that ends like one, then Chinese text.
_HOST_THEN_CJK = re.compile(r"https?://[A-Za-z0-9.-]+\.[A-Za-z]{2,}(?::\d+)?(?=[^\x00-\x7f])", re.IGNORECASE)

_ENTITY_AT_END = re.compile(r"&[A-Za-z0-9]+;\Z")

_OTHER_BLOCK = re.compile(r"`{3}|~{3}|#{1,6}[ \t]|>|(?:[-+*]|\d{1,9}[.)])[ \t]")

_TILDES = re.compile("~{3,}")

Environment = MutableMapping[str, Any]

_log = logging.getLogger(__name__)


class _InlineState(StateInline):
    """Reads ``**注意：**不要`` as strong: next to CJK text, punctuation says nothing about where a word ends."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N803
        marker = self.src[start]
        end = start
        while end < self.posMax and self.src[end] == marker:
            end += 1
        before = self.src[start - 1] if start > 0 else " "
        after = self.src[end] if end < self.posMax else " "
        left = _flanks(after, before)
        right = _flanks(before, after)
        can_open = left and (canSplitWord or not right or _is_punctuation(before))
        can_close = right and (canSplitWord or not left or _is_punctuation(after))
        return Scanned(can_open, can_close, end - start)


def _is_punctuation(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def _flanks(inner: str, outer: str) -> bool:
    """Tell whether a run of delimiters hugs ``inner``; CommonMark 0.31 section 6.2, with CJK text as no word's edge."""
    if isWhiteSpace(ord(inner)):
        return False
    if not _is_punctuation(inner) or is_cjk(inner):
        return True
    return isWhiteSpace(ord(outer)) or _is_punctuation(outer) or is_cjk(outer)


class _InlineParser(ParserInline):
    """The inline parser with our state."""

    def parse(self, src: str, md: MarkdownIt, env: Environment, tokens: list[Token]) -> list[Token]:
        state = _InlineState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _bare_url(state: StateInline, silent: bool) -> bool:
    """Make http and https addresses in running text links, and nothing else ("main.py" is no link)."""
    if state.linkLevel > 0 or not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME_BEFORE.search(state.src[max(0, state.pos - 6) : state.pos])
    if not scheme or not state.pending.endswith(scheme.group()):
        return False
    start = state.pos - len(scheme.group())
    url = _trimmed_url(state.src[start : state.posMax])
    if not safe_href(url):
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme.group())]
        state.push("link_open", "a", 1).attrs = {"href": url}
        state.push("text", "", 0).content = url
        state.push("link_close", "a", -1)
    state.pos = start + len(url)
    return True


def _trimmed_url(text: str) -> str:
    """Return the address at the start of ``text`` without the punctuation that belongs to the sentence around it."""
    match = _HOST_THEN_CJK.match(text) or _BARE_URL.match(text)
    url = match.group() if match else ""
    while url:
        if entity := _ENTITY_AT_END.search(url):
            url = url[: entity.start()]
        elif url[-1] in "?!.,:;*_~'&" or (url[-1] in ")]" and url.count(url[-1]) > url.count("(["[url[-1] == "]"])):
            url = url[:-1]
        else:
            break
    return url


def _strikethrough(state: StateInline, silent: bool) -> bool:
    """Strike with two tildes; three and more are text, as in GFM."""
    run = _TILDES.match(state.src, state.pos)
    if not run:
        return strikethrough_rule(state, silent)
    if not silent:
        state.pending += run.group()
    state.pos = run.end()
    return True


def _table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read a table unless its first line is too wide to be one, or starts another block, which markdown-it forgets."""
    start, end = state.bMarks[start_line], state.eMarks[start_line]
    if end - start > LONGEST_HEADER or state.src.count("|", start, end) > MAX_COLUMNS + 1:
        return False
    if _OTHER_BLOCK.match(state.src, start + state.tShift[start_line], end):
        return False
    rows = 4 * rows_at_once(state.src[start:end])
    return table_rule(state, start_line, min(end_line, start_line + 2 + rows), silent)


class _Markdown(MarkdownIt):
    """Gives links as written; ``safe_href`` decides later, on the same text that the person sees."""

    def normalizeLink(self, url: str) -> str:
        return url

    def normalizeLinkText(self, link: str) -> str:
        return link

    def validateLink(self, url: str) -> bool:
        return True


class Grammar:
    """Reads text as tokens, blocks and inlines apart."""

    def __init__(self) -> None:
        markdown = _Markdown()
        markdown.inline = _InlineParser()
        # Definitions as tokens: so every line that is not blank belongs to some token.
        # HTML within a line as tokens, which are shown as written: no emphasis in an attribute.
        options = {"html": True, "maxNesting": MAX_NESTING, "tasklists": True, "inline_definitions": True}
        markdown.configure("commonmark", options)
        markdown.inline.ruler.at("linkify", _bare_url)
        markdown.inline.ruler.at("strikethrough", _strikethrough)
        markdown.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
        markdown.inline.ruler.before("escape", "math", math.inline)
        markdown.block.ruler.before("fence", "math", math.block, {"alt": ["paragraph", "reference", "blockquote", "list"]})
        markdown.inline.ruler.before("link", "note", notes.reference)
        markdown.block.ruler.before("reference", "note", notes.definition, {"alt": ["paragraph", "reference"]})
        markdown.enable(["table", "strikethrough", "linkify"])
        markdown.disable(["html_block"])
        self._markdown = markdown

    def blocks(self, text: str) -> list[Token] | None:
        """Return the block tokens of ``text``, whose line ends are "\\n"; None if it can't be read."""
        tokens: list[Token] = []
        try:
            self._markdown.block.parse(text, self._markdown, {}, tokens)
        except _MISTAKES as error:
            _log.info("markdown blocks of %d characters not readable: %s", len(text), type(error).__name__)
            return None
        return tokens

    def unescaped(self, text: str) -> str:
        """Return text with its backslash escapes and entities resolved."""
        return unescapeAll(text)

    def inlines(self, content: str, environment: Environment) -> list[Token] | None:
        """Return the inline tokens of one paragraph's content; None if it can't be read.

        ``environment`` holds the link definitions, if there are any, under "references".
        """
        tokens: list[Token] = []
        try:
            self._markdown.inline.parse(content, self._markdown, environment, tokens)
        except _MISTAKES as error:
            _log.info("markdown inlines of %d characters not readable: %s", len(content), type(error).__name__)
            return None
        return tokens
