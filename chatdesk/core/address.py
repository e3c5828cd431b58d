"""Base URLs as people paste them: cleaned, checked, and told apart by where they lead. No network."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

from chatdesk.core.errors import AddressInvalid

_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*)://")
_HOST_NAME = re.compile(r"^(?!-)[\w-]{1,63}(?:\.[\w-]{1,63})*\.?$")
_ENDPOINTS = ("/chat/completions", "/completions", "/models", "/responses")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def clean_base_url(text: str) -> str:
    """Return the base URL that a pasted address means, without the end slash and without an endpoint's own path.

    An address without a scheme gets ``https://``, on this computer ``http://``. Raises AddressInvalid for what cannot be
    a server: another scheme, spaces, a user name or password, a port that does not exist, a bare word.
    """
    pasted = text.strip().strip("\ufeff\u200b").strip("<>\"'")
    if not pasted or len(pasted) > 2_000 or not all(character > " " and character != "\x7f" for character in pasted):
        raise AddressInvalid("empty" if not pasted else "characters")
    if "\\" in pasted or any(character.isspace() for character in pasted):
        raise AddressInvalid("characters")
    has_scheme = _SCHEME.match(pasted)
    parts = _split(pasted if has_scheme else f"https://{pasted}")
    if parts.scheme not in _DEFAULT_PORTS:
        raise AddressInvalid("scheme")
    if "@" in parts.netloc:
        raise AddressInvalid("user name")
    host = _checked_host(parts, bare=not has_scheme)
    scheme = "http" if not has_scheme and _is_loopback_host(host) else parts.scheme
    return urlunsplit((scheme, _netloc(parts, host), _base_path(parts.path), "", ""))


def host_of(url: str) -> str:
    """Return the host, and the port where it is not the scheme's own, as an error names them; "" if there is none."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port
    except ValueError:
        return ""
    shown = f"[{host}]" if ":" in host else host
    return shown if port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f"{shown}:{port}"


def is_loopback(url: str) -> bool:
    """Whether the URL leads to this computer, whatever the network is."""
    try:
        return _is_loopback_host(urlsplit(url).hostname or "")
    except ValueError:
        return False


def is_plain_http_to_public(url: str) -> bool:
    """Whether key and conversation would cross the internet readable by everyone on the way."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme != "http" or not host or _is_loopback_host(host):
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host.rstrip(".") and not host.rstrip(".").endswith((".local", ".lan", ".internal", ".home.arpa"))


def _split(text: str) -> SplitResult:
    """Split a URL. Raises AddressInvalid, outside of the handler since the foreign error quotes the text."""
    try:
        parts = urlsplit(text)
        is_usable = parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable:
        raise AddressInvalid("port" if re.search(r":[^/\]]*\d", text.partition("://")[2]) else "host")
    return parts


def _checked_host(parts: SplitResult, *, bare: bool) -> str:
    """Return the host; a ``bare`` text (no scheme) must look like one: with a dot, a port, or ``localhost``."""
    host = parts.hostname or ""
    if _is_ip(host):
        is_host = ":" not in host or f"[{host}]" in parts.netloc.lower()
    else:
        # A name that ends in a number is an address gone wrong: no such name can exist (RFC 3696, section 2).
        is_host = len(host) <= 253 and bool(_HOST_NAME.match(host)) and not host.rstrip(".").rpartition(".")[2].isdecimal()
        is_host = is_host and (not bare or "." in host or host == "localhost" or parts.port is not None)
    if not is_host:
        raise AddressInvalid("host")
    return host


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _netloc(parts: SplitResult, host: str) -> str:
    shown = f"[{host}]" if ":" in host else host
    return shown if parts.port is None else f"{shown}:{parts.port}"


def _base_path(path: str) -> str:
    path = re.sub(r"/{2,}", "/", path).rstrip("/")
    for endpoint in _ENDPOINTS:
        if path.lower().endswith(endpoint):
            return path[: -len(endpoint)].rstrip("/")
    return path


def _is_loopback_host(host: str) -> bool:
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
