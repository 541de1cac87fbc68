"""What all tests share: which engines are here, and saying so."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.replay import setup as setups
from checker.replay.drivers import runnable
from checker.replay.setup import Setup

REQUIRED = os.environ.get("CHECKER_REQUIRE_ENGINES") == "1"
_used: set[str] = set()


@pytest.fixture
def setup_of() -> Iterator[object]:
    """A function: the setup of an id, or a skip that names what is missing (an error where all is required)."""

    def get(setup_id: str) -> Setup:
        setup = setups.get(setup_id)
        why = runnable(setup)
        if why and REQUIRED:
            pytest.fail(f"{setup_id}: {why}")
        if why:
            pytest.skip(f"{setup_id}: {why}")
        _used.add(setup.engine + (f" with {setup.blocker.kind}" if setup.blocker.kind != "none" else ""))
        return setup

    yield get


@pytest.fixture(scope="session")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where browsers and stages keep what they throw away."""
    return tmp_path_factory.mktemp("rooms")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.section("engines")
    terminalreporter.line("driven for real: " + (", ".join(sorted(_used)) or "none"))
