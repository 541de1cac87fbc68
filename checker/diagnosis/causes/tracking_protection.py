"""The browser's own protection treats the network as a tracker."""

from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.view import View
from checker.evidence.words import Certainty


def judge(view: View) -> Certainty | None:
    """From other sites' pages nothing reaches the network's host, though a visit did, and the shop's host answers.

    No address that lists of addresses match was touched: what knows the host is the browser.
    """
    reach = view.value("reach-hosts")
    if not view.came("trail-click") or reach["network"] != "failed" or reach["shop"] != "reached":
        return None
    sides = view.value("list-baits")
    fates = {fate for side in ("near", "far") for fate in (sides[side] or {}).values()}
    return "likely" if fates == {"loaded"} else None


CAUSE = Cause("tracking-protection", ("reach-hosts", "trail-click", "list-baits"), judge, explains=("content-blocker",))
