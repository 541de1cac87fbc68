"""The network's host cannot be reached from this browser at all."""

from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.signs import ASKED, SKIPS, jumped, stopped
from checker.diagnosis.view import CannotTell, View
from checker.evidence.words import Certainty


def judge(view: View) -> Certainty | None:
    """The click never came; a plain request to the host failed too, while one to the shop's host worked.

    Without scripting the only sign is that nothing of the network loaded into a page: a blocker of
    everything foreign looks the same, so it is no more than likely.
    """
    if view.came("trail-click"):
        return _real_networks(view)
    if view.status("trail-click") == "failed" and view.has("trail-preflight-shop"):
        return "likely"
    reach = view.value("reach-hosts")
    if reach.get("shop") != "reached":
        raise CannotTell("reach-hosts")
    return "certain" if reach.get("network") == "failed" else None


def _real_networks(view: View) -> Certainty | None:
    """Hosts of real networks do not answer while others do, and no list of addresses is at work.

    A filter of names does this; so may a browser's protection, which then also stops our own network. Whoever hides
    elements, jumps over links or stops the purchase's own requests is a content blocker, and knows hosts by itself.
    """
    others = (jumped(view), stopped(view))
    if None in others:
        raise CannotTell("trail-skip-shown")
    # In the check page's own tab nothing can be hidden: the page is gone.
    hidden = {} if view.has("trail-tab") else view.value("cosmetic-baits")["hidden"]
    if any(others) or any(ms is not None for ms in hidden.values()):
        return None
    hosts = view.value("network-hosts")["found"].values()
    sides = view.value("list-baits")
    fates = {fate for side in ("near", "far") for fate in (sides[side] or {}).values()}
    if "failed" not in hosts or fates != {"loaded"} or view.value("reach-hosts")["network"] != "reached":
        return None
    return "likely"


CAUSE = Cause(
    "network-unreachable",
    (
        "trail-click",
        "trail-preflight-shop",
        "reach-hosts",
        "network-hosts",
        "list-baits",
        "cosmetic-baits",
        "trail-tab",
        *ASKED,
        *SKIPS,
    ),
    judge,
    explains=("redirect-blocked", "content-blocker", "tracking-protection"),
)
