"""Make characters that hide or reorder text visible; for displayed text only, never for the source."""

# Unicode's Bidi_Control property: marks, embeddings, overrides and isolates.
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Line ends that no renderer shows alike; U+2028 is also this layer's own hard break.
_ODD_LINE_ENDS = "\x85\u2028\u2029"
_KEPT_CONTROLS = "\t\n"


def _table() -> dict[int, str]:
    table = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in _KEPT_CONTROLS}
    table[0x7F] = "\u2421"
    named = [*BIDI_CONTROLS, *_ODD_LINE_ENDS, *map(chr, range(0x80, 0xA0))]
    table |= {ord(character): f"⟨U+{ord(character):04X}⟩" for character in named}
    table |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
    return table


_MARKS = _table()


def visible(text: str) -> str:
    """Return ``text`` with controls as pictures ("␛"), bidi controls as "⟨U+202E⟩" and lone surrogates as U+FFFD.

    Tabs and line feeds stay; the result can always be encoded as UTF-8.
    """
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_MARKS)
