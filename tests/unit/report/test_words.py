from __future__ import annotations

import re
from typing import get_args

import pytest

from checker.evidence.words import Certainty
from checker.report import words
from checker.report.losses import REASONS


@pytest.mark.parametrize("cause", words.CAUSES)
def test_a_causes_words_fit_a_heading_and_a_sentence(cause: str) -> None:
    title, effect = words.CAUSES[cause]  # type: ignore[index]
    assert title[0].isupper()
    assert not title.endswith(".")
    assert len(title) <= 60
    assert effect.endswith(".")
    assert title != effect


def test_a_verdicts_sentence_is_short_and_its_lead_is_a_sentence() -> None:
    for sentence, lead in words.VERDICTS.values():
        assert len(sentence) <= 60
        assert not sentence.endswith(".")
        assert lead.endswith(".")


def test_only_words_for_which_something_is_counted_or_named_have_a_place_to_fill_in() -> None:
    places = {key: re.findall(r"{(\w*)}", " ".join(text)) for key, text in words.VERDICTS.items()}
    assert {key: found for key, found in places.items() if found} == {
        "incomplete": ["step"],
        "networks": ["count", "known"],
        "most_networks": ["count", "known"],
    }
    for text in (words.LOST_AT, words.PROBABLY_LOST_AT, words.PARTLY_LOST_AT):
        assert re.findall(r"{(\w*)}", text) == ["networks"]
        assert text.endswith(".")


def test_every_reason_for_a_loss_can_stand_before_names() -> None:
    assert tuple(words.LOSSES) == REASONS
    for text in words.LOSSES.values():
        assert text[0].isupper()
        assert text[-1].isalpha()


def test_every_certainty_can_name_a_blocker() -> None:
    assert set(words.BLOCKERS) == set(get_args(Certainty))
    for text in words.BLOCKERS.values():
        assert text.count("{name}") == 1
        assert text.endswith(".")


def test_what_could_not_be_seen_says_what_to_do() -> None:
    for text in (words.NOT_SEEN, words.NOT_MEASURED):
        assert "heck again" in text
        assert text.endswith(".")


def test_a_step_can_stand_in_the_middle_of_a_sentence() -> None:
    for text in words.STEPS.values():
        assert text.startswith("the ")
        assert not text.endswith(".")


def test_nobody_is_frightened_or_given_a_riddle() -> None:
    texts = [text for pair in (*words.CAUSES.values(), *words.VERDICTS.values()) for text in pair]
    texts += [*words.LOSSES.values(), *words.BLOCKERS.values(), words.NOT_SEEN, words.NOT_MEASURED]
    for text in texts:
        assert "!" not in text
        assert not re.search(r"\b(error|fail(ed)?|warning|danger|ITP|SameSite|3p|s2s)\b", text, re.IGNORECASE), text


def test_there_are_five_rules() -> None:
    assert len(words.RULES) == 5
    assert len({rule.title for rule in words.RULES}) == 5
