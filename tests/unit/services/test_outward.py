"""What leaves for an operator's host: over real sockets of this machine, with names resolved as a test says."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme

from checker.services import outward
from checker.services.outward import Unreachable, outside, post

INSIDE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "224.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1",
    "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "2002:a00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "2001:db8::1",
]  # fmt: skip
OPEN = ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_known(address: str) -> None:
    assert not outside(address)


@pytest.mark.parametrize("address", OPEN)
def test_an_address_outside_is_known(address: str) -> None:
    assert outside(address)


class Receiver:
    """A server that remembers what it was sent, and answers as it is told."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.status, self.headers = 200, {"Content-Length": "0"}
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((self.path, dict(self.headers), body))
                self.send_response(receiver.status)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                """A handshake that is broken off is what a test is about."""

        self._server = Server(("127.0.0.1", 0), Handler)
        if context:
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[tuple[Receiver, str]]:
    """A receiver that is hook.example, and the file of its authority."""
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("hook.example").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    made = Receiver(context)
    yield made, str(tmp_path / "ca.pem")
    made.close()


@pytest.fixture
def resolves(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """A function: every name now resolves to these addresses; answers how often it was asked."""

    def to(*addresses: str) -> list[str]:
        asked: list[str] = []

        def lookup(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
            asked.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

        monkeypatch.setattr(outward.socket, "getaddrinfo", lookup)
        return asked

    return to


def test_a_message_arrives_with_its_headers_and_its_query(receiver: Receiver) -> None:
    post(f"http://127.0.0.1:{receiver.port}/hook?a=1", b"{}", {"X-One": "1"}, private=True)
    ((path, headers, body),) = receiver.got
    assert (path, headers["X-One"], headers["Host"], body) == (
        "/hook?a=1", "1", f"127.0.0.1:{receiver.port}", b"{}",
    )  # fmt: skip


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/", "https://127.0.0.1:{port}/", "https://localhost:{port}/"])
def test_nothing_goes_inside_unless_that_is_allowed(receiver: Receiver, url: str) -> None:
    with pytest.raises(Unreachable, match="is at an address inside"):
        post(url.format(port=receiver.port), b"", {})
    assert receiver.got == []


def test_one_address_inside_among_several_is_enough(receiver: Receiver, resolves) -> None:  # type: ignore[no-untyped-def]
    resolves("8.8.8.8", "127.0.0.1")
    with pytest.raises(Unreachable, match="is at an address inside"):
        post(f"https://hook.example:{receiver.port}/", b"", {})


def test_plain_http_goes_to_this_machine_only(resolves) -> None:  # type: ignore[no-untyped-def]
    resolves("8.8.8.8")
    for private in (False, True):
        with pytest.raises(Unreachable, match="only https goes out"):
            post("http://hook.example/", b"", {}, private=private)


def test_a_name_is_looked_up_once_and_its_certificate_is_for_the_name(  # type: ignore[no-untyped-def]
    secure: tuple[Receiver, str], resolves
) -> None:
    receiver, authority = secure
    asked = resolves("127.0.0.1")
    url = f"https://hook.example:{receiver.port}/in"
    post(url, b"x", {}, private=True, ca=authority)
    assert [body for _, _, body in receiver.got] == [b"x"]
    assert receiver.got[0][1]["Host"] == f"hook.example:{receiver.port}"
    # urllib3 resolves the address that it is given, and nothing else.
    assert asked[0] == "hook.example"
    assert set(asked[1:]) <= {"127.0.0.1"}


@pytest.mark.parametrize("name", ["hook.example", "other.example"])
def test_a_certificate_that_is_not_the_hosts_own_stops_it(  # type: ignore[no-untyped-def]
    secure: tuple[Receiver, str], resolves, name: str
) -> None:
    receiver, authority = secure
    resolves("127.0.0.1")
    with pytest.raises(Unreachable, match="SSLError"):
        post(
            f"https://{name}:{receiver.port}/", b"", {}, private=True, ca=authority if name != "hook.example" else None
        )
    assert receiver.got == []


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.status = 307
    receiver.headers |= {"Location": f"http://127.0.0.1:{receiver.port}/elsewhere"}
    with pytest.raises(Unreachable, match="it answered 307"):
        post(f"http://127.0.0.1:{receiver.port}/", b"", {}, private=True)
    assert len(receiver.got) == 1


@pytest.mark.parametrize("status", [199 + 5, 299])
def test_any_success_is_one(receiver: Receiver, status: int) -> None:
    receiver.status = status
    post(f"http://127.0.0.1:{receiver.port}/", b"", {}, private=True)


def test_a_host_that_does_not_resolve_or_listen_is_told_in_words(resolves) -> None:  # type: ignore[no-untyped-def]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(Unreachable, match="NewConnectionError"):
        post(f"http://127.0.0.1:{port}/", b"", {}, private=True)
    with pytest.raises(Unreachable, match="does not resolve"):
        post("https://nothing.invalid/", b"", {})


def test_a_host_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outward, "TIMEOUT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(Unreachable, match="ReadTimeoutError"):
        post(f"http://127.0.0.1:{silent.getsockname()[1]}/", b"", {}, private=True)


def test_a_long_answer_is_not_read(receiver: Receiver) -> None:
    receiver.headers = {"Content-Length": str(10**12)}
    post(f"http://127.0.0.1:{receiver.port}/", b"", {}, private=True)
