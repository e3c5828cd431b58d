"""Text as UTF-8 can hold it."""


def storable(text: str) -> str:
    """Return the text as UTF-8 can hold it: surrogate pairs become characters, lone surrogates U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
