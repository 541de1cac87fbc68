from __future__ import annotations

import pytest

from checker.evidence.model import Dossier
from tests.said import QUIET, broken, check, less
from tests.unit.diagnosis.conftest import Judge, Judged


def back(http: int | None, script: int | None, storage: int | None, *, written: bool = True) -> Dossier:
    seen = {"http_days": http, "script_days": script, "storage_days": storage}
    return check(returning=seen, page_cookies=QUIET["page-cookies"] | {"written": written})


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (back(None, None, 0), "likely"),
        (back(None, None, 6), "likely"),
        (back(None, None, 7), None),
        (back(3, 3, 3), None),
        (back(3, None, 3), None),
        (back(None, 3, 3), None),
        (back(3, 3, None), None),
        (back(None, None, None), None),
        (back(None, None, 1, written=False), "cannot tell"),
        (less(back(None, None, 1), "returning"), "cannot tell"),
        (less(back(None, None, 1), "page-cookies"), "cannot tell"),
        (broken(back(None, None, 1), "page-cookies"), "cannot tell"),
    ],
    ids=[
        "storage alone, today",
        "storage alone, six days",
        "a week: Safari does that itself",
        "all kept",
        "the server's cookie kept",
        "the script's cookie kept",
        "only cookies kept",
        "a first visit",
        "no cookie is ever kept",
        "nobody says what came back",
        "nobody says whether cookies work",
        "whether cookies work was not seen",
    ],
)
def test_cookies_were_cleared_where_storage_outlived_both(judge: Judge, given: Dossier, answer: Judged) -> None:
    assert judge("cookies-cleared", given) == answer
