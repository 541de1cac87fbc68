"""A stage for the session, and a function that runs one check in one setup."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from checker.replay.drivers import open_browser
from checker.replay.journey import own_purchase
from checker.replay.setup import Setup
from checker.replay.stage import Stage

Opener = Callable[[str], AbstractContextManager[WebDriver]]
Checker = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="session")
def stage(rooms: Path) -> Iterator[Stage]:
    with Stage(rooms) as running:
        yield running


@pytest.fixture
def browser(stage: Stage, rooms: Path, setup_of: Callable[[str], Setup]) -> Opener:
    """Open a browser in a setup, on the stage's names."""

    @contextmanager
    def opened(setup_id: str) -> Iterator[WebDriver]:
        setup = setup_of(setup_id).placed(stage.sites)
        with stage.names(refuse=setup.unresolvable) as proxy, open_browser(setup, proxy.address, rooms) as driver:
            yield driver

    return opened


@pytest.fixture
def check_in(stage: Stage, browser: Opener) -> Checker:
    """Run the check in a setup; answers the API's document with `seconds` and `url` beside."""

    def run(setup_id: str) -> dict[str, Any]:
        with browser(setup_id) as driver:
            ended = own_purchase(driver, stage.portal)
            deadline = time.monotonic() + 2
            while len(driver.window_handles) > 1:
                assert time.monotonic() < deadline, "the store window stayed open"
                time.sleep(0.05)
            return stage.check(ended.code) | {"seconds": ended.seconds, "url": driver.current_url, "page": ended.state}

    return run
