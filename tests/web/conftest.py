"""The service itself, on a data folder of its own; its postbacks go over real HTTP to a port of this machine."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from checker.app import Service, create_app
from tests.builders import settings
from tests.web.shopper import Browser


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="session")
def make_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Service]]:
    """A function that starts a service with a database of its own."""
    running: list[tuple[Any, threading.Thread, Service]] = []

    def make(**more: str) -> Service:
        holder: list[Service] = []
        server = make_server(
            "127.0.0.1", 0, lambda e, s: holder[0](e, s), threaded=True, request_handler=_Silent
        )  # fmt: skip
        told = {"CHECKER_SELF_ADDRESS": f"http://127.0.0.1:{server.server_port}"} | more
        holder.append(create_app(settings(tmp_path_factory.mktemp("data"), **told)))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        running.append((server, thread, holder[0]))
        return holder[0]

    yield make
    for server, thread, service in running:
        server.shutdown()
        thread.join(5)
        server.server_close()
        service.bench.database.engine.dispose()


@pytest.fixture(scope="session")
def service(make_service: Callable[..., Service]) -> Service:
    """The service that most tests share; each makes checks of its own in it."""
    return make_service(CHECKER_RETURN_HOSTS="partner.test, Other.Test")


@pytest.fixture
def browser(service: Service) -> Browser:
    return Browser(service)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """A function that moves the service's clock forward, from now on, by so many seconds."""
    real = time.time

    def move(seconds: float) -> None:
        clock = SimpleNamespace(time=lambda: real() + seconds)
        calendar = SimpleNamespace(
            now=lambda zone: datetime.fromtimestamp(real() + seconds, zone), fromtimestamp=datetime.fromtimestamp
        )
        monkeypatch.setattr("checker.services.trail.time", clock, raising=False)
        monkeypatch.setattr("checker.services.trail.datetime", calendar, raising=False)
        monkeypatch.setattr("checker.services.start.datetime", calendar, raising=False)
        monkeypatch.setattr("checker.practice.seals.time", clock)

    return move
