from __future__ import annotations

import re
from typing import get_args

from checker.report import claim, claim_words
from checker.report.claim_words import ANSWER_WORDS, ANSWERS
from checker.services.claim_form import ZONES


def test_every_closed_list_has_its_words_and_no_words_are_left_over() -> None:
    for closed, words in (
        (claim.CLAIM_STATES, claim_words.STATES),
        (ANSWERS, ANSWER_WORDS),
        (claim.DONE, claim_words.DONE_WORDS),
        (get_args(claim.WindowState), claim_words.WINDOW_WORDS),
        (get_args(claim.Timing), claim_words.TIMING_WORDS),
        (get_args(claim.Advice), claim_words.ADVICE_WORDS),
    ):
        assert list(words) == list(closed)


def test_an_answer_belongs_to_states_that_support_can_give() -> None:
    for words in ANSWER_WORDS.values():
        assert set(words.states) <= {"no_record", "pending", "confirmed", "declined"}
        assert words.states
        assert words.text.endswith(".")


def test_the_places_of_a_zone_are_offsets_that_can_be_chosen() -> None:
    assert set(claim_words.ZONES) <= set(ZONES)


def test_only_these_places_are_to_be_filled_in() -> None:
    texts = " ".join([*claim_words.FAULTS.values(), *claim_words.WINDOW_WORDS.values(), *claim_words.NOTICES.values()])
    assert set(re.findall(r"%\((\w+)\)s", texts)) == {"length", "limit", "one", "other", "opens", "closes"}
    assert "%" not in re.sub(r"%\(\w+\)s", "", texts)


def test_a_word_beside_a_field_says_what_to_do() -> None:
    for text in claim_words.FAULTS.values():
        assert re.search(r"\b(Write|Check|Choose|Correct|Shorten|must|Leave)\b", text), text
        assert not re.search(r"\b(invalid|error|illegal)\b", text, re.IGNORECASE), text
