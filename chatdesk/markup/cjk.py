"""What is peculiar to Chinese and Japanese text: no spaces between words, full-width punctuation."""

import unicodedata

# Punctuation that Chinese shares with Latin text: it is Chinese where its neighbor is.
_SHARED_PUNCTUATION = frozenset("“”‘’…—·")
_HANGUL = ((0x1100, 0x11FF), (0x3130, 0x318F), (0xA960, 0xA97F), (0xAC00, 0xD7FF))
_EMOJI = (0x1F000, 0x1FFFF)


def is_cjk(character: str) -> bool:
    """Tell whether this is a Han, kana or full-width character; Korean, which has spaces, and emoji are not."""
    code = ord(character)
    if code < 0x2E80 or _EMOJI[0] <= code <= _EMOJI[1]:
        return False
    if any(first <= code <= last for first, last in _HANGUL):
        return False
    return unicodedata.east_asian_width(character) in "WFH"


def joins_without_space(before: str, after: str) -> bool:
    """Tell whether a line break of the source between these two characters is no space."""
    if is_cjk(before):
        return is_cjk(after) or after in _SHARED_PUNCTUATION
    return before in _SHARED_PUNCTUATION and is_cjk(after)
