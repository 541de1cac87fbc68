"""Cookies are deleted between visits."""

from checker.diagnosis.causes._cause import Cause
from checker.diagnosis.view import CannotTell, View
from checker.evidence.words import Certainty


def judge(view: View) -> Certainty | None:
    """The storage of an earlier check is there, of which both cookies are gone.

    Only in the first six days: Safari takes script's cookies and storage away after seven.
    """
    seen = view.value("returning")
    if not view.value("page-cookies")["written"]:
        raise CannotTell("page-cookies")
    if seen["storage_days"] is None or seen["storage_days"] > 6:
        return None
    return "likely" if seen["http_days"] is None and seen["script_days"] is None else None


CAUSE = Cause("cookies-cleared", ("returning", "page-cookies"), judge)
