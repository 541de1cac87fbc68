"""What the tests of replays share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.replay.site import Site


@pytest.fixture(scope="session")
def site_server() -> Iterator[Site]:
    server = Site()
    yield server
    server.close()


@pytest.fixture
def site(site_server: Site) -> Site:
    site_server.visits.clear()
    return site_server
