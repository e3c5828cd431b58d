"""A service's list of models, in the shapes that services give it. Pure."""

from typing import Any

from chatdesk.core import errors
from chatdesk.core.settings import ModelInfo
from chatdesk.providers.chunks import parse_json, reported_error, whole
from chatdesk.providers.errors import Faults

MAX_BODY = 8 * 1024 * 1024
"""The most bytes that a list may take."""

_MAX_MODELS = 5_000
_MAX_ID = 300
_CONTEXT_FIELDS = ("context_length", "max_model_len", "context_window", "max_context_length", "n_ctx", "n_ctx_train")
"""OpenRouter and Moonshot; vLLM; Groq; Mistral; llama.cpp, which gives them under ``meta``."""


def read_models(body: bytes, faults: Faults) -> tuple[ModelInfo, ...]:
    """Return the models of a list, sorted by id. Raises NotAnApi or the error that the body reports."""
    text = body.decode("utf-8", "replace")
    try:
        value = parse_json(body)
    except ValueError:
        fault = errors.NotAnApi(faults.host, faults.detail(text))
    else:
        error = reported_error(value)
        if error is not None:
            raise faults.of_report(error)
        entries = value.get("data", value.get("models")) if isinstance(value, dict) else value
        if isinstance(entries, list):
            found = [info for entry in entries[:_MAX_MODELS] if (info := _model(entry)) is not None]
            return tuple(sorted({info.id: info for info in found}.values(), key=lambda info: info.id))
        fault = errors.NotAnApi(faults.host, faults.detail(text))
    raise fault


def _model(entry: Any) -> ModelInfo | None:
    if not isinstance(entry, dict):
        return None
    name = entry.get("id") or entry.get("name")
    if not isinstance(name, str) or not name.strip():
        return None
    return ModelInfo(whole(name.strip()[:_MAX_ID]), _context_tokens(entry))


def _context_tokens(entry: dict[str, Any]) -> int | None:
    """Return the context window; that of the running server comes before that of the training."""
    meta = entry.get("meta")
    for holder in (entry, meta if isinstance(meta, dict) else {}):
        for field in _CONTEXT_FIELDS:
            value = holder.get(field)
            if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**31:
                return value
    return None
