"""What a report recommends is done, and the check is made again: the comparison says that it is fixed.

Doing it is the setup that the fix leads to. The first recommended fix that leads anywhere is taken.
"""

from __future__ import annotations

import pytest
from selenium.webdriver.common.by import By

from checker.diagnosis.diagnose import diagnose
from checker.fixes.catalogue import load_fixes
from checker.fixes.choose import choose, shown
from checker.knowledge.effects import load_effects
from checker.knowledge.loader import load_networks
from checker.replay.accuracy import as_dossier
from checker.replay.journey import own_purchase
from checker.replay.stage import Stage
from tests.browser.conftest import Checker, Opener

pytestmark = pytest.mark.browser

SETUPS = (
    "chromium-block-third-party",
    "chromium-cookies-off",
    "chromium-images-off",
    "chromium-link-cleaner",
    "chromium-shop-cookies-blocked",
    "chromium-adguard-tracking",
    "firefox-block-third-party",
    "firefox-cookies-off",
    "firefox-ublock-accept-all",
    "webkit-in-app-instagram",
)


@pytest.mark.parametrize("setup", SETUPS)
def test_the_recommended_fix_is_seen_to_work(check_in: Checker, browser: Opener, stage: Stage, setup: str) -> None:
    document = check_in(setup)
    dossier = as_dossier(document)
    diagnosis = diagnose(dossier, load_networks())
    fixes = {fix.id: fix for fix in load_fixes()}
    chosen = choose(
        fixes.values(),
        [cause.id for cause in diagnosis.causes],
        dossier.browser,
        blocker=diagnosis.identity.blocker,
        setup=diagnosis.identity.setup,
        effects=load_effects(),
    )
    leading = [fix for fix in shown(chosen).first if setup in fixes[fix.id].leads_to]
    assert leading, "none of the three that the report shows has been tried"
    assert leading[0].verified is not False

    with browser(fixes[leading[0].id].leads_to[setup]) as driver:
        own_purchase(driver, stage.portal, f"?again={document['code']}")
        section = driver.find_element(By.CSS_SELECTOR, ".changes")
        told = section.text

    assert document["code"] in told
    assert ": now fixed" in told, told
    assert "not measured" not in told
