"""Something jumps over links of networks, straight to the store."""

from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.view import View
from checker.evidence.words import Certainty


def judge(view: View) -> Certainty | None:
    """A link that shows its destination was jumped over, its like without one was not; or the browser says it is Brave.

    Brave does so by default, by host, so that our own host cannot show it (its public list, read 2026-08).
    """
    if view.has("trail-skip-plain") and view.has("trail-skip-end") and not view.came("trail-skip-shown"):
        return "certain"
    if view.has("self-named") and view.value("self-named")["brave"]:
        return "likely"
    view.came("trail-skip-end")
    return None


CAUSE = Cause("redirect-skipped", ("trail-skip-plain", "trail-skip-shown", "trail-skip-end", "self-named"), judge)
