"""Something jumps over links of networks, straight to the store."""

from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.signs import SKIPS, jumped
from checker.diagnosis.view import CannotTell, View
from checker.evidence.words import Certainty


def judge(view: View) -> Certainty | None:
    """A link that shows its destination was jumped over, its like without one was not; or the browser says it is Brave.

    Brave does so by default, by host, so that our own host cannot show it (its public list, read 2026-08).
    """
    over = jumped(view)
    if over:
        return "certain"
    if view.has("self-named") and view.value("self-named")["brave"]:
        return "likely"
    if over is None:
        raise CannotTell("trail-skip-shown")
    return None


CAUSE = Cause("redirect-skipped", (*SKIPS, "self-named"), judge)
