"""The steps of the practice purchase, as the report draws them."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from checker.evidence.model import Dossier
from checker.evidence.words import Step, StepState


class TrailStep(BaseModel):
    """One step: its state and when it happened, in ms since the start of the check."""

    model_config = ConfigDict(frozen=True)

    step: Step
    state: StepState
    at_ms: int | None = None


# Each step's own evidence, and what must have happened before it could.
_STEPS: tuple[tuple[Step, str, str], ...] = (
    ("click", "trail-click", ""),
    ("landing", "trail-landing", "trail-click"),
    ("tag", "trail-kit", "trail-landing"),
    ("order", "trail-order", "trail-landing"),
    ("pixel", "trail-pixel", "trail-order"),
    ("postback", "trail-postback", "trail-order"),
)


def journey(dossier: Dossier) -> list[TrailStep]:
    """The six steps in order: `altered` means that it happened, but not with what it should have brought."""
    return [_step(dossier, *row) for row in _STEPS]


def _step(dossier: Dossier, step: Step, probe: str, before: str) -> TrailStep:
    item = dossier.get(probe)
    if item is not None and item.status == "ok":
        return TrailStep(step=step, state="altered" if _altered(dossier, step) else "seen", at_ms=item.ms)
    earlier = dossier.get(before) if before else None
    reached = not before or (earlier is not None and earlier.status == "ok")
    return TrailStep(step=step, state="missing" if reached else "not_reached")


def _altered(dossier: Dossier, step: Step) -> bool:
    match step:
        case "landing":
            return any(state != "right" for state in dossier.value("trail-landing")["parameters"].values())
        case "tag":
            # It was loaded, but the order's report came without the click it should have kept.
            return bool(dossier.value("trail-report").get("click_id", "right") != "right")
        case "pixel":
            return bool(dossier.value("trail-pixel")["cookie"] != "right")
        case "postback":
            return bool(dossier.value("trail-postback")["click_id"] != "right")
        case _:
            return False
