"""Something removes the networks' click ids from the addresses of shops."""

from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.view import View
from checker.evidence.words import Certainty


def judge(view: View) -> Certainty | None:
    """A network's parameter left in the redirect did not arrive, or arrived changed; the visit's own did arrive."""
    arrived = view.value("trail-landing")["parameters"]
    return "certain" if any(state != "right" for state in arrived.values()) else None


CAUSE = Cause("click-id-stripped", ("trail-landing",), judge)
