"""The page's own modules in real browsers: how probes are run, and what the real ones answer."""

from __future__ import annotations

from typing import Any

import pytest
from selenium.webdriver.remote.webdriver import WebDriver

from checker.evidence.manifest import PAGE_PROBES, accept
from checker.replay.stage import Stage
from tests.browser.conftest import Opener

pytestmark = pytest.mark.browser

SETUPS = ("chromium-accept-all", "firefox-accept-all", "webkit-no-third-party")
# What the scripts share; each answers with the parts that the page would send.
FRAME = """
const answer = arguments[arguments.length - 1];
const sleep = (ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value));
const never = new Promise(() => {});
const probe = (id, run, more) => ({ meta: { id, deadline: 6000, ...more }, run });
(async () => {
  const { observe, Verdict } = await import("/static/lib/runner.js");
  const parts = [];
  const begun = performance.now();
  const tell = (evidence, last) => parts.push({ evidence, last, ms: performance.now() - begun });
  %s
  return parts;
})().then(answer, (fault) => answer(String(fault)));
"""
UNRULY = """
  await observe([
    probe("fine", async (context) => context.word),
    probe("throws", async () => { throw new TypeError("no"); }),
    probe("throws-at-once", () => { throw new RangeError("no"); }),
    probe("throws-nothing", async () => { throw undefined; }),
    probe("throws-much", async () => { throw "x".repeat(5000); }),
    probe("verdict", async () => { throw new Verdict("unsupported", "not-here"); }),
    probe("hangs", () => never, { deadline: 150 }),
    probe("slow", () => sleep(1800, "at last")),
    probe("waits", ({ clicked }) => clicked, { after: "click" }),
    probe("never", () => never, { after: "order", deadline: 60000 }),
  ], { word: "here", clicked: sleep(300, "clicked") }, { known: { on: true } },
  { soon: sleep(900), over: sleep(2400) }, tell);
"""
QUICK = """
  await observe([
    probe("fine", async () => 1),
    probe("waits", () => sleep(300, 2), { after: "order" }),
  ], {}, {}, { soon: sleep(900), over: sleep(5000) }, tell);
"""
OVER_AT_ONCE = """
  const hanging = [probe("hangs", () => never), probe("never", () => never, { after: "click" })];
  await observe(hanging, {}, {}, { soon: sleep(900), over: sleep(0) }, tell);
"""
REAL = """
  const { probes } = await import("/static/probes/index.js");
  const { network, shop } = document.getElementById("check").dataset;
  const told = JSON.parse(document.getElementById("probing").textContent);
  const context = { ...told, network, shop, clicked: never, landed: never, ordered: never };
  await observe(probes, context, {}, { soon: sleep(900), over: sleep(4500) }, tell);
"""


def run(driver: WebDriver, script: str) -> list[dict[str, Any]]:
    """Run a script in the check page; answers the parts that it told."""
    told = driver.execute_async_script(FRAME % script)
    assert isinstance(told, list), told
    return told


def rows(part: dict[str, Any]) -> dict[str, tuple[str, Any]]:
    """Status, and value or reason, of each probe in a part."""
    assert len({item["probe"] for item in part["evidence"]}) == len(part["evidence"]), "nobody speaks twice"
    return {item["probe"]: (item["status"], item.get("value", item.get("reason"))) for item in part["evidence"]}


@pytest.mark.parametrize("setup", SETUPS)
def test_the_pages_probes(stage: Stage, browser: Opener, setup: str) -> None:
    with browser(setup) as driver:
        driver.set_script_timeout(20)
        driver.get(f"{stage.portal}/check")
        each_probe_costs_only_its_own_row(driver)
        what_is_complete_soon_is_sent_once(driver)
        the_end_of_the_purchase_is_the_end_of_every_probe(driver)
        the_real_probes_answer_in_the_form_that_the_service_takes(driver)


def each_probe_costs_only_its_own_row(driver: WebDriver) -> None:
    first, last = run(driver, UNRULY)
    assert (first["last"], last["last"]) == (False, True)
    assert rows(first) == {
        "known": ("ok", {"on": True}),
        "fine": ("ok", "here"),
        "throws": ("failed", "TypeError"),
        "throws-at-once": ("failed", "RangeError"),
        "throws-nothing": ("failed", "undefined"),
        "throws-much": ("failed", "x" * 80),
        "verdict": ("unsupported", "not-here"),
        "hangs": ("timed_out", None),
        "waits": ("ok", "clicked"),
    }
    # One is slow: the others are not kept back for it.
    assert 850 < first["ms"] < 1500
    assert rows(last) == {"slow": ("ok", "at last"), "never": ("timed_out", "purchase-over")}
    assert 2300 < last["ms"] < 3200


def what_is_complete_soon_is_sent_once(driver: WebDriver) -> None:
    (only,) = run(driver, QUICK)
    assert only["last"]
    assert rows(only) == {"fine": ("ok", 1), "waits": ("ok", 2)}
    assert only["ms"] < 900


def the_end_of_the_purchase_is_the_end_of_every_probe(driver: WebDriver) -> None:
    (only,) = run(driver, OVER_AT_ONCE)
    assert rows(only) == dict.fromkeys(("hangs", "never"), ("timed_out", "purchase-over"))
    assert only["ms"] < 700


def the_real_probes_answer_in_the_form_that_the_service_takes(driver: WebDriver) -> None:
    """No purchase is made beside them."""
    first, last = run(driver, REAL)
    assert first["ms"] < 1500
    items, refused = accept(first["evidence"] + last["evidence"])
    assert refused == 0
    assert {item.probe for item in items} == set(PAGE_PROBES) - {"page-popup", "page-scripting"}
    assert not [item for item in items if item.reason == "malformed"]
    told = {item.probe: item for item in items}
    waiting = ("click-cookie", "frame-cookies", "frame-storage", "cosmetic-baits")
    assert {told[probe].status for probe in waiting} == {"timed_out"}
    # The stage plays no hosts but its own, and so asks for none.
    assert told["network-hosts"].reason == "switched-off"
    quiet = set(told) - {*waiting, "network-hosts"}
    assert {probe for probe in quiet if told[probe].status != "ok"} == set()
    baits = told["list-baits"].value
    assert isinstance(baits, dict)
    assert {fate for side in baits.values() for fate in side.values()} == {"loaded"}
    assert told["clock"].value == {"ahead_s": 0}
    assert told["cookie-paths"].value == {"sent": True, "received": True}
