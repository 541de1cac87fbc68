from __future__ import annotations

import pytest

from checker.evidence.model import Dossier
from tests.said import QUIET, check, less
from tests.unit.diagnosis.conftest import Judge, Judged


def files(state: str, *, written: bool = True) -> Dossier:
    hints = QUIET["private-hints"] | {"files": state}
    return check(private_hints=hints, page_cookies=QUIET["page-cookies"] | {"written": written})


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (files("refused"), "possible"),
        (files("given"), None),
        (files("none"), None),
        (files("refused", written=False), "cannot tell"),
        (less(files("refused"), "private-hints"), "cannot tell"),
        (less(files("refused"), "page-cookies"), "cannot tell"),
    ],
    ids=["refused", "given", "a browser without any", "no cookies either", "no hints", "nobody says of cookies"],
)
def test_a_window_may_be_private_where_its_file_system_is_refused(judge: Judge, given: Dossier, answer: Judged) -> None:
    assert judge("private-browsing", given) == answer


def test_a_small_quota_or_missing_workers_alone_say_nothing(judge: Judge) -> None:
    hints = {"quota_mb": 1, "files": "given", "workers": False}
    assert judge("private-browsing", check(private_hints=hints)) is None
