"""The trails from which the golden dossiers were made: `python -m tests.golden.freeze` writes them again.

Only `evidence.json` is written; what it means stands in `expected.json`, and no program writes that.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from checker.diagnosis.diagnose import Diagnosis
from checker.evidence.model import Dossier
from checker.knowledge.effects import Effects, load_effects
from checker.practice.ledger import Event, Trail
from tests.builders import (
    PAGE_PLAIN,
    PAGE_REFUSED,
    PLAIN,
    SAME_TAB,
    WHOLE,
    clicked,
    dossier,
    landed,
    page,
    trail,
)  # fmt: skip
from tests.said import CHROME, FIREFOX, HOSTS, QUIET, SAFARI, baits, broken, check, hiding, hosts, less

FOLDER = Path(__file__).parent
# Frozen before there were probes that look for blockers; nothing can make them again.
OLD = "an-old-check-"
# What a real browser has left; nothing makes it again either.
CAPTURED = "captured-"


def effects() -> Effects:
    """What had been measured when the situations were frozen: later measurements must not change what they mean."""
    return load_effects(FOLDER / "effects.json")


def paid(*, without: Iterable[Event] = (), **details: Mapping[str, Any]) -> Trail:
    """A whole purchase, with what came after it."""
    return trail(WHOLE, without=without, **details)


def situations() -> dict[str, Dossier]:
    """Every situation by the name of its folder."""
    no_cookies = {"cookie": "missing", "mark": "missing", "referrer": ""}
    kept_apart = {"cookie": "missing", "mark": "right", "referrer": ""}
    missing = {"cookie": "missing"}
    no_click_id = {"click_id": "missing"}
    return {
        "everything is credited": dossier(),
        "everything is credited in a replay": dossier().model_copy(update={"origin": "replay"}),
        "third-party cookies are blocked": dossier(paid(kit=missing, mark=missing, pixel=no_cookies)),
        "third-party cookies are kept apart for each site": dossier(paid(kit=missing, mark=missing, pixel=kept_apart)),
        "scripting is off": dossier(trail(PLAIN, settled={}), said=PAGE_PLAIN),
        "scripting is off and third-party cookies are blocked": dossier(
            trail(PLAIN, settled={}, mark=missing, pixel=no_cookies), said=PAGE_PLAIN
        ),
        "images are off": dossier(
            paid(
                without=("mark", "picture", "pixel"),
                settled={"kit": "loaded", "pixel": "unasked", "picture": "unasked"},
            )
        ),
        "no site may keep cookies": dossier(
            paid(
                hop=missing,
                kit=missing,
                mark=missing,
                cart=missing,
                order=missing,
                pixel=no_cookies,
                report=no_click_id,
                postback=no_click_id,
            )
        ),
        "no site may keep cookies and scripting is off": dossier(
            trail(
                PLAIN,
                hop=missing,
                mark=missing,
                cart=missing,
                order=missing,
                pixel=no_cookies,
                postback=no_click_id,
                settled={},
            ),
            said=PAGE_PLAIN,
        ),
        "the network may not keep cookies": dossier(paid(hop=missing, kit=missing, mark=missing, pixel=no_cookies)),
        "the shop may not keep cookies": dossier(
            paid(cart=missing, order=missing, report=no_click_id, postback=no_click_id)
        ),
        "the network host does not resolve": dossier(trail(("go",)), state="incomplete", said=page(network="failed")),
        "the network host does not resolve and scripting is off": dossier(
            trail(("tab", "preflight-shop")), state="incomplete", said=PAGE_PLAIN
        ),
        "neither host can be reached": dossier(
            trail(("go",)), state="incomplete", said=page(network="failed", shop="failed")
        ),
        "a blocker stops the visit to the network": dossier(trail(("go",)), state="incomplete"),
        "the browser refuses the store window": dossier(trail(SAME_TAB), said=PAGE_REFUSED),
        "some click ids are stripped": dossier(
            paid(landing=landed(at_gd="missing", irclickid="missing", wgu="missing"))
        ),
        "all click ids are stripped but the one with a neutral name": dossier(
            paid(landing={"parameters": dict.fromkeys(landed()["parameters"], "missing") | {"pn_click": "right"}})
        ),
        "every parameter of the landing address is stripped": dossier(
            paid(
                landing={"parameters": dict.fromkeys(landed()["parameters"], "missing"), "referrer": ""},
                report=no_click_id,
                postback=no_click_id,
            )
        ),
        "the shopper closes the window at the store": dossier(
            trail(("go", "click", "hop", "landing", "kit", "mark", "closed")), state="incomplete"
        ),
        "the shopper closes the window before it has gone anywhere": dossier(
            trail(("go", "closed")), state="incomplete"
        ),
        "the shopper closes the window on the thank-you page": dossier(
            paid(
                without=("control", "picture", "pixel", "report", "settled", "skip-plain", "skip-shown", "skip-end"),
                closed={},
            )
        ),
        "a blocker stops the pixel": dossier(
            paid(without=("pixel",), settled={"kit": "loaded", "pixel": "failed", "picture": "loaded"})
        ),
        "a blocker stops the tag": dossier(
            paid(without=("kit", "report"), settled={"kit": "failed", "pixel": "loaded", "picture": "loaded"})
        ),
        "a blocker stops the pixel and the tag": dossier(
            paid(without=("kit", "pixel", "report"), settled={"kit": "failed", "pixel": "failed", "picture": "loaded"})
        ),
        "a blocker stops the images of the network": dossier(
            paid(without=("mark", "pixel"), settled={"kit": "loaded", "pixel": "failed", "picture": "loaded"})
        ),
        "a blocker stops all that the shop asks of the network": dossier(
            paid(
                without=("kit", "mark", "control", "pixel", "report"),
                settled={"kit": "failed", "pixel": "failed", "picture": "loaded"},
            )
        ),
        "a slow line brings the pixel too late": dossier(
            paid(without=("pixel",), settled={"kit": "loaded", "pixel": "late", "picture": "loaded"})
        ),
        "a slow line brings the tag too late": dossier(
            paid(without=("kit", "report"), settled={"kit": "late", "pixel": "loaded", "picture": "loaded"})
        ),
        "our own postback is not delivered": dossier(
            paid(postback={"click_id": "undelivered", "fault": "MaxRetryError"})
        ),
        "the store is never reached": dossier(trail(("go", "click", "hop")), state="incomplete"),
        "the order is never placed": dossier(
            trail(("go", "click", "hop", "landing", "kit", "mark", "cart")), state="incomplete"
        ),
        **_settings(kept_apart, no_cookies),
        **_blockers(),
        **_silence(),
        "nothing is there but the start": dossier(trail(("go",)), state="incomplete", said=()),
        "nothing is there at all": dossier(trail(()), state="incomplete", said=()),
    }


def _settings(kept_apart: Mapping[str, Any], no_cookies: Mapping[str, Any]) -> dict[str, Dossier]:
    """Browsers of another kind, or with other settings."""
    signals = {"gpc": True, "dnt": False}
    app = {"gpc": False, "dnt": False, "app": "facebook", "engine": "chromium"}
    refused = QUIET["private-hints"] | {"files": "refused"}
    firefox = paid(kit={"cookie": "missing"}, mark={"cookie": "missing"}, pixel=kept_apart)
    return {
        "the clock is more than a day wrong": check(clock={"ahead_s": 100_000}),
        "cookies are deleted between visits": check(
            returning={"http_days": None, "script_days": None, "storage_days": 3}
        ),
        "the browser asks not to be tracked": check(paid(go=app | signals | {"app": ""}), privacy_signals=signals),
        "Firefox at its default": check(firefox, browser=FIREFOX),
        "Firefox with all cookies": check(browser=FIREFOX),
        "a private window of Firefox": check(firefox, browser=FIREFOX, private_hints=refused),
        "Safari at its default": check(
            paid(kit={"cookie": "missing"}, mark={"cookie": "missing"}, pixel=no_cookies), browser=SAFARI
        ),
        "the browser of an app": check(paid(go=app)),
        "a browser that nobody knows": check(
            paid(go=app | {"app": "", "engine": "other"}), browser=CHROME.model_copy(update={"engine": "other"})
        ),
        "our own mark is stripped from links": check(paid(click=clicked(sid="missing"))),
    }


def _blockers() -> dict[str, Dossier]:
    """Blockers, each by the signs that it leaves."""
    ublock = ("easylist", "easyprivacy", "easyprivacy-adguard", "ublock-ads", "ublock-privacy")
    listed = ("www.awin1.com", "www.dwin1.com", "www.anrdoezrs.net", "prf.hn", "track.adtraction.com")
    apart = {"network": "failed", "shop": "reached"}
    unheard = paid(
        without=("kit", "mark", "control", "pixel", "report"),
        settled={"kit": "failed", "pixel": "failed", "picture": "loaded"},
    )
    unheard_tag = paid(without=("kit", "report"), settled={"kit": "failed", "pixel": "loaded", "picture": "loaded"})
    cleaned = landed(**dict.fromkeys(("awc", "cjevent", "irclickid", "ranSiteID", "tduid"), "missing"))
    return {
        "uBlock Origin in Firefox with all cookies": check(
            paid(without=("skip-shown",)),
            browser=FIREFOX,
            list_baits=baits(*ublock),
            cosmetic_baits=hiding(),
            network_hosts=hosts(*listed),
        ),
        "a link is jumped over and nothing else": check(paid(without=("skip-shown",)), browser=FIREFOX),
        "AdGuard in Chrome": check(
            list_baits=baits("easylist", "easyprivacy-adguard", "adguard-base", "adguard-tracking"),
            cosmetic_baits=hiding(),
            network_hosts=hosts(*listed),
        ),
        "Brave says its name": check(
            paid(landing=landed(gclid="missing")), self_named=QUIET["self-named"] | {"brave": True}
        ),
        "a blocker with lists that nobody has measured": check(
            browser=SAFARI, list_baits=baits("easylist", "easyprivacy"), network_hosts=hosts(*listed)
        ),
        "a blocker with lists that nobody has measured and hosts that answer": check(
            browser=SAFARI, list_baits=baits("easylist", "easyprivacy")
        ),
        "elements are hidden and nothing else": check(cosmetic_baits=hiding()),
        "elements are hidden and hosts of networks do not answer": check(
            cosmetic_baits=hiding(), network_hosts=hosts(*listed)
        ),
        "the pixel is stopped and hosts of networks do not answer": check(
            paid(without=("pixel",), settled={"kit": "loaded", "pixel": "failed", "picture": "loaded"}),
            network_hosts=hosts(*listed),
        ),
        "names of networks do not resolve": check(network_hosts=hosts(*listed)),
        "names of networks do not resolve in Firefox": check(browser=FIREFOX, network_hosts=hosts(*listed)),
        "the browser's protection stops all that pages ask of the network": check(
            unheard, browser=FIREFOX, reach_hosts=apart, network_hosts=hosts(*HOSTS)
        ),
        "the browser's protection stops the network's script": check(
            unheard_tag, browser=FIREFOX, reach_hosts=apart, network_hosts=hosts(*HOSTS)
        ),
        "a link cleaner takes marks away": check(paid(landing=cleaned)),
    }


def _silence() -> dict[str, Dossier]:
    """A purchase that was credited, and probes that say too little."""
    in_its_tab = less(check(trail(SAME_TAB), page_popup={"opened": False}), "cosmetic-baits")
    return {
        "everything is credited and no probe has answered": dossier(paid(), said=page(network=None)),
        "everything is credited and the baits of one host did not come": check(list_baits=baits() | {"far": None}),
        "everything is credited and hosts answer too late": check(
            network_hosts={"found": dict.fromkeys(HOSTS, "late")}
        ),
        "everything is credited and an operator asks no hosts": broken(
            check(), "network-hosts", "not_run", "switched-off"
        ),
        "everything is credited in its own tab and the probes have answered": in_its_tab,
        "the pixel is lost and no probe has answered": dossier(
            paid(pixel={"cookie": "missing", "mark": "missing", "referrer": ""}), said=page(network=None)
        ),
    }


def folder_of(name: str) -> str:
    return name.lower().replace("'", "").replace(" ", "-")


def as_text(frozen: Dossier) -> str:
    return json.dumps(frozen.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n"


def summary(dossier: Dossier, diagnosis: Diagnosis) -> dict[str, Any]:
    """A diagnosis in the form of `expected.json`."""
    found = diagnosis.identity
    return {
        "state": dossier.state,
        "verdict": diagnosis.verdict,
        "methods": diagnosis.methods,
        "causes": {finding.id: finding.certainty for finding in diagnosis.causes},
        "hidden": {finding.id: finding.certainty for finding in diagnosis.hidden},
        "blocker": {"id": found.blocker, "quiet": found.quiet, "skips": found.skips, "setup": found.setup},
        "trail": {step.step: step.state for step in diagnosis.trail},
        "networks": {
            verdict: " ".join(row.id for row in diagnosis.networks if row.verdict == verdict)
            for verdict in ("tracked", "at_risk", "lost", "unknown")
        },
        "click_id_lost_at": [row.id for row in diagnosis.networks if row.click_id == "lost"],
    }


def main() -> None:
    for name, made in situations().items():
        folder = FOLDER / folder_of(name)
        folder.mkdir(exist_ok=True)
        (folder / "evidence.json").write_text(as_text(made), encoding="utf-8")


if __name__ == "__main__":
    main()
