"""The browser keeps cookies, but none of the affiliate network's."""

from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.view import View
from checker.evidence.words import Certainty


def judge(view: View) -> Certainty | None:
    """The network's cookie was gone one redirect later on its own host; the shop's came back."""
    network, shop = view.value("trail-hop"), view.value("trail-cart")
    return "certain" if network["cookie"] == "missing" and shop["cookie"] == "right" else None


CAUSE = Cause("network-cookies-blocked", ("trail-hop", "trail-cart"), judge)
