"""What a server or the network answered, as one error of ``core.errors``; pure, without the SDK."""

import datetime
import email.utils
import html
import math
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from chatdesk.core import errors
from chatdesk.core.secret import Secret, redacted
from chatdesk.providers.chunks import ReportedError, parse_json, reported_error, whole

MAX_DETAIL = 300
_MAX_EXAMINED = 8_000
_MAX_RETRY_AFTER = 86_400.0
_TAGS = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<!--.*?-->|<[^<>]*>", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title[^>]*>([^<]{1,300})", re.IGNORECASE)
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")

_TOO_LONG_CODES = {"context_length_exceeded", "exceed_context_size_error", "string_above_max_length"}
_TOO_LONG = re.compile(
    r"context.{0,12}(length|window|size)|maximum.{0,20}tokens|too many (input )?tokens|(prompt|input).{0,20}too (long|large)"
    r"|reduce the length|exceeds? the max.{0,20}(length|tokens)|range of input length",
    re.IGNORECASE,
)
_NO_CREDIT_CODES = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "arrearage", "1113"}
_NO_CREDIT = re.compile(
    r"insufficient.{0,10}(balance|quota|credit|funds)|out of credit|余额不足|欠费|good standing", re.IGNORECASE
)
_KEY_CODES = {"invalid_api_key", "invalid_iam_token", "authentication_error"}
_KEY = re.compile(r"(incorrect|invalid) api.?key|api.?key (is )?(not valid|invalid|expired)", re.IGNORECASE)
_MODEL_CODES = {"model_not_found", "model_not_exist", "invalid_model"}
_MODEL = re.compile(
    r"model.{0,120}(not (found|exist)|does ?n.t exist|does not exist|unknown|not supported|no longer)"
    r"|(unknown|invalid|no such) model|模型不存在",
    re.IGNORECASE | re.DOTALL,
)


def plain_detail(text: str, key: Secret | None) -> str:
    """Return a server's text as an error may hold it: no tags, no key, no control characters, at most 300 characters."""
    keys = [key] if key else []
    text = redacted(whole(text), *keys)[:_MAX_EXAMINED]
    if "<" in text:
        title = _TITLE.search(text)
        text = title[1] if title else _TAGS.sub(" ", text)
    text = redacted(html.unescape(text), *keys)
    text = " ".join(_UNSEEN.sub(" ", text).split())
    return text if len(text) <= MAX_DETAIL else text[: MAX_DETAIL - 1] + "…"


def retry_after(headers: Mapping[str, str], now: datetime.datetime | None = None) -> float | None:
    """Return the seconds that the service asks to wait, None if it does not say (RFC 9110, 10.2.3; ``-ms`` as OpenAI)."""
    try:
        seconds = float(headers["retry-after-ms"]) / 1000
    except (KeyError, ValueError):
        text = headers.get("retry-after", "")
        try:
            seconds = float(text)
        except ValueError:
            try:
                until = email.utils.parsedate_to_datetime(text)
            except ValueError:
                return None
            if until.tzinfo is None:
                until = until.replace(tzinfo=datetime.UTC)
            seconds = (until - (now or datetime.datetime.now(datetime.UTC))).total_seconds()
    if not math.isfinite(seconds):
        return None
    return min(max(seconds, 0.0), _MAX_RETRY_AFTER)


class Faults:
    """Makes the errors of one endpoint; knows its host and what to redact."""

    def __init__(self, host: str, key: Secret | None) -> None:
        self.host = host
        self._key = key

    def detail(self, text: str) -> str:
        """Return a text as an error may hold it."""
        return plain_detail(text, self._key)

    def of_status(self, status: int, headers: Mapping[str, str], body: str, url: str) -> errors.ChatDeskError:
        """Return the error for an answer that is not 2xx."""
        if 300 <= status < 400:
            return errors.Redirected(self.host, self._target(headers.get("location", ""), url))
        reported = _reported(body)
        if status == 404 and not _speaks_of_model(reported):
            return errors.NotAnApi(self.host, self.detail(f"404 {reported.message}"))
        wait = retry_after(headers)
        if status in (408, 409, 425) or status >= 500:
            return errors.ServiceBusy(self.host, self.detail(reported.message), status, wait)
        by_text = self.of_report(reported, wait=wait)
        if type(by_text) is not errors.ServiceReported and status not in (401, 403, 404):
            return by_text
        return self._of_client_fault(status, self.detail(reported.message), wait)

    def of_report(self, reported: ReportedError, wait: float | None = None) -> errors.ServiceError:
        """Return the error for what a service says inside a stream, or with a status that leaves it open."""
        code, text, detail = reported.code.lower(), reported.message[:_MAX_EXAMINED], self.detail(reported.message)
        if code in _TOO_LONG_CODES or (_TOO_LONG.search(text) and "per min" not in text.lower()):
            return errors.ContextTooLong(self.host, detail)
        if code in _NO_CREDIT_CODES or _NO_CREDIT.search(text):
            return errors.QuotaExhausted(self.host, detail)
        if code in _KEY_CODES or _KEY.search(text):
            return errors.KeyRefused(self.host, detail)
        if _speaks_of_model(reported):
            return errors.ModelNotFound(self.host, detail)
        if code in ("rate_limit_exceeded", "rate_limit_error", "429"):
            return errors.RateLimited(self.host, detail, wait)
        return errors.ServiceReported(self.host, detail)

    def _of_client_fault(self, status: int, detail: str, wait: float | None) -> errors.ChatDeskError:
        match status:
            case 401:
                return errors.KeyRefused(self.host, detail)
            case 402:
                return errors.QuotaExhausted(self.host, detail)
            case 403:
                return errors.AccessDenied(self.host, detail)
            case 404:
                return errors.ModelNotFound(self.host, detail)
            case 413:
                return errors.ContextTooLong(self.host, detail)
            case 429:
                return errors.RateLimited(self.host, detail, wait)
        return errors.RequestRefused(self.host, detail, status)

    def _target(self, location: str, url: str) -> str:
        """Return where a redirect leads, without user name and query, which may hold secrets."""
        try:
            parts = urlsplit(urljoin(url, location))
            shown = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
        except ValueError:
            return ""
        return self.detail(shown) if location else ""


def _reported(body: str) -> ReportedError:
    """Return what the body of an error answer says, in whatever shape."""
    try:
        value: Any = parse_json(body.encode("utf-8", "replace"))
    except ValueError:
        return ReportedError(body)
    found = reported_error(value)
    if found is not None:
        return found
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return reported_error(value[0]) or ReportedError(body)
    if isinstance(value, dict):
        message = next(
            (value[name] for name in ("message", "detail", "msg", "error_msg") if isinstance(value.get(name), str)), ""
        )
        return ReportedError(message or body, str(value.get("code") or value.get("error_code") or "")[:200])
    return ReportedError(value if isinstance(value, str) else body)


def _speaks_of_model(reported: ReportedError) -> bool:
    return reported.code.lower() in _MODEL_CODES or bool(_MODEL.search(reported.message[:_MAX_EXAMINED]))
