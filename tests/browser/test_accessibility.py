"""Every page and state for people who do not see it, do not point at it, or see it differently."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.wait import WebDriverWait

from bench.showcase import Showcase, devtools, golden, look, showcase
from checker.replay.drivers import open_browser
from checker.replay.setup import Setup
from checker.services.start import Visitor
from checker.web.shopper.check import COOKIE

pytestmark = pytest.mark.browser

# One for each shape that a report can have.
REPORTS = {
    "tracked": "captured-chromium-accept-all",
    "pixel only": "captured-firefox-default",
    "networks": "captured-firefox-ublock",
    "lost": "captured-chromium-cookies-off",
    "in an app": "captured-webkit-in-app-instagram",
    "unreachable": "captured-chromium-network-unresolvable",
    "unseen": "a-blocker-with-lists-that-nobody-has-measured",
    "incomplete": "the-store-is-never-reached",
    "nothing": "nothing-is-there-at-all",
}
CHECK, WRONG, RUN, CLAIM, FAULTS, FILED = "check", "a bad query", "running", "claim", "claim with errors", "claim filed"
AXE = """
const [runOnly, done] = arguments;
axe.run(document, { runOnly, resultTypes: ["violations"] }).then(({ violations }) => done(violations.map(
  ({ id, nodes }) => [id, ...nodes.map(({ target, failureSummary }) =>
  `${target}: ${failureSummary}`)])), (error) => done([["axe failed", String(error)]]));
"""
ALL_RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# Those that colours or the width of the window can break.
LOOKS = {
    "type": "rule",
    "values": ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"],
}
FOCUSED = """
const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
if (one === document.body) { return null; }
return { tag: one.tagName, id: one.id, name: one.name || "", text: one.textContent.trim().slice(0, 60),
  ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  seen: box.width > 0 && box.height > 0 && box.left >= 0 && box.top >= 0 && box.bottom < innerHeight + 1,
  before: [...document.querySelectorAll("*")].indexOf(one) };
"""

Opener = Callable[[str], None]


@pytest.fixture(scope="module")
def shown(rooms: Path) -> Iterator[Showcase]:
    with showcase(rooms / "showcase") as running:
        yield running


@pytest.fixture(scope="module")
def driver(setup_of: Callable[[str], Setup], rooms: Path) -> Iterator[WebDriver]:
    with open_browser(setup_of("chromium-accept-all"), None, rooms) as chromium:
        yield chromium


@pytest.fixture(scope="module")
def codes(shown: Showcase) -> dict[str, str]:
    found = {name: shown.add(golden(folder), store="aliexpress") for name, folder in REPORTS.items()}
    return found | {"compared": shown.add(golden("captured-firefox-default"), again=found["networks"])}


@pytest.fixture
def open_page(shown: Showcase, driver: WebDriver, codes: dict[str, str]) -> Opener:
    """Open a page or state by its name."""
    paths = {
        CHECK: "/check",
        WRONG: f"/check?store={'x' * 90}&return=https://elsewhere.test/",
        CLAIM: f"/r/{codes['networks']}/claim",
        "claim without a check": "/claim",
        "delete": f"/r/{codes['networks']}/delete",
        "deleted": "/deleted",
        "privacy": "/privacy",
        "unknown code": "/r/2222-2222",
        "matrix": "/matrix",
        **{name: f"/r/{code}" for name, code in codes.items()},
    }

    def go(name: str) -> None:
        if name == RUN:
            driver.get(shown.portal + started(shown, driver))
        elif name in (FAULTS, FILED):
            driver.get(shown.portal + paths[CLAIM])
            if name == FILED:
                fill(driver, order(), lambda field, text: field.send_keys(text))
            driver.find_element(By.CSS_SELECTOR, "form.claim p.actions button").click()
            WebDriverWait(driver, 5).until(lambda d: "/claim/C-" in d.current_url or d.find_elements(By.ID, "faults"))
        else:
            driver.get(shown.portal + paths[name])

    return go


def started(shown: Showcase, driver: WebDriver) -> str:
    """Where a check is followed that has just been started in this browser."""
    driver.get(shown.portal + "/check")
    bench = shown.service.bench
    cookie = driver.get_cookie(COOKIE)
    agent = driver.execute_script("return navigator.userAgent")
    ticket = bench.desk.issue()
    bench.desk.start(ticket, Visitor(agent, cookie["value"] if cookie else None))
    return f"/run/{ticket}"


def order(days_ago: int = 5) -> dict[str, str]:
    """What a claim's form asks for."""
    then = datetime.now(UTC) - timedelta(days=days_ago)
    return {
        "store": "Socks", "order": f"A-{then:%H%M%S%f}", "day": str(then.day), "month": str(then.month),
        "year": str(then.year), "time": "10:30", "zone": "UTC", "amount": "49.90", "currency": "EUR",
    }  # fmt: skip


