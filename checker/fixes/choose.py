"""Which fixes to show: those that fit the browser, the least invasive first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import BaseModel, ConfigDict

from checker.evidence.model import Browser
from checker.evidence.words import CauseId
from checker.fixes.catalogue import Fix

_REACH = {"purchase": 0, "site": 1, "everything": 2}


class ChosenFix(BaseModel):
    """A fix as shown. `verified` stays None until a replay has tried it."""

    model_config = ConfigDict(frozen=True)

    id: str
    cause: CauseId
    title: str
    steps: tuple[str, ...]
    undo: str
    exposes: str
    verified: bool | None = None


def choose(fixes: Iterable[Fix], causes: Sequence[CauseId], browser: Browser) -> list[ChosenFix]:
    """For each cause the best-fitting fixes; one made for this browser stands before a general one."""
    catalogue = list(fixes)
    chosen: list[ChosenFix] = []
    for cause in causes:
        fitting = [fix for fix in catalogue if cause in fix.causes and _fits(fix, browser)]
        special = [fix for fix in fitting if fix.browsers or fix.platforms]
        for fix in sorted(special or fitting, key=lambda fix: (_REACH[fix.reach], fix.id)):
            if fix.id not in {known.id for known in chosen}:
                chosen.append(ChosenFix(cause=cause, **fix.model_dump(include=_SHOWN)))
    return chosen


_SHOWN = {"id", "title", "steps", "undo", "exposes"}


def _fits(fix: Fix, browser: Browser) -> bool:
    return (not fix.browsers or browser.name in fix.browsers) and (
        not fix.platforms or browser.platform in fix.platforms
    )
