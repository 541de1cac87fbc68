"""No site may keep a cookie in this browser."""

from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.view import View
from checker.evidence.words import Certainty


def judge(view: View) -> Certainty | None:
    """Neither the network nor the shop got back, as first party, the cookie that it had just set."""
    network, shop = view.value("trail-hop"), view.value("trail-cart")
    return "certain" if network["cookie"] == shop["cookie"] == "missing" else None


CAUSE = Cause(
    "cookies-off",
    ("trail-hop", "trail-cart"),
    judge,
    explains=("third-party-cookies-blocked", "third-party-cookies-partitioned", "cookies-cleared", "private-browsing"),
)
