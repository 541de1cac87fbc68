"""The services over a database of their own, without a web server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.services.bench import Bench, make_bench
from tests.builders import settings


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = make_bench(settings(tmp_path))
    yield made
    made.database.engine.dispose()
