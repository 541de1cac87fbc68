"""The network's cookie is kept, but not sent or set from the shop's pages."""

from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.view import View
from checker.evidence.words import Certainty


def judge(view: View) -> Certainty | None:
    """The pixel came without the click's cookie, and without the one set by an image on the page before."""
    view.value("trail-mark")
    hop, pixel = view.value("trail-hop"), view.value("trail-pixel")
    return "certain" if hop["cookie"] == "right" and pixel["cookie"] == pixel["mark"] == "missing" else None


CAUSE = Cause("third-party-cookies-blocked", ("trail-hop", "trail-mark", "trail-pixel"), judge)
