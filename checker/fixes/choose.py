"""Which fixes to show: those that fit the browser, what cures everything first, then the least invasive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from checker.evidence.model import Browser
from checker.evidence.words import BlockerId, CauseId
from checker.fixes.catalogue import Fix, PictureId, Reach
from checker.fixes.proof import Tried, proven, tried
from checker.knowledge.effects import Effects

AT_MOST = 3
_REACH: dict[Reach, int] = {"purchase": 0, "site": 1, "everything": 2}


class ChosenFix(BaseModel):
    """A fix as shown.

    `causes` are those of the check that it cures, `cause` the first of them. `verified` is True when a replay showed
    that it works in a setup like this one, False when one showed that it does not, None when none has tried it;
    `tried` says where.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    cause: CauseId
    causes: tuple[CauseId, ...]
    title: str
    steps: tuple[str, ...]
    undo: str
    exposes: str
    verify: str
    reach: Reach
    picture: PictureId | None = None
    unsure: bool = False
    honest: bool = False
    verified: bool | None = None
    tried: Tried | None = None


class Shown(NamedTuple):
    """What a report shows: at most three at once, the rest folded."""

    first: tuple[ChosenFix, ...]
    more: tuple[ChosenFix, ...]


class _Fitting(NamedTuple):
    """A fix that fits, with the causes of the check that it is for, and what the table says of each."""

    fix: Fix
    proofs: dict[CauseId, bool | None]

    @property
    def refuted(self) -> bool:
        return all(proof is False for proof in self.proofs.values())

    @property
    def cures(self) -> tuple[CauseId, ...]:
        """The causes, without those that a replay saw stay; all of them where nothing else is left."""
        return tuple(cause for cause, proof in self.proofs.items() if self.refuted or proof is not False)

    @property
    def verified(self) -> bool | None:
        if self.refuted:
            return False
        return True if all(self.proofs[cause] for cause in self.cures) else None


def choose(
    fixes: Iterable[Fix],
    causes: Sequence[CauseId],
    browser: Browser,
    *,
    blocker: BlockerId | None = None,
    setup: str | None = None,
    effects: Effects | None = None,
) -> list[ChosenFix]:
    """The fixes for these causes in this browser, the best first; refuted ones stand last, flagged.

    `setup` is the replay setup most like the shopper's, `effects` the measured table that tells what becomes of it.
    Order: what can be changed here before "use another browser", what cures all the causes, the least invasive, the
    most special, the id. A general fix is left out where a special one, no more invasive, is for the same causes.
    """
    fitting = [
        _Fitting(fix, {cause: _proof(fix, cause, setup, effects) for cause in causes if cause in fix.causes})
        for fix in fixes
        if _fits(fix, causes, browser, blocker)
    ]
    fitting = [one for one in fitting if one.proofs]
    special = [one for one in fitting if not one.fix.general and not one.refuted]
    offered = [one for one in fitting if not one.fix.general or _is_needed(one, special)]
    curable = {cause for one in offered if not (one.fix.honest or one.refuted) for cause in one.cures}

    def order(one: _Fitting) -> tuple[bool, bool, bool, int, int, str]:
        partly = not curable <= set(one.cures)
        return one.refuted, one.fix.honest, partly, _REACH[one.fix.reach], -_speciality(one.fix), one.fix.id

    return [_chosen(one, setup, effects) for one in sorted(offered, key=order)]


def shown(chosen: Sequence[ChosenFix]) -> Shown:
    """At most three at once, with something for each cause before a second choice for one; refuted ones not at all."""
    rest = [fix for fix in chosen if fix.verified is not False]
    first: list[ChosenFix] = []
    open_causes = {cause for fix in rest for cause in fix.causes}
    while open_causes and len(first) < AT_MOST:
        # The best of those that leave no more causes open than the places left could serve.
        places = AT_MOST - len(first) - 1
        useful = [fix for fix in rest if open_causes & set(fix.causes)]
        left = {fix.id: len(open_causes - set(fix.causes)) for fix in useful}
        best = next((fix for fix in useful if left[fix.id] <= places), min(useful, key=lambda fix: left[fix.id]))
        first.append(best)
        open_causes -= set(best.causes)
    first = [*first, *(fix for fix in rest if fix not in first)][:AT_MOST]
    return Shown(
        tuple(fix for fix in rest if fix in first),
        tuple(fix for fix in rest if fix not in first),
    )


def _fits(fix: Fix, causes: Sequence[CauseId], browser: Browser, blocker: BlockerId | None) -> bool:
    # Brave calls itself Chrome or Safari; its menus are others.
    name = "Brave" if blocker == "brave" else browser.name
    return (
        (not fix.browsers or name in fix.browsers)
        and (not fix.platforms or browser.platform in fix.platforms)
        and (not fix.versions or fix.versions.hold(browser.version))
        and (not fix.blockers or blocker in fix.blockers)
        and (not fix.only_with or fix.only_with in causes)
    )


def _proof(fix: Fix, cause: CauseId, setup: str | None, effects: Effects | None) -> bool | None:
    if setup is None or effects is None or setup not in fix.leads_to:
        return None
    return proven(cause, setup, fix.leads_to[setup], effects)


def _is_needed(general: _Fitting, special: Iterable[_Fitting]) -> bool:
    reach = _REACH[general.fix.reach]
    covered = {cause for one in special if _REACH[one.fix.reach] <= reach for cause in one.cures}
    return bool(set(general.cures) - covered)


def _speciality(fix: Fix) -> int:
    # What blocks is worth more than the rest: a blocker's own switch is the same in every browser.
    return 3 * bool(fix.blockers) + bool(fix.browsers) + bool(fix.platforms) + bool(fix.versions)


def _chosen(one: _Fitting, setup: str | None, effects: Effects | None) -> ChosenFix:
    fields = set(ChosenFix.model_fields) - {"cause", "causes", "verified", "tried"}
    known = one.verified is not None and setup is not None and effects is not None
    return ChosenFix(
        cause=one.cures[0],
        causes=one.cures,
        verified=one.verified,
        tried=tried(setup, one.fix.leads_to[setup], effects) if known and setup and effects else None,
        **one.fix.model_dump(include=fields),
    )
