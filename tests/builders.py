"""Trails, dossiers and settings made by hand, for all tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args

from checker.config import Settings, load
from checker.evidence.manifest import PAGE_PROBES
from checker.evidence.model import Browser, Dossier, Evidence
from checker.evidence.words import State
from checker.knowledge import baits
from checker.knowledge.hosts import asked_hosts
from checker.knowledge.loader import landing_parameters, load_networks
from checker.practice.ledger import Entry, Event, Trail
from checker.practice.observe import observe
from checker.practice.parts import CONTROLS

SECRET = "a secret key that only tests know"
PORTAL, NETWORK, SHOP = "http://portal.test:8000", "http://network.test:8000", "http://shop.test:8000"

# One user agent for each engine.
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"
SAFARI = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/26.1 Safari/605.1.15"
)

_WINDOW: tuple[Event, ...] = ("go", "click", "hop", "landing", "kit", "mark", "cart", "order", "postback", "thanks")
_CONVERSION: tuple[Event, ...] = ("control", "picture", "pixel", "report", "settled")
# The store window then tests whether links are jumped over; the check page says that it has told all.
AFTER: tuple[Event, ...] = ("skip-plain", "skip-shown", "skip-end", "told")
CREDITED: tuple[Event, ...] = _WINDOW + _CONVERSION
WHOLE: tuple[Event, ...] = CREDITED + AFTER
# Without scripting the purchase runs in the check page's own tab, after a look whether both hosts are there.
_LOOK: tuple[Event, ...] = ("tab", "preflight-network", "preflight-shop")
PLAIN: tuple[Event, ...] = (
    "told", *_LOOK, "go", "click", "hop", "landing", "plain", "mark", "cart", "order", "postback", "thanks",
    "control", "picture", "pixel", "settled",
)  # fmt: skip
SAME_TAB: tuple[Event, ...] = (*_LOOK, "told", *_WINDOW, *_CONVERSION)


def landed(**states: str) -> dict[str, Any]:
    """What arrived with the landing URL: all of it, but for the parameters and controls given."""
    names = ("pn_click", *landing_parameters())
    assert set(states) <= {*names, *CONTROLS}, "no such parameter is sent"
    return {
        "parameters": {name: states.get(name, "right") for name in names},
        "controls": {name: states.get(name, "right") for name in CONTROLS},
        "referrer": PORTAL,
    }


def clicked(**states: str) -> dict[str, Any]:
    """What arrived with the click link: all sub-ids, but for those given."""
    names = dict.fromkeys(network.sub_id for network in load_networks().values())
    assert set(states) <= set(names), "no such sub-id is sent"
    sub_ids = {name: states.get(name, "right") for name in names}
    return {"referrer": PORTAL, "cookie": "missing", "sub_id": "right", "sub_ids": sub_ids}


_DETAILS: Mapping[Event, dict[str, Any]] = {
    "go": {"gpc": False, "dnt": False, "app": "", "engine": "chromium"},
    "click": clicked(),
    "hop": {"cookie": "right"},
    "landing": landed(),
    "kit": {"cookie": "right"},
    "mark": {"cookie": "right"},
    "cart": {"cookie": "right", "unseen": []},
    "order": {"cookie": "right"},
    "postback": {"click_id": "right"},
    "pixel": {"cookie": "right", "mark": "right", "referrer": SHOP},
    "report": {"click_id": "right"},
    "settled": {"kit": "loaded", "pixel": "loaded", "picture": "loaded"},
    "preflight-network": {"by": "css"},
    "preflight-shop": {"by": "css"},
}


def trail(
    events: Iterable[Event] = CREDITED,
    *,
    without: Iterable[Event] = (),
    at: Mapping[Event, int] | None = None,
    **details: Mapping[str, Any],
) -> Trail:
    """A trail of `events` in this order, 40 ms apart, as an ordinary browser leaves it.

    A keyword names an event (with `_` for `-`) and gives what came with it in place of the
    ordinary; what is not there is added at the end. `at` moves events to other times.
    """
    order = [event for event in events if event not in set(without)]
    given = {_event(name): detail for name, detail in details.items()}
    order += [event for event in given if event not in order]
    moments = {event: 40 * (number + 1) for number, event in enumerate(order)} | dict(at or {})
    return {event: Entry(event, moments[event], given.get(event, _DETAILS.get(event, {}))) for event in order}


def _event(name: str) -> Event:
    event = name.replace("_", "-")
    assert event in get_args(Event), f"there is no event {event}"
    return event  # type: ignore[return-value]


def quiet() -> dict[str, dict[str, Any]]:
    """What the probes say that look for blockers, signals and marks, in a browser where there are none."""
    loaded = {bait.id: "loaded" for bait in baits.probed()}
    return {
        "cookie-paths": {"sent": True, "received": True},
        "list-baits": {"near": dict(loaded), "far": dict(loaded)},
        "cosmetic-baits": {"at_once": False, "hidden": {bait.id: None for bait in baits.cosmetics()}},
        "network-hosts": {"found": dict.fromkeys(asked_hosts(load_networks()), "reached")},
        "privacy-signals": {"gpc": False, "dnt": False},
        "private-hints": {"quota_mb": 20_000, "files": "given", "workers": True},
        "self-named": {"brave": False, "duckduckgo": False, "brands": []},
        "clock": {"ahead_s": 0},
        "returning": {"http_days": None, "script_days": None, "storage_days": None},
    }


def page(
    *,
    popup: bool | None = True,
    scripting: bool | None = True,
    network: str | None = "reached",
    shop: str = "reached",
    **told: Mapping[str, Any] | None,
) -> tuple[Evidence, ...]:
    """What the check page says of itself; None leaves a probe out, and `network` None every probe of its script.

    A keyword names another probe (with `_` for `-`) and gives its value. Those that ask for the click's
    cookie and for the shop's storage say nothing unless they are named: what is ordinary, the trail decides.
    """
    said: dict[str, Mapping[str, Any] | None] = {}
    if popup is not None:
        said["page-popup"] = {"opened": popup}
    if scripting is not None:
        said["page-scripting"] = {"on": scripting}
    if network is not None:
        said["page-cookies"] = {"enabled": True, "written": True}
        said["reach-hosts"] = {"network": network, "shop": shop}
        said |= quiet()
    said |= {name.replace("_", "-"): value for name, value in told.items()}
    assert set(said) <= set(PAGE_PROBES), "no such probe is there"
    return tuple(
        Evidence(probe=probe, status="ok", value=dict(value)) for probe, value in said.items() if value is not None
    )


# What the form says when it starts the purchase in its own tab.
PAGE_PLAIN = page(popup=None, scripting=False, network=None)
PAGE_REFUSED = page(popup=False, scripting=True, network=None)


def dossier(
    events: Trail | None = None,
    *,
    state: State = "complete",
    said: Iterable[Evidence] | None = None,
    browser: Browser | None = None,
) -> Dossier:
    """The dossier of a trail, with what an ordinary check page says beside."""
    return Dossier(
        state=state,
        browser=browser or Browser(name="Chrome", version="156.0", engine="chromium", platform="linux"),
        items=(*observe(trail(WHOLE) if events is None else events), *(page() if said is None else said)),
    )


def settings(data: Path, **more: str) -> Settings:
    """Settings with everything explicit; nothing is read from the environment."""
    told = {"CHECKER_PORTAL_URL": PORTAL, "CHECKER_NETWORK_URL": NETWORK, "CHECKER_SHOP_URL": SHOP}
    return load(told | {"SECRET_KEY": SECRET, "CHECKER_DATA": str(data)} | more)
