"""Selenium Grids: which setups they can run, and a clear word for one that is not there or lacks a browser."""

from __future__ import annotations

import base64
import io
import json
import socket
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from checker.replay import blockers
from checker.replay.drivers import BrowserMissing, remote, runnable
from checker.replay.setup import get


@pytest.mark.parametrize(
    ("setup_id", "word"),
    [
        ("chromium-accept-all", None),
        ("chromium-private", None),
        ("firefox-strict", None),
        ("chromium-adguard-base", "unpacked extension"),
        ("chromium-link-cleaner", "unpacked extension"),
        ("chromium-brave-like", "unpacked extension"),
        ("webkit-default", "WebKitGTK has no place"),
    ],
)
def test_a_setup_says_why_it_cannot_run_on_a_grid(setup_id: str, word: str | None) -> None:
    why = runnable(get(setup_id), remote_url="http://grid")
    assert (why is None) if word is None else (why and word in why)


def test_an_add_on_that_is_not_here_cannot_be_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blockers, "_UBLOCK_PLACES", ())
    why = runnable(get("firefox-ublock"), tmp_path, remote_url="http://grid")
    assert why
    assert "uBlock Origin is not installed" in why


def test_an_add_on_is_sent_as_an_archive(tmp_path: Path) -> None:
    (tmp_path / "js").mkdir()
    (tmp_path / "manifest.json").write_text("{}")
    (tmp_path / "js" / "a.js").write_text("0")
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(remote._packed(tmp_path)))) as archive:
        assert {"manifest.json", "js/a.js"} <= set(archive.namelist())
    archive_file = tmp_path / "x.xpi"
    archive_file.write_bytes(b"as it is")
    assert base64.b64decode(remote._packed(archive_file)) == b"as it is"


class Status:
    """A Grid's /status, and what it was asked with."""

    def __init__(self, status: int, body: bytes) -> None:
        self.authorization: str | None = None
        answer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer.authorization = self.headers["Authorization"]
                self.send_response(status if self.path == "/wd/status" else 404)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def grid_with(*names: str, availability: str = "UP") -> bytes:
    slots = [{"session": None, "stereotype": {"browserName": name}} for name in names]
    return json.dumps({"value": {"ready": True, "nodes": [{"availability": availability, "slots": slots}]}}).encode()


@pytest.fixture
def status(request: pytest.FixtureRequest) -> Iterator[Status]:
    running = Status(*request.param)
    yield running
    running.close()


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ((200, grid_with("firefox")), "has chrome; there is firefox"),
        ((200, grid_with()), "there is nothing"),
        ((200, grid_with("chrome", availability="DOWN")), "there is nothing"),
        ((401, b""), "answers with status 401"),
    ],
    indirect=["status"],
)
def test_a_grid_without_the_browser_is_a_clear_word_without_the_password(status: Status, word: str) -> None:
    with pytest.raises(BrowserMissing, match=word) as raised:
        remote.start(get("chromium-accept-all"), None, f"http://me:pass%3Aword@{status.host}/wd/")
    assert f"http://{status.host}/wd" in str(raised.value)
    assert "pass" not in str(raised.value)
    assert status.authorization == "Basic " + base64.b64encode(b"me:pass:word").decode()


@pytest.mark.parametrize(
    "status",
    [(200, grid_with("chrome", "firefox")), (200, b'{"value": {"ready": true}}'), (200, b"not JSON")],
    indirect=True,
)
def test_a_grid_with_the_browser_or_another_server_is_asked(status: Status, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(remote, "ask_session", lambda options, config, limit: asked.append((options, config, limit)))
    remote.start(get("chromium-accept-all"), "10.0.0.5:4000", f"http://me:pass@{status.host}/wd")
    [(options, config, _)] = asked
    assert (config.remote_server_addr, config.username, config.password) == (f"http://{status.host}/wd", "me", "pass")
    assert "--proxy-server=http://10.0.0.5:4000" in options.arguments
    assert "--no-sandbox" in options.arguments
    assert not any("user-data-dir" in argument for argument in options.arguments)
    assert options.binary_location == ""


def test_a_grid_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "STATUS_LIMIT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(BrowserMissing, match=f"{address} cannot be reached: no answer within"):
            remote.start(get("chromium-accept-all"), None, address)
