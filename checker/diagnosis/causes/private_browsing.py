"""This may be a private window."""

from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.view import CannotTell, View
from checker.evidence.words import Certainty


def judge(view: View) -> Certainty | None:
    """Cookies are kept, and the private file system is refused: Firefox does so in private windows only.

    Chromium 156 and WebKitGTK 2.50 give a page no sign at all (checked 2026-11-24): there it stays untold.
    """
    if not view.value("page-cookies")["written"]:
        raise CannotTell("page-cookies")
    return "possible" if view.value("private-hints")["files"] == "refused" else None


CAUSE = Cause("private-browsing", ("private-hints", "page-cookies"), judge)
