"""The context window: how many tokens a text takes, and which turns fit."""

from collections.abc import Sequence
from dataclasses import dataclass

from chatdesk.core.message import Message

MESSAGE_OVERHEAD_TOKENS = 4
"""Tokens that the chat template spends on each message (OpenAI's cookbook: 3 for the frame, 1 for the role)."""

REPLY_SHARE = 0.25
"""The share of the context window that is kept free for the reply, up to ``REPLY_TOKENS``."""

REPLY_TOKENS = 4_096


def estimate_tokens(text: str) -> int:
    """Return an estimate of the tokens in ``text``, rather too many than too few.

    UTF-8 bytes are counted: about 4 a token for ASCII (3.5 taken, since code and digits split finer), 3 for everything
    else, which is one token a CJK character and what byte-level BPE vocabularies of 32 k to 200 k entries give or less.
    """
    if text.isascii():
        return -(-len(text) * 2 // 7)
    ascii_count = len(text.encode("ascii", "ignore"))
    other_bytes = len(text.encode("utf-8", "replace")) - ascii_count
    return -(-ascii_count * 2 // 7) + -(-other_bytes // 3)


def image_tokens(width: int, height: int) -> int:
    """Return how many tokens a picture of so many pixels takes, by the dearer of OpenAI's two published rules.

    Older models (GPT-4o): scaled to fit 2,048 x 2,048, then to a shorter side of at most 768, 85 tokens and 170 for each
    square of 512 begun. Newer ones (GPT-4.1 mini and later): a token for each square of 32 begun, at most 1,536.
    """
    return max(_tile_tokens(width, height), min(_PATCHES, -(-width // 32) * -(-height // 32)))


_PATCHES = 1_536


def _tile_tokens(width: int, height: int) -> int:
    factor = min(1.0, 2_048 / max(width, height, 1))
    factor = min(factor, 768 / max(1, min(width, height)))
    across, down = (max(1, round(side * factor)) for side in (width, height))
    return 85 + 170 * -(-across // 512) * -(-down // 512)


def message_tokens(message: Message) -> int:
    """Return an estimate of the tokens of a message's text and pictures."""
    return estimate_tokens(message.text) + sum(image_tokens(image.width, image.height) for image in message.images)


@dataclass(frozen=True, slots=True)
class Fit:
    """Which turns are sent: those from ``first`` on; ``first`` of them are left out."""

    first: int
    tokens: int


def fit_turns(turn_tokens: Sequence[int], starts: Sequence[int], fixed_tokens: int, window_tokens: int) -> Fit:
    """Return the longest run of newest turns that fits the context window with room for the reply.

    ``turn_tokens`` are the estimates of the messages, oldest first, without overhead; ``starts`` the indexes at which a
    turn begins (user messages), ascending: only whole turns are left out. ``fixed_tokens`` is what is always sent (the
    system prompt). The last turn is always sent, however long: the service then says that it is too long.
    """
    room = window_tokens - min(int(window_tokens * REPLY_SHARE), REPLY_TOKENS) - fixed_tokens - MESSAGE_OVERHEAD_TOKENS
    total = 0
    best: Fit | None = None
    end = len(turn_tokens)
    bounds = [start for start in starts if start < end] or [0]
    if bounds[0] != 0:
        bounds.insert(0, 0)
    for start in reversed(bounds):
        total += sum(turn_tokens[start:end]) + MESSAGE_OVERHEAD_TOKENS * (end - start)
        end = start
        if best is not None and total > room:
            return best
        best = Fit(start, total + fixed_tokens + MESSAGE_OVERHEAD_TOKENS)
    return best or Fit(0, fixed_tokens)
