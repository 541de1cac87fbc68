"""The browser keeps cookies, but none of the shop's."""

from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.view import View
from checker.evidence.words import Certainty


def judge(view: View) -> Certainty | None:
    """The shop's session cookie was gone on its next page; the network's came back."""
    network, shop = view.value("trail-hop"), view.value("trail-cart")
    return "certain" if network["cookie"] == "right" and shop["cookie"] == "missing" else None


CAUSE = Cause("shop-cookies-blocked", ("trail-hop", "trail-cart"), judge)
