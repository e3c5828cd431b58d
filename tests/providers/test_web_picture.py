"""Pictures on the web: only where the link says, only so much, only for so long, and nothing said about the person."""

import asyncio
import ssl

import pytest
import trustme

from chatdesk.core import errors
from chatdesk.core.picture import MAX_WEB_BYTES, FetchedPicture
from chatdesk.providers.picture_door import WebPictures
from chatdesk.providers.web import MOST_HOPS
from chatdesk.providers.web_picture import _is_public, _names_private, fetch
from tests.fake_server import FakeServer, Received, Reset, Script, Send, Stall, page, unused_port
from tests.fake_wire import head, send

PNG = b"\x89PNG\r\n\x1a\n" + bytes(500)
PICTURE = page(PNG, content_type="image/png")


def load(url: str, **options: object) -> FetchedPicture:
    return asyncio.run(fetch(url, **options))  # type: ignore[arg-type]


def redirect(target: str, status: int = 302) -> Script:
    return page(b"", status, "Found", location=target, set_cookie="id=1; Path=/")


def test_a_picture_is_loaded_without_a_word_about_the_person() -> None:
    with FakeServer(PICTURE) as server:
        fetched = asyncio.run(WebPictures().fetch(f"http://127.0.0.1:{server.port}/a%20b.png?x=1#part", ""))
        assert (fetched.data, fetched.host) == (PNG, f"127.0.0.1:{server.port}")
        (request,) = server.requests
        assert request.path == "/a%20b.png?x=1"
        assert set(request.headers) <= {"host", "accept", "accept-encoding", "user-agent", "connection"}
        assert request.headers["accept-encoding"] == "identity"
        assert server.wait_until_closed()


def test_redirections_are_followed_without_cookies_and_the_last_host_is_told() -> None:
    with FakeServer(PICTURE) as last:
        with FakeServer(redirect(f"http://127.0.0.1:{last.port}/pic.png")) as first:
            fetched = load(f"http://127.0.0.1:{first.port}/short")
        assert fetched.host == f"127.0.0.1:{last.port}"
        assert "cookie" not in last.requests[0].headers
        assert "referer" not in last.requests[0].headers


def test_a_relative_redirection_is_followed() -> None:
    with FakeServer(redirect("../real.png"), PICTURE) as server:
        assert load(f"http://127.0.0.1:{server.port}/a/b/c.png").data == PNG
        assert server.requests[1].path == "/a/real.png"


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "ftp://h/x.png",
        "data:image/png;base64,AAAA",
        "javascript:1",
        "http://u:p@h.test/x",
        "http://[",
        "",
    ],
)
def test_a_redirection_to_anything_but_the_web_ends_there(target: str) -> None:
    with FakeServer(redirect(target)) as server, pytest.raises(errors.Redirected):
        load(f"http://127.0.0.1:{server.port}/x.png")


def test_redirections_end() -> None:
    with FakeServer(redirect("/again.png")) as server:
        with pytest.raises(errors.Redirected):
            load(f"http://127.0.0.1:{server.port}/x.png")
        assert len(server.requests) == MOST_HOPS


def test_a_redirection_into_a_private_network_asks_nothing_there() -> None:
    with FakeServer(PICTURE) as inner:
        for target in (
            f"http://localhost:{inner.port}/x.png",
            f"http://[::1]:{inner.port}/x",
            f"http://127.0.0.2:{inner.port}/",
        ):
            with FakeServer(redirect(target)) as server, pytest.raises(errors.PrivateAddress):
                load(f"http://127.0.0.1:{server.port}/x.png")
        assert inner.connections == []


@pytest.mark.parametrize(
    "found", ["127.0.0.1", "10.1.2.3", "192.168.0.9", "169.254.169.254", "::1", "fd00::1", "fe80::1", "::ffff:10.0.0.1"]
)
def test_a_public_name_that_leads_into_a_private_network_is_not_asked(found: str) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return [found]

    with pytest.raises(errors.PrivateAddress) as caught:
        load("http://pictures.example/x.png", resolve=resolve)
    assert caught.value.host == "pictures.example"


def test_a_name_that_is_private_by_itself_is_what_the_person_clicked() -> None:
    with FakeServer(PICTURE) as server:
        assert load(f"http://localhost:{server.port}/x.png").data == PNG


