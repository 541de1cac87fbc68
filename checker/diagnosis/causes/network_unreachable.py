"""The network's host cannot be reached from this browser at all."""

from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.view import CannotTell, View
from checker.evidence.words import Certainty


def judge(view: View) -> Certainty | None:
    """The click never came; a plain request to the host failed too, while one to the shop's host worked.

    Without scripting the only sign is that nothing of the network loaded into a page: a blocker of
    everything foreign looks the same, so it is no more than likely.
    """
    if view.came("trail-click"):
        return None
    if view.status("trail-click") == "failed" and view.has("trail-preflight-shop"):
        return "likely"
    reach = view.value("reach-hosts")
    if reach.get("shop") != "reached":
        raise CannotTell("reach-hosts")
    return "certain" if reach.get("network") == "failed" else None


CAUSE = Cause("network-unreachable", ("trail-click", "trail-preflight-shop", "reach-hosts"), judge)
