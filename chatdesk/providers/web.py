"""What all requests that follow links have in common: where a redirection leads, and what a failure means."""

import ssl
from urllib.parse import urljoin, urlsplit

import httpx2

from chatdesk.core import errors
from chatdesk.core.address import host_of
from chatdesk.providers.environment import Proxy

MOST_HOPS = 5
"""Requests until there is something else than a redirection."""

FOREIGN_ERRORS = (httpx2.HTTPError, httpx2.StreamError, OSError, ssl.SSLError)
"""What a request through a transport of httpx2 raises."""


def redirection_target(url: str, location: str) -> str:
    """Return where a redirection leads; raises Redirected unless that is another web address, without a user name."""
    try:
        target = urljoin(url, location)
        parts = urlsplit(target)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
        httpx2.URL(target)
    except (ValueError, httpx2.InvalidURL):
        is_web = False
    if not location or not is_web:
        raise errors.Redirected(host_of(url), "")
    return target


def fault_of(err: Exception, host: str, proxy: Proxy | None, seconds: float) -> errors.ChatDeskError:
    """Return what one of ``FOREIGN_ERRORS`` means; ``seconds`` is how long an answer was waited for."""
    causes: list[BaseException] = []
    cause: BaseException | None = err
    while cause is not None and len(causes) < 10:
        causes.append(cause)
        cause = cause.__cause__ or cause.__context__
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return errors.CertificateUntrusted(host)
    if proxy is not None and isinstance(err, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.ProxyError):
        return errors.EnvironmentFault(proxy.variable, "the proxy does not let through")
    if isinstance(err, httpx2.TimeoutException):
        return errors.NoAnswer(host, seconds)
    return errors.Unreachable(host)
