from __future__ import annotations

import pytest

from checker.evidence.model import Dossier
from tests.builders import trail
from tests.said import GO, check, less
from tests.unit.diagnosis.conftest import Judge, Judged


def app(name: str) -> Dossier:
    return check(trail(go=GO | {"app": name}))


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (app(""), None),
        (app("facebook"), "certain"),
        (app("tiktok"), "certain"),
        (app("other"), "likely"),
        (check(trail(go={})), None),
        (less(app("facebook"), "trail-go"), "cannot tell"),
        (check(trail(())), "cannot tell"),
    ],
    ids=["its own", "one app", "another", "some web view", "an older check", "nobody says", "nothing"],
)
def test_an_app_is_named_by_the_user_agent_of_the_visit(judge: Judge, given: Dossier, answer: Judged) -> None:
    assert judge("in-app-browser", given) == answer
