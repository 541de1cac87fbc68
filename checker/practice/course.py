"""When is a practice purchase over? Pure: the trail and the time in, the answer out.

The limits leave a slow phone on a slow line its time, and still end every run within the 15 s
that the check page promises.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from checker.practice.ledger import Event, Trail

STALL_MS = 5000
STALL_UNREACHABLE_MS = 1500
AFTER_THANKS_MS = 2500
# The check page lets its probes go on for 900 ms after the order; the test for skipped hops needs three requests.
PAGE_GRACE_MS = 1200
SKIP_GRACE_MS = 600
PREFLIGHT_MS = 2500
TOTAL_MS = 13000

# Events by which the purchase moves on; the others are things that its pages ask for beside.
_MILESTONES: tuple[Event, ...] = ("tab", "go", "click", "hop", "landing", "cart", "order", "thanks")


@dataclass(frozen=True)
class Course:
    """`state` is None while the purchase should go on; `ends_ms` is when it ends if nothing more comes."""

    state: Literal["complete", "incomplete"] | None
    ends_ms: int


def course(trail: Trail, now_ms: int, *, network_reachable: bool | None, lists_quiet: bool = False) -> Course:
    """Judge how far a purchase is.

    `lists_quiet`: the check page saw no block list at work, so that no link will be jumped over either.
    `network_reachable`: what the check page saw of the network's host, None when it did not say.
    """
    if "thanks" in trail:
        return _after_thanks(trail, now_ms, lists_quiet)
    if "closed" in trail:
        return Course("incomplete", trail["closed"].at_ms)
    if "tab" in trail and "click" not in trail and not _left_after(trail, trail["tab"].at_ms):
        # The purchase in the check page's own tab waits until the network has shown that it is there:
        # a browser's error page would be the end of that tab.
        ends = trail["tab"].at_ms + PREFLIGHT_MS
        return Course("incomplete" if now_ms >= ends else None, ends)
    last = max((trail[event].at_ms for event in _MILESTONES if event in trail), default=0)
    stall = STALL_UNREACHABLE_MS if network_reachable is False and "click" not in trail else STALL_MS
    ends = min(last + stall, TOTAL_MS)
    return Course("incomplete" if now_ms >= ends else None, ends)


def _left_after(trail: Trail, at_ms: int) -> bool:
    return "go" in trail and trail["go"].at_ms >= at_ms


def _after_thanks(trail: Trail, now_ms: int, lists_quiet: bool) -> Course:
    """The order is placed; what is left is to wait for those conversions that may still arrive."""
    limit = min(trail["thanks"].at_ms + AFTER_THANKS_MS, TOTAL_MS)
    arrived = all(event in trail for event in ("pixel", "report", "postback"))
    if arrived or ("settled" in trail and "postback" in trail):
        kinds: tuple[Event, ...] = ("pixel", "report", "postback", "settled", "skip-end", "told")
        decided = max(trail[event].at_ms for event in kinds if event in trail)
        limit = min(limit, decided + _patience_ms(trail, lists_quiet))
    return Course("complete" if now_ms >= limit else None, limit)


def _patience_ms(trail: Trail, lists_quiet: bool) -> int:
    """How long to wait for what happens beside the purchase: the check page's probes, the test for skipped hops.

    The list by which uBlock Origin skips hops on any host has baits of its own: where those came, nothing will skip.
    """
    skipping = not lists_quiet and "tab" not in trail and "skip-end" not in trail and "closed" not in trail
    return max(0 if "told" in trail else PAGE_GRACE_MS, SKIP_GRACE_MS if skipping else 0)
