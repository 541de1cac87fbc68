from __future__ import annotations

import pytest

from checker.diagnosis.view import CannotTell, View
from checker.evidence.model import Dossier, Evidence

DOSSIER = Dossier(
    state="complete",
    items=(
        Evidence(probe="page-one", status="ok", value={"a": 1}),
        Evidence(probe="page-two", status="timed_out", reason="no-answer"),
        Evidence(probe="page-three", status="ok", value="text"),
        Evidence(probe="page-four", status="ok", value={"b": 2}),
    ),
)


def test_a_judge_sees_what_it_declared() -> None:
    view = View(DOSSIER, ("page-one", "page-two", "page-none"))
    assert view.value("page-one") == {"a": 1}
    assert view.has("page-one") is True
    assert view.has("page-two") is False
    assert (view.status("page-two"), view.status("page-none")) == ("timed_out", "not_run")


def test_a_judge_that_asks_for_more_is_mistaken() -> None:
    view = View(DOSSIER, ("page-one",))
    for ask in (view.value, view.has, view.status):
        with pytest.raises(LookupError, match="page-four was not declared"):
            ask("page-four")


@pytest.mark.parametrize("probe", ["page-two", "page-three", "page-none"])
def test_a_value_that_is_not_there_cannot_be_told(probe: str) -> None:
    with pytest.raises(CannotTell):
        View(DOSSIER, (probe,)).value(probe)


def test_what_was_looked_at_is_remembered_once_and_in_order() -> None:
    view = View(DOSSIER, ("page-one", "page-two", "page-four", "page-none"))
    view.has("page-two")
    view.value("page-one")
    view.status("page-two")
    view.has("page-none")
    assert view.used == ["page-two", "page-one"]
