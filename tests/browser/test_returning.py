"""A second visit: what is left of the first one."""

from __future__ import annotations

from typing import Any

import pytest

from checker.replay.journey import own_purchase
from checker.replay.stage import Stage
from tests.browser.conftest import Opener

pytestmark = pytest.mark.browser


def marks(document: dict[str, Any]) -> dict[str, int | None]:
    return next(item["value"] for item in document["evidence"] if item["probe"] == "returning")


@pytest.mark.parametrize("setup", ["chromium-accept-all", "firefox-accept-all", "webkit-accept-all"])
def test_marks_of_an_earlier_check_are_found_and_cookies_that_were_deleted_are_missed(
    browser: Opener, stage: Stage, setup: str
) -> None:
    with browser(setup) as driver:
        first = stage.check(own_purchase(driver, stage.portal).code)
        second = stage.check(own_purchase(driver, stage.portal).code)
        driver.delete_all_cookies()
        third = stage.check(own_purchase(driver, stage.portal).code)

    assert marks(first) == dict.fromkeys(("http_days", "script_days", "storage_days"))
    assert marks(second) == {"http_days": 0, "script_days": 0, "storage_days": 0}
    assert marks(third) == {"http_days": None, "script_days": None, "storage_days": 0}
    assert [[cause["id"] for cause in check["causes"]] for check in (first, second)] == [[], []]
    assert [cause["id"] for cause in third["causes"]] == ["cookies-cleared"]
