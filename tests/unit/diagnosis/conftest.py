"""What every test of a judge needs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from checker.diagnosis.causes import causes
from checker.diagnosis.view import CannotTell, View
from checker.evidence.model import Dossier
from checker.evidence.words import CauseId, Certainty

Judged = Certainty | None | str
Judge = Callable[[CauseId, Dossier], Judged]


@pytest.fixture
def judge() -> Judge:
    """A function: what the judge of a cause says of a dossier; `cannot tell` when it says that."""

    def ask(cause_id: CauseId, dossier: Dossier) -> Judged:
        cause = next(cause for cause in causes() if cause.id == cause_id)
        try:
            return cause.judge(View(dossier, cause.needs))
        except CannotTell:
            return "cannot tell"

    return ask
