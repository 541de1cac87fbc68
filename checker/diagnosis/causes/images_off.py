"""The browser loads no images at all, the shop's own included."""

from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.view import CannotTell, View
from checker.evidence.words import Certainty


def judge(view: View) -> Certainty | None:
    """No image was asked for by a page that had finished loading and whose style sheet came."""
    if any([view.came("trail-picture"), view.came("trail-pixel"), view.came("trail-mark")]):
        return None
    if view.status("trail-picture") != "failed" or not (view.has("trail-settled") and view.has("trail-control")):
        raise CannotTell("trail-control")
    return "certain"


CAUSE = Cause("images-off", ("trail-picture", "trail-pixel", "trail-mark", "trail-settled", "trail-control"), judge)
