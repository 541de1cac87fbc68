"""From the trail to evidence: what each event, or its absence, says and no more.

An event that is missing is `blocked` only when a neutral request to the same host got through
from the same page; it is `not_run` when the purchase never came to where it would have happened.
"""

from __future__ import annotations

from checker.evidence.model import Evidence
from checker.evidence.words import Status
from checker.practice.ledger import EVENTS, NEEDS, Event, Trail

# Whether these come is the browser's choice: their absence says nothing.
_OPTIONAL: tuple[Event, ...] = ("plain", "preflight-network", "preflight-shop")
# The event after which each of the others was due. A landing *can* come without a click, but is due after one.
_DUE_AFTER: dict[Event, Event] = {event: NEEDS[event] for event in NEEDS if event not in _OPTIONAL}
_DUE_AFTER["landing"] = "click"
# Asked of the network by the landing page; by the thank-you page; of the shop itself.
_ON_LANDING: tuple[Event, ...] = ("kit", "mark")
_ON_THANKS: tuple[Event, ...] = ("pixel", "report")
_NEED_SCRIPTING: tuple[Event, ...] = ("kit", "report")


def observe(trail: Trail) -> tuple[Evidence, ...]:
    """Evidence for every event of the trail, seen or not, in the order of the purchase."""
    return tuple(_seen(event, trail) if event in trail else _missing(event, trail) for event in EVENTS)


def _seen(event: Event, trail: Trail) -> Evidence:
    entry = trail[event]
    detail = dict(entry.detail)
    if event == "postback" and detail.get("click_id") == "undelivered":
        return Evidence(probe="trail-postback", status="failed", reason="not-delivered", ms=entry.at_ms)
    return Evidence(probe=f"trail-{event}", status="ok", value=detail, ms=entry.at_ms)


def _missing(event: Event, trail: Trail) -> Evidence:
    status, reason = _why_missing(event, trail)
    return Evidence(probe=f"trail-{event}", status=status, reason=reason)


def _why_missing(event: Event, trail: Trail) -> tuple[Status, str | None]:
    due = _DUE_AFTER.get(event)
    if due is None:
        return "not_run", None
    # A purchase in the check page's own tab asks first whether both hosts are there, or it stays.
    if event == "click" and "tab" in trail and "preflight-network" not in trail:
        return "failed", "network-silent"
    if due not in trail:
        if event == "landing" and "tab" in trail and "go" not in trail and "preflight-network" in trail:
            return "failed", "shop-silent"
        return "not_run", "not-reached"
    if event in _NEED_SCRIPTING and "plain" in trail:
        return "not_run", "scripting-off"
    if event in _ON_LANDING and "settled" in trail:
        if trail["settled"].detail.get(event) == "late":
            return "timed_out", "no-answer"
        return ("blocked", None) if {"kit", "mark", "control"} & trail.keys() else ("failed", "no-control")
    if event in _ON_THANKS and "settled" in trail:
        if "late" in trail["settled"].detail.values():
            return "timed_out", "no-answer"
        return ("blocked", None) if "control" in trail else ("failed", "no-control")
    if event == "picture" and "settled" in trail:
        return "failed", "not-asked-for"
    return "timed_out", "window-closed" if "closed" in trail else "never-came"