def fill(driver: WebDriver, told: dict[str, str], write: Callable[[Any, str], object]) -> None:
    for name, text in told.items():
        write(driver.find_element(By.ID, f"f-{name}"), text)


PAGES = [
    CHECK, WRONG, RUN, *REPORTS, "compared", CLAIM, "claim without a check", FAULTS, FILED, "delete", "deleted",
    "privacy", "unknown code", "matrix",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_nothing(driver: WebDriver, open_page: Opener, axe: str, page: str) -> None:
    look(driver)
    open_page(page)
    driver.execute_script(axe)
    looks = ((1100, False, ALL_RULES), (360, True, ALL_RULES), (360, False, LOOKS), (1100, True, LOOKS))
    # The measurements' page has a thousand cells, which all look alike.
    for width, dark, rules in looks[: 2 if page == "matrix" else 4]:
        look(driver, width=width, dark=dark)
        found = driver.execute_async_script(AXE, rules)
        assert found == [], f"{page}, {width} px, {'dark' if dark else 'light'}"


def test_axe_would_find_what_is_wrong(driver: WebDriver, open_page: Opener, axe: str) -> None:
    look(driver)
    open_page(CHECK)
    driver.execute_script(axe)
    driver.execute_script("""
        document.querySelector("label[for=store]").remove();
        document.querySelector("h1").style.color = "#bbb";
    """)
    for rules, expected in ((ALL_RULES, {"label", "color-contrast"}), (LOOKS, {"color-contrast"})):
        assert {name for name, *_ in driver.execute_async_script(AXE, rules)} >= expected


@pytest.mark.parametrize("page", PAGES)
def test_nothing_runs_out_of_a_narrow_window_in_either_direction(
    driver: WebDriver, open_page: Opener, page: str
) -> None:
    """320 px is a desktop's window at 400 %, and WCAG's measure of reflow."""
    open_page(page)
    for direction in ("ltr", "rtl"):
        driver.execute_script("document.documentElement.dir = arguments[0]", direction)
        for width in (320, 550):
            look(driver, width=width)
            wide = driver.execute_script("return document.documentElement.scrollWidth")
            assert wide <= width, f"{page}, {direction}, {width} px"


def tab(driver: WebDriver, *, back: bool = False) -> dict[str, Any] | None:
    keys = ActionChains(driver, duration=0)
    (keys.key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(Keys.SHIFT) if back else keys.send_keys(Keys.TAB)).perform()
    found: dict[str, Any] | None = driver.execute_script(FOCUSED)
    return found


def press(driver: WebDriver, keys: str) -> None:
    ActionChains(driver, duration=0).send_keys(keys).perform()


@pytest.mark.parametrize("page", [CHECK, "networks", FAULTS])
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(
    driver: WebDriver, open_page: Opener, page: str
) -> None:
    look(driver, width=360)
    open_page(page)
    # From the top: an error's summary has taken the focus.
    driver.execute_script("document.activeElement.blur(); scrollTo(0, 0)")
    if page == FAULTS:
        driver.execute_script(
            "document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')"
        )
    ways = []
    while (at := tab(driver)) and at not in ways and len(ways) < 120:
        assert at["ring"], f"no sign of the focus on {at}"
        assert at["seen"], f"out of sight: {at}"
        ways.append(at)
    places = [at["before"] for at in ways]
    assert places == sorted(places)
    reachable = driver.execute_script(
        "return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]"
        ".filter((one) => one.checkVisibility({ contentVisibilityAuto: true })).length"
    )
    assert len(ways) == reachable


def test_the_first_key_leads_past_the_head_of_the_page(driver: WebDriver, open_page: Opener) -> None:
    look(driver)
    open_page("networks")
    first = tab(driver)
    assert first is not None
    assert first["text"] == "Skip to the content"
    press(driver, Keys.ENTER)
    assert driver.execute_script("return document.activeElement.id") == "main"


def test_what_is_folded_opens_by_keyboard(driver: WebDriver, open_page: Opener) -> None:
    look(driver)
    open_page("networks")
    while (at := tab(driver)) and at["tag"] != "SUMMARY":
        pass
    assert at
    press(driver, Keys.ENTER)
    assert driver.execute_script("return document.activeElement.parentElement.open")


def test_a_check_is_started_by_keyboard_and_said_politely(
    driver: WebDriver, shown: Showcase, open_page: Opener
) -> None:
    look(driver)
    open_page(CHECK)
    driver.execute_script("""
        sessionStorage.said = "";
        const place = document.getElementById("progress");
        new MutationObserver(() => { sessionStorage.said += place.textContent + "|"; })
          .observe(place, { childList: true, characterData: true, subtree: true });
    """)
    live = driver.find_element(By.ID, "progress")
    assert live.get_attribute("role") == "status"
    assert live.get_attribute("aria-live") == "polite"
    while (at := tab(driver)) and at["id"] != "start":
        pass
    press(driver, Keys.ENTER)
    WebDriverWait(driver, 16).until(lambda d: "/r/" in d.current_url)
    said = driver.execute_script("return sessionStorage.said").strip("|").split("|")
    # Each step is said once: what is written again unchanged is read out again.
    assert 1 <= len(said) <= 5, said
    assert len(said) == len(set(said)), said
    assert driver.find_element(By.TAG_NAME, "h1").text == driver.title.partition(" - ")[0]


def test_a_claim_is_filed_by_keyboard(driver: WebDriver, open_page: Opener) -> None:
    look(driver)
    open_page(CLAIM)
    told = order(6)
    while (at := tab(driver)) and not (at["tag"] == "BUTTON" and at["text"] == "File the claim"):
        if at["name"] in told:
            press(driver, told[at["name"]])
    press(driver, Keys.ENTER)
    WebDriverWait(driver, 5).until(lambda d: re.search(r"/claim/C-", d.current_url))


def test_nothing_moves_for_those_who_do_not_want_it(driver: WebDriver, open_page: Opener) -> None:
    for wish, moving in (("no-preference", True), ("reduce", False)):
        features = [{"name": "prefers-reduced-motion", "value": wish}]
        devtools(driver, "Emulation.setEmulatedMedia", {"features": features})
        open_page(RUN)
        found = driver.execute_script("return document.getAnimations().length")
        assert bool(found) == moving, wish


@pytest.mark.parametrize("page", ["tracked", "pixel only", "lost"])
def test_a_report_is_printed_on_one_page_with_all_of_it_open(driver: WebDriver, open_page: Opener, page: str) -> None:
    look(driver)
    open_page(page)
    paper = {"paperWidth": 8.27, "paperHeight": 11.69, "printBackground": True}
    pdf = base64.b64decode(devtools(driver, "Page.printToPDF", paper)["data"])
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    look(driver, width=794, media="print")
    shut = driver.execute_script(
        "return [...document.querySelectorAll('details .do')].filter((one) => !one.clientHeight).length"
    )
    assert shut == 0
    assert not driver.find_element(By.CSS_SELECTOR, ".actions").is_displayed()
