"""The browser loads no images at all, the shop's own included."""

from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.view import CannotTell, View
from checker.evidence.words import Certainty


def judge(view: View) -> Certainty | None:
    """No image was asked for by a page that had finished loading and whose style sheet came."""
    if view.has("trail-picture") or view.has("trail-pixel") or view.has("trail-mark"):
        return None
    if not (view.has("trail-settled") and view.has("trail-control")):
        raise CannotTell("trail-control")
    return "certain"


CAUSE = Cause("images-off", ("trail-picture", "trail-pixel", "trail-mark", "trail-settled", "trail-control"), judge)
