"""JSON as bytes."""

import json


def json_bytes(value: object) -> bytes:
    """Return a value as JSON on one line: readable UTF-8, or ASCII where a text holds what UTF-8 has no bytes for."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode("ascii")
