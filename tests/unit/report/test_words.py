from __future__ import annotations

import re

import pytest

from checker.report import words


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


def test_only_these_words_have_a_place_to_fill_in() -> None:
    places = {key: re.findall(r"{(\w*)}", " ".join(text)) for key, text in words.VERDICTS.items()}
    assert {key: found for key, found in places.items() if found} == {
        "incomplete": ["step"],
        "networks": ["count", "known"],
        "most_networks": ["count", "known"],
    }


def test_a_step_can_stand_in_the_middle_of_a_sentence() -> None:
    for text in words.STEPS.values():
        assert text.startswith("the ")
        assert not text.endswith(".")


def test_nobody_is_frightened_or_given_a_riddle() -> None:
    texts = [text for pair in (*words.CAUSES.values(), *words.VERDICTS.values()) for text in pair]
    for text in texts:
        assert "!" not in text
        assert not re.search(r"\b(error|fail(ed)?|warning|danger|ITP|SameSite|3p|s2s)\b", text, re.IGNORECASE), text


def test_there_are_five_rules() -> None:
    assert len(words.RULES) == 5
    assert len({rule.title for rule in words.RULES}) == 5
