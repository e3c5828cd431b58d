"""Proxies and certificates: which variable counts, for which host, and what a bad one is told as."""

import asyncio
import contextlib
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from chatdesk.core import errors
from chatdesk.core.message import FinishReason, Role
from chatdesk.core.request import ChatRequest, Endpoint, RequestMessage
from chatdesk.core.secret import Secret
from chatdesk.core.stream import Finished, StreamEvent
from chatdesk.providers.chat_completions import ChatCompletions
from chatdesk.providers.environment import Proxy, certificate_file, proxy_for
from tests.fake_server import FakeServer, page, tls_context

URL = "https://api.example.com/v1"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, None),
        ({"HTTPS_PROXY": "http://proxy:8080"}, Proxy("http://proxy:8080", "HTTPS_PROXY")),
        ({"https_proxy": "http://low:1", "HTTPS_PROXY": "http://up:1"}, Proxy("http://low:1", "https_proxy")),
        ({"HTTP_PROXY": "http://proxy:8080"}, None),
        ({"ALL_PROXY": "socks5://proxy"}, Proxy("socks5://proxy:1080", "ALL_PROXY")),
        ({"ALL_PROXY": "http://all:1", "HTTPS_PROXY": "http://own:1"}, Proxy("http://own:1", "HTTPS_PROXY")),
        ({"ALL_PROXY": "socks://127.0.0.1:1080/"}, Proxy("socks5://127.0.0.1:1080", "ALL_PROXY")),
        ({"HTTPS_PROXY": "proxy:8080"}, Proxy("http://proxy:8080", "HTTPS_PROXY")),
        ({"HTTPS_PROXY": "http://me:p%40ss@proxy"}, Proxy("http://me:p%40ss@proxy:80", "HTTPS_PROXY")),
        ({"HTTPS_PROXY": "http://[::1]:3128"}, Proxy("http://[::1]:3128", "HTTPS_PROXY")),
        ({"HTTPS_PROXY": "  "}, None),
        ({"HTTPS_PROXY": "http://proxy", "NO_PROXY": "*"}, None),
        ({"HTTPS_PROXY": "http://proxy", "NO_PROXY": "localhost, .example.com"}, None),
        ({"HTTPS_PROXY": "http://proxy", "no_proxy": "example.com"}, None),
        ({"HTTPS_PROXY": "http://proxy", "NO_PROXY": "api.example.com:443"}, Proxy("http://proxy:80", "HTTPS_PROXY")),
        ({"HTTPS_PROXY": "http://proxy", "NO_PROXY": "ample.com"}, Proxy("http://proxy:80", "HTTPS_PROXY")),
    ],
)
def test_proxy_comes_from_the_environment(environment, expected):
    assert proxy_for(URL, environment=environment) == expected


@pytest.mark.parametrize(
    ("url", "no_proxy", "is_proxied"),
    [
        ("http://192.168.1.7:8080/v1", "192.168.0.0/16", False),
        ("http://192.168.1.7:8080/v1", "10.0.0.0/8", True),
        ("http://192.168.1.7:8080/v1", "192.168.1.7", False),
        ("http://nas:8080/v1", "nas:8080", False),
        ("http://nas:8080/v1", "nas:9090", True),
        ("http://[fd00::1]:8080/v1", "fd00::/8", False),
    ],
)
def test_exceptions_name_hosts_ports_and_ranges(url, no_proxy, is_proxied):
    found = proxy_for(url, environment={"HTTP_PROXY": "http://proxy", "NO_PROXY": no_proxy})
    assert (found is not None) is is_proxied


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:11434/v1", "http://localhost:8080", "http://[::1]:1/v1", "https://127.0.0.9"]
)
def test_this_computer_is_never_reached_through_a_proxy(url):
    environment = {"HTTP_PROXY": "http://proxy", "HTTPS_PROXY": "http://proxy", "ALL_PROXY": "garbage://"}
    assert proxy_for(url, "http://setting", environment) is None


def test_setting_comes_before_the_environment():
    found = proxy_for(URL, "socks5://mine:9", {"HTTPS_PROXY": "http://theirs", "NO_PROXY": "*"})
    assert found == Proxy("socks5://mine:9", "")


@pytest.mark.parametrize(
    "value",
    [
        "gopher://x",
        "socks4://x",
        "http://",
        "http://[::bad",
        "http://proxy:99999",
        "http://pro xy",
        "http://a b:c@proxy",
        "http://密@proxy",
    ],
)
def test_bad_proxy_is_told_by_its_variable_and_not_by_its_value(value):
    with pytest.raises(errors.EnvironmentFault) as caught:
        proxy_for(URL, environment={"ALL_PROXY": value})
    assert caught.value.variable == "ALL_PROXY"
    assert value not in caught.value.detail
    assert caught.value.__context__ is None


