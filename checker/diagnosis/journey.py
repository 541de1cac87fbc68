"""The steps of the practice purchase, as the report draws them."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from checker.evidence.model import Dossier
from checker.evidence.words import STEPS, Step, StepState


class TrailStep(BaseModel):
    """One step: its state and when it happened, in ms since the start of the check."""

    model_config = ConfigDict(frozen=True)

    step: Step
    state: StepState
    at_ms: int | None = None


_EVIDENCE: dict[Step, str] = {
    "click": "trail-click",
    "landing": "trail-landing",
    "tag": "trail-kit",
    "order": "trail-order",
    "pixel": "trail-pixel",
    "postback": "trail-postback",
}


def journey(dossier: Dossier) -> list[TrailStep]:
    """The six steps in order: `altered` means that it happened, but not with what it should have brought."""
    return [_step(dossier, step) for step in STEPS]


def _step(dossier: Dossier, step: Step) -> TrailStep:
    item = dossier.get(_EVIDENCE[step])
    if item is not None and item.status == "ok":
        return TrailStep(step=step, state="altered" if _altered(dossier, step) else "seen", at_ms=item.ms)
    # A script that scripting switched off would have run here: its place was reached.
    due = item is not None and (item.status != "not_run" or item.reason == "scripting-off")
    return TrailStep(step=step, state="missing" if due else "not_reached")


def _altered(dossier: Dossier, step: Step) -> bool:
    match step:
        case "landing":
            return any(state != "right" for state in dossier.value("trail-landing").get("parameters", {}).values())
        case "tag":
            # It was loaded, but the order's report came without the click it should have kept.
            return bool(dossier.value("trail-report").get("click_id", "right") != "right")
        case "pixel":
            return bool(dossier.value("trail-pixel").get("cookie", "right") != "right")
        case "postback":
            return bool(dossier.value("trail-postback").get("click_id", "right") != "right")
        case _:
            return False
