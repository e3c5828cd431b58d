"""Which links may be opened: one rule for painting, copying and opening."""

import ipaddress
import re
import unicodedata
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from chatdesk.markup.visible import BIDI_CONTROLS

_MAX_LENGTH = 4_000
_BIDI = "".join(sorted(BIDI_CONTROLS))
_TRAP = re.compile(rf"[\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{_BIDI}]")
# Percent-encoded, a line end or a tab is only text.
_HIDDEN_TRAP = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_BIDI}]")
_SCHEME = re.compile(r"(https?|mailto):", re.IGNORECASE)
_WEB = re.compile(r"(?i:(https?))://([^/?#]+)(.*)", re.DOTALL)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?")
_PORT = re.compile(r"\d{1,5}")
_ADDRESS = re.compile(r"[^\s@,;:<>()\[\]\"/?]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
# Some mail programs attach any local file that a link names, so only harmless fields pass.
_MAIL_FIELDS = frozenset({"to", "cc", "bcc", "subject", "body"})
_KEPT_IN_PATH = "!#$%&'()*+,-./:;=?@[]_~"


def safe_href(href: str) -> str:
    """Return the link as it may be opened, all ASCII with the host as punycode, or "" when it is refused.

    Only http, https and mailto pass. Refused are: relative links, ``//host``, user information, control and bidi characters
    (percent-encoded ones, too), backslashes, and hosts that are no host name. The result passes again unchanged.
    """
    if len(href) > _MAX_LENGTH or not _SCHEME.match(href):
        return ""
    return _safe_web(href) if href[0] in "hH" else _safe_mail(href)


def host_of(href: str) -> str:
    """Return the host of a link that ``safe_href`` gave, "" for mail."""
    return urlsplit(href).hostname or ""


def _has_trap(href: str) -> bool:
    if _TRAP.search(href):
        return True
    return "%" in href and _HIDDEN_TRAP.search(unquote(href, errors="replace")) is not None


def _safe_web(href: str) -> str:
    match = _WEB.fullmatch(href)
    if not match:
        return ""
    scheme, authority, rest = match.groups()
    host, port = _split_port(authority)
    host = _ascii_host(host)
    if not host or (port and (not _PORT.fullmatch(port) or int(port) > 65_535)) or _has_trap(href):
        return ""
    return f"{scheme.lower()}://{host}{':' if port else ''}{port}{quote(rest, safe=_KEPT_IN_PATH)}"


def _split_port(authority: str) -> tuple[str, str]:
    host, colon, port = authority.rpartition(":")
    return (host, port or "x") if colon and not authority.endswith("]") else (authority, "")


def _ascii_host(host: str) -> str:
    """Return the host in lower case, each foreign label as punycode (UTS 46, non-transitional); "" if it is none."""
    lowered = unicodedata.normalize("NFKC", host.lower()).lower()
    if lowered.startswith("[") and lowered.endswith("]"):
        return lowered if _is_ipv6(lowered[1:-1]) else ""
    labels = [_ascii_label(label) for label in lowered.removesuffix(".").split(".")]
    return ".".join(labels) if all(labels) else ""


def _is_ipv6(address: str) -> bool:
    try:
        return not ipaddress.IPv6Address(address).scope_id
    except ValueError:
        return False


def _ascii_label(label: str) -> str:
    if not label.isascii():
        if not all(character == "-" or character.isalnum() or unicodedata.combining(character) for character in label):
            return ""
        label = "xn--" + label.encode("punycode").decode("ascii")
    return label if len(label) < 64 and _LABEL.fullmatch(label) else ""


def _safe_mail(href: str) -> str:
    addresses, _, query = href[len("mailto:") :].partition("?")
    if _has_trap(href) or not all(_ADDRESS.fullmatch(address) for address in unquote(addresses).split(",")):
        return ""
    if any(name.lower() not in _MAIL_FIELDS for name, _ in parse_qsl(query, keep_blank_values=True)):
        return ""
    if any(("\r" in value or "\n" in value) and name.lower() != "body" for name, value in parse_qsl(query)):
        return ""
    return "mailto:" + quote(href[len("mailto:") :], safe=_KEPT_IN_PATH)
