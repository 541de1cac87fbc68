"""Trails, dossiers and settings made by hand, for all tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args

from checker.config import Settings, load
from checker.evidence.model import Browser, Dossier, Evidence
from checker.evidence.words import State
from checker.knowledge.loader import landing_parameters
from checker.practice.ledger import Entry, Event, Trail
from checker.practice.observe import observe

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
CREDITED: tuple[Event, ...] = _WINDOW + _CONVERSION
# Without scripting the purchase runs in the check page's own tab, after a look whether both hosts are there.
_LOOK: tuple[Event, ...] = ("tab", "preflight-network", "preflight-shop")
PLAIN: tuple[Event, ...] = (
    *_LOOK, "go", "click", "hop", "landing", "plain", "mark", "cart", "order", "postback", "thanks",
    "control", "picture", "pixel", "settled",
)  # fmt: skip
SAME_TAB: tuple[Event, ...] = (*_LOOK, *CREDITED)


def landed(**states: str) -> dict[str, Any]:
    """What arrived with the landing URL: all of it, but for the parameters given."""
    names = ("pn_click", *landing_parameters())
    assert set(states) <= set(names), "no such parameter is sent"
    return {"parameters": dict.fromkeys(names, "right") | states, "referrer": PORTAL}


_DETAILS: Mapping[Event, dict[str, Any]] = {
    "click": {"referrer": PORTAL, "cookie": "missing", "sub_id": "right"},
    "hop": {"cookie": "right"},
    "landing": landed(),
    "kit": {"cookie": "right"},
    "mark": {"cookie": "right"},
    "cart": {"cookie": "right"},
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


def page(
    *, popup: bool | None = True, scripting: bool | None = True, network: str | None = "reached", shop: str = "reached"
) -> tuple[Evidence, ...]:
    """What the check page says of itself; None leaves a probe out."""
    said: dict[str, dict[str, Any]] = {}
    if popup is not None:
        said["page-popup"] = {"opened": popup}
    if scripting is not None:
        said["page-scripting"] = {"on": scripting}
    if network is not None:
        said["page-cookies"] = {"enabled": True, "written": True}
        said["reach-hosts"] = {"network": network, "shop": shop}
    return tuple(Evidence(probe=probe, status="ok", value=value) for probe, value in said.items())


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
        items=(*observe(trail() if events is None else events), *(page() if said is None else said)),
    )


def settings(data: Path, **more: str) -> Settings:
    """Settings with everything explicit; nothing is read from the environment."""
    told = {"CHECKER_PORTAL_URL": PORTAL, "CHECKER_NETWORK_URL": NETWORK, "CHECKER_SHOP_URL": SHOP}
    return load(told | {"SECRET_KEY": SECRET, "CHECKER_DATA": str(data)} | more)
