"""Proxy and certificate settings from the environment, read by us so that a bad one is named instead of raising anywhere."""

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from chatdesk.core.address import is_loopback
from chatdesk.core.errors import EnvironmentFault

_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
_HOST = re.compile(r"^[\w.-]{1,253}$")


@dataclass(frozen=True, slots=True)
class Proxy:
    """The proxy to use. ``variable`` is the environment variable that says so, "" for the app's own setting.

    ``url`` may hold a password, so it is not shown.
    """

    url: str = field(repr=False)
    variable: str


def proxy_for(url: str, setting: str = "", environment: Mapping[str, str] = os.environ) -> Proxy | None:
    """Return the proxy for a URL: the app's ``setting`` first, then the environment's; never one for this computer.

    Lower-case variables come first, as in curl. Raises EnvironmentFault if the value cannot be used; its ``variable`` is
    "" when that is the app's setting.
    """
    if is_loopback(url):
        return None
    if setting.strip():
        return Proxy(_clean(setting, ""), "")
    parts = urlsplit(url)
    names = (f"{parts.scheme}_proxy", f"{parts.scheme}_proxy".upper(), "all_proxy", "ALL_PROXY")
    variable = next((name for name in names if environment.get(name, "").strip()), None)
    if variable is None or _is_excepted(parts.hostname or "", parts.port, environment):
        return None
    return Proxy(_clean(environment[variable], variable), variable)


def certificate_file(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Return the file of further trusted certificates, None if none is set. Raises EnvironmentFault if it isn't there."""
    text = environment.get("SSL_CERT_FILE", "").strip()
    if not text:
        return None
    path = Path(text)
    try:
        is_there = path.is_file()
    except (OSError, ValueError):
        is_there = False
    if not is_there:
        raise EnvironmentFault("SSL_CERT_FILE", "no such file")
    return path


def _clean(value: str, variable: str) -> str:
    """Return a proxy's URL with scheme and port; ``socks://``, which GNOME sets, is SOCKS 5."""
    text = value.strip()
    if "://" not in text:
        text = f"http://{text}"
    scheme, _, rest = text.partition("://")
    scheme = {"socks": "socks5"}.get(scheme.lower(), scheme.lower())
    if scheme not in _PORTS:
        raise EnvironmentFault(variable, "unknown kind of proxy")
    cleaned = _host_and_port(f"{scheme}://{rest.rstrip('/')}", _PORTS[scheme])
    if cleaned is None:
        # Not within the handler of the foreign error, which quotes the value, password and all.
        raise EnvironmentFault(variable, "not the address of a proxy")
    return f"{scheme}://{cleaned}"


def _host_and_port(url: str, default_port: int) -> str | None:
    """Return login, host and port of a URL as one text, None if it can't be one."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or default_port
        if ":" in host:
            host = f"[{ipaddress.IPv6Address(host)}]"
    except ValueError:
        return None
    login = parts.netloc.rpartition("@")[0]
    if not (host.startswith("[") or _HOST.match(host)) or not all("!" <= character <= "~" for character in login):
        return None
    return f"{login}{'@' if login else ''}{host}:{port}"


def _is_excepted(host: str, port: int | None, environment: Mapping[str, str]) -> bool:
    """Whether NO_PROXY names this host: itself, a domain above it, ``*``, with a port, or an address range."""
    value = environment.get("no_proxy") or environment.get("NO_PROXY") or ""
    return any(_matches(entry.lower(), host.lower().rstrip("."), port) for entry in re.split(r"[\s,]+", value) if entry)


def _matches(entry: str, host: str, port: int | None) -> bool:
    if entry == "*":
        return True
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        pass
    name, _, wanted_port = entry.rpartition(":") if re.search(r"[^:]:\d+$", entry) else (entry, "", "")
    if wanted_port and wanted_port != str(port or ""):
        return False
    name = name.strip("[]").removeprefix("*").strip(".")
    return bool(name) and (host == name or host.endswith(f".{name}"))
