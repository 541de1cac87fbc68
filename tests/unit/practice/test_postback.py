from __future__ import annotations

import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import pytest

from checker.practice.ledger import Event
from checker.practice.postback import Postback, own_address
from checker.practice.seals import Seals
from tests.builders import settings

SEALS = Seals("one secret key")


class Book:
    """A ledger that keeps what is recorded."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, Event, dict[str, Any], str | None]] = []

    def record(self, check_id: str, event: Event, detail: Mapping[str, Any], *, user_agent: str | None) -> bool:
        self.kept.append((check_id, event, dict(detail), user_agent))
        return True

    def seen(self, check_id: str, event: Event) -> dict[str, Any] | None:
        return None


class Listener:
    """A network that answers with one status, and keeps what it was sent."""

    def __init__(self, status: int) -> None:
        self.asked: list[tuple[str, dict[str, str], dict[str, list[str]]]] = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                listener.asked.append((self.path, dict(self.headers), parse_qs(body)))
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.send_header("Connection", "close")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> Listener:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join(5)
        self.server.server_close()


def wait(for_what: list[Any]) -> None:
    deadline = time.monotonic() + 5
    while not for_what and time.monotonic() < deadline:
        time.sleep(0.005)
    assert for_what


def made(tmp_path: Path, address: str | None) -> tuple[Postback, Book, str]:
    told = {"CHECKER_SELF_ADDRESS": address} if address else {}
    book = Book()
    return Postback(settings(tmp_path, **told), SEALS, book), book, SEALS.new_check_id()


def test_a_sale_is_posted_to_the_services_own_address_in_the_networks_name(tmp_path: Path) -> None:
    with Listener(200) as network:
        postback, book, check_id = made(tmp_path, network.address)
        postback.send(check_id, "the click", {})
        wait(network.asked)
    path, headers, body = network.asked[0]
    assert path == "/postback"
    assert headers["Host"] == "network.test:8000"
    assert headers["User-Agent"] == "practice-shop"
    assert SEALS.open("postback", headers["X-Practice-Shop"]) == check_id
    assert SEALS.open("order", body["order"][0]) == check_id
    assert body["click"] == ["the click"]
    assert book.kept == []


def test_a_sale_without_a_click_is_posted_without_one(tmp_path: Path) -> None:
    with Listener(200) as network:
        postback, _, check_id = made(tmp_path, network.address)
        postback.send(check_id, None, {})
        wait(network.asked)
    assert "click" not in network.asked[0][2]


def test_without_a_setting_the_sale_goes_to_where_the_server_listens(tmp_path: Path) -> None:
    with Listener(200) as network:
        host, port = network.address.removeprefix("http://").split(":")
        postback, _, check_id = made(tmp_path, None)
        environ = {"SERVER_NAME": host, "SERVER_PORT": port, "HTTP_HOST": "evil.example:1", "wsgi.url_scheme": "http"}
        postback.send(check_id, "c", environ)
        wait(network.asked)
    assert len(network.asked) == 1


@pytest.mark.parametrize(
    ("status", "fault"), [(500, "http-500"), (403, "http-403"), (421, "http-421"), (302, "http-302")]
)
def test_an_answer_that_is_not_well_is_our_own_fault(
    tmp_path: Path, status: int, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    with Listener(status) as network:
        postback, book, check_id = made(tmp_path, network.address)
        postback.send(check_id, "c", {})
        wait(book.kept)
    assert book.kept == [(check_id, "postback", {"click_id": "undelivered", "fault": fault}, None)]
    assert len(network.asked) == 1, "no redirect is followed, and an answer is an answer"
    assert fault in caplog.text
    assert check_id not in caplog.text


def test_a_server_that_is_not_there_is_our_own_fault(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    postback, book, check_id = made(tmp_path, "http://127.0.0.1:9")
    postback.send(check_id, "c", {})
    wait(book.kept)
    assert book.kept[0][2]["click_id"] == "undelivered"
    assert book.kept[0][3] is None
    assert "postback to http://127.0.0.1:9 failed" in caplog.text


@pytest.mark.parametrize(
    ("environ", "address"),
    [
        ({"SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "wsgi.url_scheme": "http"}, "http://127.0.0.1:8000"),
        ({"SERVER_NAME": "0.0.0.0", "SERVER_PORT": "80", "wsgi.url_scheme": "http"}, "http://127.0.0.1:80"),
        ({"SERVER_NAME": "::", "SERVER_PORT": "80", "wsgi.url_scheme": "http"}, "http://127.0.0.1:80"),
        ({"SERVER_NAME": "::1", "SERVER_PORT": "80", "wsgi.url_scheme": "http"}, "http://[::1]:80"),
        ({"SERVER_NAME": "10.0.0.5", "SERVER_PORT": "8443", "wsgi.url_scheme": "https"}, "https://10.0.0.5:8443"),
        (
            {
                "SERVER_NAME": "10.0.0.5",
                "SERVER_PORT": "8000",
                "wsgi.url_scheme": "https",
                "HTTP_X_FORWARDED_PROTO": "https",
            },
            "http://10.0.0.5:8000",
        ),
        ({}, "http://127.0.0.1:80"),
    ],
)
def test_the_own_address_is_the_servers_and_not_the_requests(environ: dict[str, str], address: str) -> None:
    assert own_address(environ | {"HTTP_HOST": "evil.example:1"}) == address