def test_password_of_a_proxy_is_not_shown():
    assert "secret" not in repr(proxy_for(URL, environment={"HTTPS_PROXY": "http://me:secret@proxy"}))


def test_certificate_file_is_there_or_told(tmp_path):
    path = tmp_path / "ca.pem"
    path.write_text("")
    assert certificate_file({}) is None
    assert certificate_file({"SSL_CERT_FILE": str(path)}) == path
    for value in ("/nowhere/ca.pem", str(tmp_path), "a\0b"):
        with pytest.raises(errors.EnvironmentFault) as caught:
            certificate_file({"SSL_CERT_FILE": value})
        assert caught.value.variable == "SSL_CERT_FILE"


def _ask(endpoint: Endpoint) -> list[StreamEvent]:
    async def main() -> list[StreamEvent]:
        provider = ChatCompletions()
        try:
            request = ChatRequest("fake-model", (RequestMessage(Role.USER, "Hello"),))
            return [event async for event in provider.stream(endpoint, request)]
        finally:
            await provider.close()

    return asyncio.run(main())


@pytest.mark.parametrize("where", ["environment", "setting"])
def test_request_goes_through_an_http_proxy(where, monkeypatch):
    with FakeServer() as proxy:
        address = f"http://me:secret@127.0.0.1:{proxy.port}"
        if where == "environment":
            monkeypatch.setenv("HTTP_PROXY", address)
        endpoint = Endpoint("http://chatdesk.invalid/v1", Secret("sk-test"), proxy=address if where == "setting" else "")
        assert Finished(FinishReason.STOP) in _ask(endpoint)
    received = proxy.requests[0]
    assert received.path == "http://chatdesk.invalid/v1/chat/completions"
    assert received.headers["host"] == "chatdesk.invalid"
    assert received.headers["authorization"] == "Bearer sk-test"
    assert received.headers["proxy-authorization"].startswith("Basic ")


@pytest.mark.parametrize("status", [403, 407, 502])
def test_proxy_that_lets_nothing_through_is_named(status, monkeypatch):
    with FakeServer(page("no", status)) as proxy:
        monkeypatch.setenv("https_proxy", f"http://me:secret@127.0.0.1:{proxy.port}")
        with pytest.raises(errors.EnvironmentFault) as caught:
            _ask(Endpoint("https://chatdesk.invalid/v1", None))
    assert caught.value.variable == "https_proxy"
    assert "secret" not in caught.value.detail


def test_proxy_without_its_library_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "socksio", None)
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    with pytest.raises(errors.EnvironmentFault) as caught:
        _ask(Endpoint("http://chatdesk.invalid/v1", None))
    assert caught.value.variable == "ALL_PROXY"


@contextlib.contextmanager
def _socks(target: int, asked: list[bytes]) -> Iterator[int]:
    """Serve one SOCKS 5 connection (RFC 1928) and pass it on to a port of this computer; yield the proxy's port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            client, _ = listener.accept()
            with client, socket.create_connection(("127.0.0.1", target)) as server:
                client.recv(256)
                client.sendall(b"\x05\x00")
                asked.append(client.recv(256))
                client.sendall(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
                back = threading.Thread(target=_pump, args=(server, client))
                back.start()
                _pump(client, server)
                back.join()

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(20)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


@pytest.mark.parametrize("scheme", ["socks5", "socks5h", "socks"])
def test_request_goes_through_a_socks_proxy_which_looks_the_name_up(scheme, monkeypatch):
    asked: list[bytes] = []
    with FakeServer() as server, _socks(server.port, asked) as port:
        monkeypatch.setenv("ALL_PROXY", f"{scheme}://127.0.0.1:{port}")
        assert Finished(FinishReason.STOP) in _ask(Endpoint("http://chatdesk.invalid/v1", None))
    assert b"chatdesk.invalid" in asked[0]


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """An authority that SSL_CERT_FILE names."""
    authority = trustme.CA()
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return authority


def test_certificate_of_a_named_authority_is_trusted(authority):
    with FakeServer(tls=tls_context(authority, "127.0.0.1")) as server:
        assert Finished(FinishReason.STOP) in _ask(Endpoint(server.base_url, None))


def test_certificate_for_another_host_is_not_trusted(authority):
    with (
        FakeServer(tls=tls_context(authority, "other.example")) as server,
        pytest.raises(errors.CertificateUntrusted) as caught,
    ):
        _ask(Endpoint(server.base_url, None))
    assert caught.value.detail
    assert server.requests == []


def test_plain_server_behind_https_is_not_reached():
    with FakeServer() as server, pytest.raises(errors.Unreachable) as caught:
        _ask(Endpoint(server.base_url.replace("http:", "https:"), None))
    assert caught.value.detail == "TLS"
