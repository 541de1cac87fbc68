"""Two checks of one browser held against each other: what a change has brought."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from checker.diagnosis.causes import causes
from checker.diagnosis.diagnose import Diagnosis
from checker.diagnosis.view import CannotTell, View
from checker.evidence.model import Dossier
from checker.evidence.words import METHODS, CauseId, Method, Verdict

Change = Literal["fixed", "still", "new", "found", "not_measured"]


class Comparison(BaseModel):
    """What became of each cause that either check has found, of each method, and of the verdict.

    `not_measured` is a cause of the earlier check that the later one could not judge: neither fixed nor still there.
    `found` is the reverse: it is there, and the earlier check could not judge it: it may be new or not.
    """

    model_config = ConfigDict(frozen=True)

    causes: dict[CauseId, Change]
    methods: dict[Method, Change]
    before: Verdict
    after: Verdict

    def of(self, change: Change) -> tuple[CauseId, ...]:
        """The causes with this change, in the order of the closed list."""
        return tuple(cause for cause, what in self.causes.items() if what == change)


def compare(earlier: Diagnosis, later: Diagnosis, was: Dossier, now: Dossier) -> Comparison:
    """Hold a later check against an earlier one of the same rules version; `was` and `now` are their evidence.

    A cause that is only hidden by another is still there. Raises ValueError for two rules versions: diagnose the
    earlier evidence anew first.
    """
    if earlier.rules_version != later.rules_version:
        raise ValueError("two checks are compared under the same rules")
    before, told = {f.id for f in earlier.causes}, {f.id for f in later.causes}
    there = told | {f.id for f in later.hidden}
    known = {f.id for f in earlier.hidden}
    found: dict[CauseId, Change] = {}
    for cause in causes():
        if cause.id in before:
            gone: Change = "fixed" if _judged(cause.id, now) else "not_measured"
            found[cause.id] = "still" if cause.id in there else gone
        elif cause.id in told:
            come: Change = "new" if _judged(cause.id, was) else "found"
            found[cause.id] = "still" if cause.id in known else come
    return Comparison(
        causes=found,
        methods={method: change for method in METHODS if (change := _method(earlier, later, method))},
        before=earlier.verdict,
        after=later.verdict,
    )


def _judged(cause_id: CauseId, dossier: Dossier) -> bool:
    """Whether the evidence speaks against a cause, rather than being silent about it."""
    cause = next(cause for cause in causes() if cause.id == cause_id)
    try:
        return cause.judge(View(dossier, cause.needs)) is None
    except CannotTell:
        return False


def _method(earlier: Diagnosis, later: Diagnosis, method: Method) -> Change | None:
    was, now = earlier.methods[method], later.methods[method]
    if now == "unknown":
        return "not_measured" if was != "unknown" else None
    if was == "lost":
        return "fixed" if now == "tracked" else "still"
    if now == "lost":
        return "new" if was == "tracked" else "found"
    return None
