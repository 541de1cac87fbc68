from __future__ import annotations

import pytest

from checker.evidence.model import Browser, Dossier
from tests.builders import trail
from tests.said import GO, check, less
from tests.unit.diagnosis.conftest import Judge, Judged


def engine(name: str) -> Dossier:
    return check(trail(go=GO | {"engine": name}), browser=Browser())


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (engine("other"), "certain"),
        (engine("chromium"), None),
        (engine("firefox"), None),
        (engine("webkit"), None),
        (check(trail(go={}), browser=Browser()), None),
        (less(engine("other"), "trail-go"), "cannot tell"),
        (check(trail(())), "cannot tell"),
    ],
    ids=["other", "chromium", "firefox", "webkit", "an older check", "nobody says", "nothing"],
)
def test_a_browser_is_unknown_when_its_visit_names_no_engine(judge: Judge, given: Dossier, answer: Judged) -> None:
    assert judge("unsupported-browser", given) == answer
