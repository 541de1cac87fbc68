"""What a claim for missing cashback may expect, and what our check can show for it.

Pure: the clock comes in. What support asks, and why cashback gets declined, is common to the help pages of cashback
sites (Quidco, Cashrewards, ShopBack, LetyShops, Rakuten, Shopbuddies; read 2026-11).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

from checker.diagnosis.diagnose import Diagnosis
from checker.evidence.words import CauseId, StepState, Verdict

ClaimState = Literal["draft", "filed", "no_record", "pending", "confirmed", "declined"]
CLAIM_STATES: tuple[ClaimState, ...] = get_args(ClaimState)

Done = Literal["other_sites", "cart_not_empty", "bought_in_app", "order_changed", "left_window"]
"""What a shopper may have done against the five rules."""
DONE: tuple[Done, ...] = get_args(Done)

WindowState = Literal["early", "open", "late", "refused"]
Timing = Literal["none", "long_before", "before", "after"]
StoreMatch = Literal["same", "other", "unknown"]
Advice = Literal["wait", "by_hand", "no_claims", "look_up_click", "likely_lost", "maybe_lost", "ask_store"]

# A browser's settings are taken to be those of the order for a day.
_NEAR = timedelta(hours=24)


@dataclass(frozen=True)
class StoreRules:
    """When a store takes claims. Without facts about a store, ours: from 72 hours after the order, for 90 days."""

    name: str = ""
    accepts: bool = True
    opens_hours: int = 72
    closes_days: int = 90
    known: bool = False


@dataclass(frozen=True)
class Window:
    """Where a moment stands: `early` before `opens`, `late` after `closes`; `refused` if the store takes no claims."""

    state: WindowState
    opens: datetime
    closes: datetime
    known: bool


def judge_window(ordered: datetime, now: datetime, rules: StoreRules) -> Window:
    """Whether a claim for an order of this time can be filed now. Times are aware."""
    opens, closes = ordered + timedelta(hours=rules.opens_hours), ordered + timedelta(days=rules.closes_days)
    state: WindowState = "early" if now < opens else "open" if now <= closes else "late"
    return Window(state if rules.accepts else "refused", opens, closes, rules.known)


@dataclass(frozen=True)
class CheckFacts:
    """The check that a claim brings along: when it began, for which store, and what it found."""

    created: datetime
    store_id: str | None
    diagnosis: Diagnosis


class Sketch(BaseModel):
    """What an agent is told beside the claim: facts first, then the next thing to do (`advice`).

    `timing` says when the check was made, seen from the order. `click` is the step of the *practice* purchase: the
    click to the real store is in the cashback site's own log. `twins` counts other claims for the same order.
    """

    model_config = ConfigDict(frozen=True)

    window: WindowState
    timing: Timing
    click: StepState | None = None
    verdict: Verdict | None = None
    causes: tuple[CauseId, ...] = ()
    store: StoreMatch = "unknown"
    against: tuple[Done, ...] = ()
    twins: int = 0
    advice: Advice

    def at(self, window: WindowState) -> Sketch:
        """The same facts at another moment."""
        return self.model_copy(update={"window": window, "advice": _advice(window, self.timing, self.verdict)})


def sketch(
    *,
    window: Window,
    ordered: datetime,
    store_id: str | None,
    done: Collection[Done],
    twins: int,
    check: CheckFacts | None,
) -> Sketch:
    """Lay a claim beside its check. Never says more than the check could see."""
    timing = _timing(ordered, check)
    diagnosis = check.diagnosis if check else None
    verdict = diagnosis.verdict if diagnosis else None
    return Sketch(
        window=window.state,
        timing=timing,
        click=next((step.state for step in diagnosis.trail if step.step == "click"), None) if diagnosis else None,
        verdict=verdict,
        causes=tuple(cause.id for cause in diagnosis.causes) if diagnosis else (),
        store=_same_store(store_id, check),
        against=tuple(item for item in DONE if item in done),
        twins=twins,
        advice=_advice(window.state, timing, verdict),
    )


def _timing(ordered: datetime, check: CheckFacts | None) -> Timing:
    if check is None:
        return "none"
    if check.created > ordered:
        return "after"
    return "before" if ordered - check.created <= _NEAR else "long_before"


def _same_store(store_id: str | None, check: CheckFacts | None) -> StoreMatch:
    if check is None or not check.store_id or not store_id:
        return "unknown"
    return "same" if check.store_id == store_id else "other"


def _advice(window: WindowState, timing: Timing, verdict: Verdict | None) -> Advice:
    if window == "early":
        return "wait"
    if window == "refused":
        return "no_claims"
    if window == "late":
        return "by_hand"
    if verdict in ("lost", "at_risk"):
        return "likely_lost" if timing == "before" else "maybe_lost"
    return "ask_store" if verdict == "tracked" and timing == "before" else "look_up_click"
