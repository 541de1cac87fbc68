from __future__ import annotations

from typing import get_args

from checker.evidence import words as closed
from checker.replay.rows import Row
from checker.report import matrix_words as said


def test_every_closed_list_has_its_words() -> None:
    assert set(said.MARKS) == set(get_args(said.Mark))
    assert set(said.VERDICTS) == set(get_args(closed.Verdict))
    assert set(said.CLICKS) == set(get_args(closed.Click))
    assert set(said.CLICK_IDS) == set(get_args(closed.ClickId))
    assert set(said.LOADS) == set(get_args(closed.Load))
    assert set(said.METHODS) == set(closed.METHODS)


def test_every_mark_has_a_sign_and_a_word_of_its_own() -> None:
    assert len({mark.sign for mark in said.MARKS.values()}) == len(said.MARKS)
    assert len({mark.word for mark in said.MARKS.values()}) == len(said.MARKS)


def test_the_fields_are_those_of_a_row() -> None:
    assert set(said.FIELDS) <= set(Row.model_fields)


def test_what_explains_is_whole_sentences() -> None:
    texts = [mark.text for mark in said.MARKS.values()] + [said.BESIDE, said.EMPTY, said.NOT_MADE, said.NO_REASON]
    texts += [*said.HOW, *(text for _, text, _ in said.TERMS)]
    texts += [meaning for _, _, values in said.TERMS for _, meaning in values]
    for text in texts:
        assert text[0].isupper()
        assert text.endswith(".")
        assert "!" not in text
