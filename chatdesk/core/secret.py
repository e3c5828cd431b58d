"""A secret that does not show itself in logs, tracebacks or error texts."""

import re

MAX_KEY_CHARACTERS = 1_200
"""Windows' credential store holds 1,280 characters; some of them are ours."""

_QUOTES = "\"'`“”‘’"
_LABEL = re.compile(r"^(?:(?:export\s+)?OPENAI_API_KEY\s*=\s*|(?:Authorization:\s*)?Bearer\s+)", re.IGNORECASE)


class MalformedKey(ValueError):
    """The text cannot be an API key; the message never holds the text."""


class Secret:
    """Holds an API key; only ``reveal`` gives it away."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the key itself, for the header that needs it and for nothing else."""
        return self._value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a secret cannot be pickled")


def clean_key(pasted: str) -> Secret:
    """Return the key in a pasted text, without the spaces, quotes, line ends and labels that come along with it.

    Raises MalformedKey if what is left is empty, too long, or holds a character that no HTTP header may carry.
    """
    text = pasted.strip().strip("\ufeff\u200b").strip()
    text = _LABEL.sub("", text)
    text = "".join(text.strip().strip(_QUOTES).split())
    if not text:
        raise MalformedKey("empty")
    if len(text) > MAX_KEY_CHARACTERS:
        raise MalformedKey("too long")
    if not all("!" <= character <= "~" for character in text):
        raise MalformedKey("character")
    return Secret(text)


def redacted(text: str, *secrets: Secret) -> str:
    """Return ``text`` with the given keys, and whatever looks like one, replaced by ``…``."""
    for secret in secrets:
        if secret.reveal():
            text = text.replace(secret.reveal(), "…")
    text = re.sub(r"(?i)bearer\s+[^\s\"',;]+", "Bearer …", text)
    return re.sub(r"\b(?:sk|pk|rk|gsk|xai|AIza)[-_][A-Za-z0-9_\-*.]{6,}", "…", text)
