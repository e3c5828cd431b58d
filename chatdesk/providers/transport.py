"""HTTP transports with ChatDesk's habits: certificates of the operating system, no variable of the environment unseen.

Imports httpx2, so it is itself imported when the first request is made.
"""

import ssl

import httpx2
import truststore

from chatdesk.core.errors import EnvironmentFault
from chatdesk.providers.environment import Proxy, certificate_file

_LIMITS = httpx2.Limits(max_connections=20, max_keepalive_connections=4, keepalive_expiry=30.0)


def make_transport(url: str, proxy: Proxy | None) -> httpx2.AsyncBaseTransport:
    """Return a transport for requests to this URL's host; slow, so not on the event loop's thread. Raises EnvironmentFault."""
    uses_tls = url.startswith("https:") or (proxy is not None and proxy.url.startswith("https:"))
    context = _tls_context() if uses_tls else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if proxy is None:
        return httpx2.AsyncHTTPTransport(verify=context, trust_env=False, limits=_LIMITS)
    try:
        # An HTTPS proxy's own certificate is checked as the service's is.
        ours = httpx2.Proxy(proxy.url, ssl_context=context if proxy.url.startswith("https:") else None)
        return httpx2.AsyncHTTPTransport(verify=context, trust_env=False, limits=_LIMITS, proxy=ours)
    except (ValueError, ImportError, httpx2.InvalidURL):
        fault = EnvironmentFault(proxy.variable, "not the address of a proxy")
    raise fault


def _tls_context() -> ssl.SSLContext:
    """Return a context that trusts what the operating system trusts, and the certificates in SSL_CERT_FILE."""
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    path = certificate_file()
    if path is not None:
        try:
            context.load_verify_locations(path)
        except (OSError, ValueError):
            fault = EnvironmentFault("SSL_CERT_FILE", "no certificates in the file")
        else:
            return context
        raise fault
    return context
