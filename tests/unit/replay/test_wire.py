"""The connection to a browser: events in their order, answers waited for, and an end that nobody waits for."""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import pytest

from checker.replay import wire
from checker.replay.wire import BROKEN, Wire


class Browser:
    """The other end, by hand: it answers every command after one event, and never says goodbye."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.silent = False
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"ws://127.0.0.1:{self._listening.getsockname()[1]}/"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            self.connection = self._listening.accept()[0]
            head = self.connection.recv(4096).decode()
            key = next(
                line.split(": ")[1] for line in head.splitlines() if line.lower().startswith("sec-websocket-key")
            )
            digest = hashlib.sha1(f"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest()
            upgrade = "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
            self.connection.sendall(f"{upgrade}{base64.b64encode(digest).decode()}\r\n\r\n".encode())
            while frame := self.connection.recv(2):
                length = frame[1] & 127
                if length == 126:
                    length = int.from_bytes(self.connection.recv(2))
                mask, body = self.connection.recv(4), self.connection.recv(length)
                self.take(bytes(byte ^ mask[at % 4] for at, byte in enumerate(body)))

    def take(self, text: bytes) -> None:
        with suppress(ValueError):
            order = json.loads(text)
            self.heard.append(order)
            if not self.silent:
                self.say({"method": "event", "params": {"number": order["id"]}})
                self.say({"id": order["id"], "result": {}})

    def say(self, message: object) -> None:
        body = json.dumps(message).encode()
        self.connection.sendall(bytes([0x81, len(body)]) + body)

    def close(self) -> None:
        self.connection.close()
        self._listening.close()


@pytest.fixture
def browser() -> Iterator[Browser]:
    running = Browser()
    yield running
    running.close()


@pytest.fixture
def heard() -> list[int]:
    return []


@pytest.fixture
def open_wire(browser: Browser, heard: list[int]) -> Iterator[Wire]:
    def hear(_: str, params: Mapping[str, Any]) -> None:
        heard.append(params["number"])

    opened = Wire(browser.url, hear)
    yield opened
    opened.close()


def test_after_an_answer_all_earlier_events_are_heard_in_order(open_wire: Wire, heard: list[int]) -> None:
    for _ in range(50):
        open_wire.ask("any")
    assert heard == list(range(1, 51))


def test_a_new_page_is_joined_and_its_network_listened_to(browser: Browser, open_wire: Wire) -> None:
    open_wire.ask("any")
    browser.say({"method": "Target.targetCreated", "params": {"targetInfo": {"targetId": "T", "type": "page"}}})
    browser.say({"method": "Target.attachedToTarget", "params": {"sessionId": "S"}})
    for _ in range(2):
        open_wire.ask("any")
    orders = {order["method"]: order for order in browser.heard}
    assert orders["Target.attachToTarget"]["params"] == {"targetId": "T", "flatten": True}
    assert orders["Network.enable"]["sessionId"] == "S"


def test_a_browser_that_hangs_is_not_waited_for(
    browser: Browser, open_wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_wire.ask("any")
    monkeypatch.setattr(wire, "ANSWER_LIMIT", 0.1)
    browser.silent = True
    started = time.monotonic()
    open_wire.ask("any")
    open_wire.close()
    assert time.monotonic() - started < 1


def test_a_browser_that_is_gone_is_asked_in_vain_and_at_once(browser: Browser, open_wire: Wire) -> None:
    open_wire.ask("any")
    browser.connection.shutdown(socket.SHUT_RDWR)
    started = time.monotonic()
    open_wire.ask("any")
    open_wire.ask("any")
    open_wire.close()
    open_wire.close()
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    "message", [{"method": "event", "params": {}}, {"method": "event", "params": None}, ["no", "object"], 7]
)
def test_a_message_that_is_not_understood_is_logged_and_costs_itself_alone(
    browser: Browser, open_wire: Wire, heard: list[int], caplog: pytest.LogCaptureFixture, message: object
) -> None:
    open_wire.ask("any")
    browser.say(message)
    open_wire.ask("any")
    open_wire.ask("any")
    assert "not understood" in caplog.text
    assert heard == [1, 2, 3]


def test_nobody_there_is_one_of_the_expected_errors() -> None:
    with pytest.raises(BROKEN):
        Wire("ws://127.0.0.1:9/", lambda *_: None)
