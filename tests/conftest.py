"""What all tests share: which engines and servers are here, and saying so."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.replay import setup as setups
from checker.replay.drivers import runnable
from checker.replay.setup import Setup
from tests import servers

REQUIRED = os.environ.get("CHECKER_REQUIRE_ENGINES") == "1"
_used: set[str] = set()


@pytest.fixture(scope="session")
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


def _needs(what: str, why: str | None) -> None:
    if why and REQUIRED:
        pytest.fail(f"{what}: {why}")
    if why:
        pytest.skip(f"{what}: {why}")
    _used.add(what)


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL server's URL, or a skip that says what is missing."""
    _needs("PostgreSQL", servers.missing_postgres())
    with servers.postgres(tmp_path_factory.mktemp("postgres")) as url:
        yield url


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Redis server's URL, or a skip that says what is missing."""
    _needs("Redis", servers.missing_redis())
    with servers.redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, or a skip that says what is missing."""
    folder = Path(os.environ.get("PAGE_TOOLS") or Path(__file__).parents[1] / "var" / "page-tools")
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    _needs("axe-core", None if script.is_file() else "it is not here (bin/page-tools axe-core, which needs npm)")
    return script.read_text(encoding="utf-8")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.section("engines and servers")
    terminalreporter.line("driven for real: " + (", ".join(sorted(_used)) or "none"))
