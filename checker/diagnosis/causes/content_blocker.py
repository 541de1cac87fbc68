"""Something filters what pages ask for, by lists of addresses or names."""

from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.signs import ASKED, SKIPS, jumped, stopped
from checker.diagnosis.view import CannotTell, View
from checker.evidence.words import Certainty


def judge(view: View) -> Certainty | None:
    """An address of ours that lists match did not come, and a neutral one beside it did.

    A request of the purchase itself that did not come, where images and scripts are on, is a sign too: but a
    browser's own protection leaves the same.
    """
    fates = _fates(view)
    if "blocked" in fates or "stubbed" in fates:
        return "certain"
    hidden = view.has("cosmetic-baits") and any(
        ms is not None for ms in view.value("cosmetic-baits")["hidden"].values()
    )
    if hidden or jumped(view) or stopped(view):
        return "likely"
    if not fates:
        raise CannotTell("list-baits")
    return None


def _fates(view: View) -> set[str]:
    if not view.has("list-baits"):
        return set()
    sides = view.value("list-baits")
    return {fate for side in ("near", "far") for fate in (sides[side] or {}).values()}


CAUSE = Cause("content-blocker", ("list-baits", "cosmetic-baits", *ASKED, *SKIPS), judge)
