"""Something removes the cashback site's own mark from links to networks."""

from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.view import View
from checker.evidence.words import Certainty


def judge(view: View) -> Certainty | None:
    """A parameter of our own click link did not reach the network, or reached it changed."""
    click = view.value("trail-click")
    states = {click["sub_id"], *click.get("sub_ids", {}).values()}
    return "certain" if states - {"right"} else None


CAUSE = Cause("sub-id-stripped", ("trail-click",), judge)
