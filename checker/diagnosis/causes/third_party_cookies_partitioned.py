"""Third-party cookies work, but in a jar of their own for each site: the click's cookie is not in the shop's."""

from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.view import View
from checker.evidence.words import Certainty


def judge(view: View) -> Certainty | None:
    """The pixel brought the cookie set from the shop's page, but not the one set at the click.

    Firefox does this by default (checked 2026-11-23 in Firefox ESR 153).
    """
    hop, pixel = view.value("trail-hop"), view.value("trail-pixel")
    if hop["cookie"] != "right" or pixel["cookie"] != "missing":
        return None
    return "certain" if pixel["mark"] == "right" else None


CAUSE = Cause("third-party-cookies-partitioned", ("trail-hop", "trail-pixel"), judge)
