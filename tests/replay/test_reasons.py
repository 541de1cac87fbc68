"""Real browsers' own reasons for real purchases (checked 2026-11-23: Chromium 156, Firefox ESR 153)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from checker.knowledge.loader import load_networks
from checker.replay.rows import OWN
from checker.replay.runner import Order, Runner, stage_for
from checker.replay.setup import Setup
from checker.replay.stage import Stage

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def awin_stage(rooms: Path) -> Iterator[Stage]:
    with stage_for(rooms, {"awin": load_networks()["awin"]}) as running:
        yield running


@pytest.mark.parametrize(
    ("setup_id", "own", "awin"),
    [
        (
            "chromium-block-third-party",
            "cookie pn_* not sent to network.test: UserPreferences",
            "cookie pn_* not sent to www.awin1.com: UserPreferences",
        ),
        ("chromium-adguard-tracking", "", "script www.dwin1.com: net::ERR_BLOCKED_BY_CLIENT"),
        (
            "firefox-tracker-list",
            "image network.test: NS_ERROR_TRACKING_URI",
            "script www.dwin1.com: NS_ERROR_TRACKING_URI",
        ),
    ],
)
def test_the_browser_says_why(
    setup_id: str, own: str, awin: str, awin_stage: Stage, rooms: Path, setup_of: Callable[[str], Setup]
) -> None:
    runner = Runner(awin_stage, setup_of(setup_id), rooms)
    first, second = runner.run([Order(OWN), Order("awin")])

    assert first.document
    assert second.document
    assert own in first.reasons if own else first.reasons == ()
    assert awin in second.reasons