@pytest.mark.parametrize(
    ("host", "is_private"),
    [
        ("localhost", True),
        ("nas.local", True),
        ("router", True),
        ("10.0.0.1", True),
        ("example.com", False),
        ("8.8.8.8", False),
    ],
)
def test_names_that_say_by_themselves_that_they_are_private(host: str, is_private: bool) -> None:
    assert _names_private(host) is is_private


@pytest.mark.parametrize("address", ["0.0.0.0", "100.64.0.1", "224.0.0.1", "::", "2002:7f00:1::", "fe80::1%eth0"])
def test_addresses_that_are_nobodys(address: str) -> None:
    assert not _is_public(address)


def test_unknown_host() -> None:
    with pytest.raises(errors.HostNotFound):
        load("http://nosuch.invalid/x.png")


def test_nothing_there() -> None:
    with pytest.raises(errors.Unreachable):
        load(f"http://127.0.0.1:{unused_port()}/x.png")


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_refusal_is_told(status: int) -> None:
    with FakeServer(page(b"no", status, "No")) as server, pytest.raises(errors.RequestRefused) as caught:
        load(f"http://127.0.0.1:{server.port}/x.png")
    assert caught.value.status == status


def test_a_picture_that_says_it_is_too_large_is_not_read() -> None:
    too_large = (send(head(content_length=str(MAX_WEB_BYTES + 1))), Stall())
    with FakeServer(too_large) as server:
        with pytest.raises(errors.ReplyTooLarge):
            load(f"http://127.0.0.1:{server.port}/x.png")
        assert server.wait_until_closed()


def test_a_picture_that_never_ends_is_cut_at_the_limit() -> None:
    endless = (send(head()), Send((bytes(1 << 18),), repeat=True))
    with FakeServer(endless) as server:
        with pytest.raises(errors.ReplyTooLarge):
            load(f"http://127.0.0.1:{server.port}/x.png")
        assert server.wait_until_closed()


def test_a_compressed_body_is_not_unpacked() -> None:
    with FakeServer(page(b"\x1f\x8b", content_encoding="gzip")) as server, pytest.raises(errors.NotAnApi):
        load(f"http://127.0.0.1:{server.port}/x.png")


@pytest.mark.parametrize("script", [(Stall(),), (send(head(content_length="100") + b"half"), Stall())])
def test_a_server_that_stalls_has_a_limit(script: Script) -> None:
    with FakeServer(script) as server:
        with pytest.raises(errors.NoAnswer):
            load(f"http://127.0.0.1:{server.port}/x.png", seconds=0.2)
        assert server.wait_until_closed()


@pytest.mark.parametrize("script", [(Reset(),), (send(head(content_length="100") + b"half"), Reset())])
def test_a_connection_that_breaks(script: Script) -> None:
    with FakeServer(script) as server, pytest.raises(errors.Unreachable):
        load(f"http://127.0.0.1:{server.port}/x.png")


def test_a_proxy_is_asked_with_the_name_and_an_unusable_one_is_named() -> None:
    def serve(received: Received) -> Script:
        return PICTURE if received.path == "http://pictures.example/x.png" else page(b"", 404)

    with FakeServer(serve) as proxy:
        assert load("http://pictures.example/x.png", proxy=f"http://127.0.0.1:{proxy.port}").data == PNG
        proxy.play(redirect("http://10.0.0.1/x.png"))
        with pytest.raises(errors.PrivateAddress):
            load("http://pictures.example/x.png", proxy=f"http://127.0.0.1:{proxy.port}")
    with pytest.raises(errors.EnvironmentFault):
        load("http://pictures.example/x.png", proxy="gopher://nowhere")


def test_the_certificate_is_that_of_the_host_although_its_address_is_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with FakeServer(PICTURE, tls=context) as server:
        with pytest.raises(errors.CertificateUntrusted):
            load(f"https://localhost:{server.port}/x.png")
        with authority.cert_pem.tempfile() as path:
            monkeypatch.setenv("SSL_CERT_FILE", path)
            assert load(f"https://localhost:{server.port}/x.png").data == PNG
            with pytest.raises(errors.CertificateUntrusted):
                load(f"https://127.0.0.1:{server.port}/x.png")
