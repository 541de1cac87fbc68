"""Something stops the visit to the network, though its host can be reached."""

from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.view import View
from checker.evidence.words import Certainty


def judge(view: View) -> Certainty | None:
    """The store window left for the network and never arrived, while a plain request to its host worked.

    A window that was closed says nothing.
    """
    if view.came("trail-click") or not view.came("trail-go") or view.came("trail-closed"):
        return None
    return "likely" if view.value("reach-hosts").get("network") == "reached" else None


CAUSE = Cause("redirect-blocked", ("trail-go", "trail-click", "trail-closed", "reach-hosts"), judge)
