"""Every closed list has its words for people, and no words are left over."""

from __future__ import annotations

import json
from typing import get_args

from checker.diagnosis.causes import causes
from checker.evidence import words as closed
from checker.fixes.catalogue import load_fixes
from checker.report import words
from tests.golden.freeze import FOLDER


def test_every_cause_has_its_words() -> None:
    assert list(words.CAUSES) == list(closed.CAUSE_IDS)


def test_every_method_has_its_words() -> None:
    assert list(words.METHODS) == list(closed.METHODS)


def test_every_step_has_its_words() -> None:
    assert list(words.STEPS) == list(closed.STEPS)


def test_every_credit_and_every_certainty_has_its_word() -> None:
    assert set(words.CREDITS) == set(get_args(closed.Credit))
    assert set(words.CERTAINTIES) == set(get_args(closed.Certainty))


def test_every_verdict_and_every_state_but_a_complete_one_has_its_words() -> None:
    needed = {*get_args(closed.Verdict), *get_args(closed.State)} - {"complete"}
    # The shades of at_risk and of unknown that have words of their own.
    assert set(words.VERDICTS) == needed | {"pixel_only", "networks", "most_networks", "unseen"}


def test_every_cause_has_a_fix_for_any_browser_and_every_fix_a_cause() -> None:
    assert {cause for fix in load_fixes() if fix.general for cause in fix.causes} == set(closed.CAUSE_IDS)


def test_every_cause_that_can_be_found_is_found_in_a_golden_situation() -> None:
    found = {cause for path in FOLDER.glob("*/expected.json") for cause in json.loads(path.read_text())["causes"]}
    assert found == {cause.id for cause in causes()} == set(closed.CAUSE_IDS)
