"""The trail's events, and the book they are written in.

An event is written once, by the server, when the request it stands for arrives. What it holds is
decided here; who keeps it is somebody else's business (the service keeps it in its database).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, get_args

Event = Literal[
    "played",  # a replay says which real network this purchase plays
    "tab",  # the purchase runs in the check page's own tab: no window, or no scripting
    "go",  # the store window left the portal for the network
    "click",  # the network was asked for its click redirect
    "hop",  # the network's second redirect: did its own cookie come back, as first party?
    "landing",  # the shop's landing page was asked for
    "kit",  # the network's tag script was fetched
    "mark",  # an image of the network on the landing page, which sets a cookie as third party
    "cart",
    "order",
    "thanks",  # the thank-you page was asked for
    "control",  # a neutral style sheet of the network on the thank-you page
    "picture",  # an image of the shop itself on the thank-you page
    "plain",  # fetched only by browsers with scripting off
    "pixel",  # the conversion image
    "report",  # the tag's conversion report
    "postback",  # the shop server's report to the network
    "settled",  # the thank-you page says that everything it asked for has loaded or failed
    "skip-plain",  # after the purchase: a link of the network that shows no destination
    "skip-shown",  # the same link with its destination to be read in it: a blocker may jump over it
    "skip-end",  # where both lead
    "closed",  # the store window was closed
    "told",  # the check page has told all that its probes saw
    "preflight-network",  # before a purchase in the same tab: is the host there at all?
    "preflight-shop",
]
EVENTS: tuple[Event, ...] = get_args(Event)

# What must have come before an event can: whoever opens addresses by hand cannot write what has not happened.
# The landing needs no click: that a click was skipped is what a trail may have to show.
NEEDS: Mapping[Event, Event] = {
    "click": "go",
    "hop": "click",
    "landing": "go",
    "kit": "landing",
    "mark": "landing",
    "cart": "landing",
    "plain": "landing",
    "order": "landing",
    "thanks": "order",
    "postback": "order",
    "control": "thanks",
    "picture": "thanks",
    "pixel": "thanks",
    "report": "thanks",
    "settled": "thanks",
    "skip-plain": "thanks",
    "skip-shown": "skip-plain",
    "skip-end": "skip-plain",
    "preflight-network": "tab",
    "preflight-shop": "tab",
}


class Ledger(Protocol):
    """Where the practice network and shop write what reached them."""

    def record(self, check_id: str, event: Event, detail: Mapping[str, Any], *, user_agent: str | None) -> bool:
        """Write one event; the first of its kind counts.

        `user_agent` is the asking browser's header (None when a server asks). Answers False, and
        writes nothing, when the check is not running or belongs to another browser.
        """

    def seen(self, check_id: str, event: Event) -> dict[str, Any] | None:
        """What was written for an event, or None."""


@dataclass(frozen=True)
class Entry:
    """One event as written: when (ms since the start of the check), and what came with it."""

    event: Event
    at_ms: int
    detail: Mapping[str, Any]


Trail = Mapping[Event, Entry]
