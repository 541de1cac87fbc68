from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

import pytest

from checker.diagnosis.compare import Change, Comparison
from checker.evidence.words import CauseId, Method, Verdict
from checker.report import words
from checker.report.changes import ChangeLine, ChangesView, changes_view

EARLIER = datetime(2026, 11, 20, 9, tzinfo=UTC)
IDS: tuple[CauseId, ...] = ("images-off", "content-blocker", "privacy-signal", "clock-wrong")


def seen(
    *changes: Change,
    before: Verdict = "tracked",
    after: Verdict = "tracked",
    methods: dict[Method, Change] | None = None,
    other_browser: bool = False,
) -> ChangesView:
    """The view of a comparison with a cause for each of these changes."""
    found = Comparison(
        causes=dict(zip(IDS, changes, strict=False)), methods=methods or {}, before=before, after=after
    )  # fmt: skip
    return changes_view("K7QF-2MXP", EARLIER, other_browser, found)


@pytest.mark.parametrize(
    ("changes", "key", "light"),
    [
        (("fixed",), "fixed", "good"),
        (("fixed", "fixed"), "fixed", "good"),
        (("still",), "still", "warn"),
        (("fixed", "still"), "partly", "warn"),
        (("fixed", "still", "not_measured"), "partly", "warn"),
        (("new",), "new", "warn"),
        (("fixed", "still", "not_measured", "new"), "new", "warn"),
        (("found",), "found", "warn"),
        (("found", "new"), "new", "warn"),
        (("fixed", "still", "found"), "found", "warn"),
        (("not_measured",), "not_measured", "unknown"),
        (("fixed", "not_measured"), "not_measured", "unknown"),
        (("still", "not_measured"), "still", "warn"),
    ],
)
def test_the_sentence_over_all_is_of_what_weighs_most(changes: tuple[Change, ...], key: str, light: str) -> None:
    found = seen(*changes)
    assert (found.sentence, found.light) == (words.COMPARED[key], light)
    # The order in which they stand says nothing.
    assert seen(*reversed(changes)).sentence == found.sentence


@pytest.mark.parametrize(
    ("before", "after", "key", "light"),
    [
        ("tracked", "tracked", "same", "good"),
        ("unknown", "tracked", "clear", "good"),
        ("at_risk", "tracked", "clear", "good"),
        ("tracked", "unknown", "unclear", "unknown"),
        ("unknown", "unknown", "unclear", "unknown"),
        ("unknown", "lost", "unclear", "unknown"),
        ("at_risk", "at_risk", "unclear", "unknown"),
    ],
)
def test_without_a_change_only_what_was_seen_both_times_is_called_well(
    before: Verdict, after: Verdict, key: str, light: str
) -> None:
    found = seen(before=before, after=after)
    assert (found.lines, found.sentence, found.light) == ((), words.COMPARED[key], light)


def test_every_cause_has_its_line_and_then_every_method() -> None:
    found = seen("fixed", "still", methods={"third_party_pixel": "fixed", "server_to_server": "not_measured"})
    assert found.lines == (
        ChangeLine(words.CAUSES["images-off"].title, "fixed", "now fixed"),
        ChangeLine(words.CAUSES["content-blocker"].title, "still", "still there"),
        ChangeLine("Third-party pixel", "fixed", "now fixed"),
        ChangeLine("Server to server", "not_measured", "not measured this time"),
    )


def test_a_method_alone_weighs_as_much_as_a_cause() -> None:
    assert seen("fixed", methods={"first_party_tag": "new"}).sentence == words.COMPARED["new"]
    assert seen(methods={"first_party_tag": "fixed"}).sentence == words.COMPARED["fixed"]


def test_it_says_which_check_it_was_and_whether_in_another_browser() -> None:
    here, there = seen("fixed"), seen("fixed", other_browser=True)
    assert (here.code, here.created, here.other_browser) == ("K7QF-2MXP", EARLIER, False)
    assert there.other_browser is True


def test_every_change_and_every_comparison_has_its_words_and_none_is_left_over() -> None:
    changes = get_args(Change)
    assert set(words.CHANGES) == set(changes)
    assert set(words.COMPARED) == {*changes, "partly", "same", "clear", "unclear"}
    for text in words.COMPARED.values():
        assert text[0].isupper() and text[-1].isalpha() and len(text) <= 60
    assert len(set(words.COMPARED.values())) == len(words.COMPARED)
