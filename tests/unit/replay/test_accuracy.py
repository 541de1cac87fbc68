"""Holding a check against the truth, without a browser: the rows and the documents are made by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from checker.diagnosis.diagnose import diagnose
from checker.evidence.model import Dossier
from checker.evidence.words import METHODS, Verdict
from checker.knowledge.effects import Effects
from checker.knowledge.loader import load_networks
from checker.practice.ledger import Trail
from checker.replay import accuracy
from checker.replay.accuracy import Held, as_dossier, hold, line_of, run_checks, truth_of
from checker.replay.drivers import BrowserMissing
from checker.replay.runner import Replayed
from checker.replay.setup import Setup, all_setups
from tests.builders import WHOLE, dossier, page, trail
from tests.said import baits, check, less

NETWORKS = {name: load_networks()[name] for name in ("awin", "cj")}
SETUPS = all_setups()
PLAIN, BLOCKS, PIXEL = (
    SETUPS[name] for name in ("chromium-default", "chromium-adguard-tracking", "chromium-block-third-party")
)
MISSING = {"cookie": "missing", "mark": "missing", "referrer": ""}
VERSIONS = {"browser": "chromium", "browser_version": "156.0", "driver": "x"}


def row(verdict: Verdict = "tracked", **credits: str) -> dict[str, Any]:
    """A row of the matrix."""
    told = {"click": "reaches", "click_id": "kept", "tag": "loads", "pixel": "loads", "basis": "measured", "causes": []}
    return told | {"verdict": verdict, "methods": dict.fromkeys(METHODS, "tracked") | credits}


def effects(setup: Setup, **rows: Mapping[str, Any]) -> Effects:
    """A matrix of one setup, in which all goes well but for these rows."""
    return Effects(setups={setup.id: {name: row() for name in ("own", *NETWORKS)} | dict(rows)})


def document(given: Dossier) -> dict[str, Any]:
    """A check as the API tells it."""
    told = given.model_dump(mode="json")
    return {"state": told["state"], "browser": told["browser"], "evidence": told["items"], "code": "K7QF-2MXP"}


def held(setup: Setup, given: Dossier, table: Effects) -> Held:
    return hold(setup, document(given), VERSIONS, table, NETWORKS)


def framed(written: str, events: Trail | None = None) -> Dossier:
    """A quiet check whose frame has found this of the cookie that it has just written."""
    return dossier(events, said=page(frame_cookies={"written": written}))


# -- the truth


def test_the_truth_is_what_the_matrix_and_the_setups_file_say() -> None:
    truth = truth_of(BLOCKS, effects(BLOCKS, awin=row("lost", first_party_tag="lost")), NETWORKS)
    assert truth is not None
    assert truth.methods == dict.fromkeys(METHODS, "tracked")
    assert truth.networks == {"awin": "lost", "cj": "tracked"}
    assert truth.causes == {"content-blocker"}
    assert (truth.blocks, truth.pixel_works) == (True, True)


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        ({}, "tracked"),
        ({"own": row("at_risk", third_party_pixel="lost")}, "at_risk"),
        ({"own": row("lost", **dict.fromkeys(METHODS, "lost"))}, "lost"),
        ({"own": row("unknown", first_party_tag="unknown")}, "unknown"),
        ({"awin": row("at_risk", first_party_tag="lost")}, "at_risk"),
        ({"awin": row("unknown", first_party_tag="unknown")}, "tracked"),
    ],
)
def test_the_true_verdict_follows_from_the_rows_by_the_contracts_rule(rows: dict[str, Any], verdict: str) -> None:
    truth = truth_of(PLAIN, effects(PLAIN, **rows), NETWORKS)
    assert truth is not None
    assert truth.verdict == verdict


def test_only_methods_that_a_network_uses_lower_the_verdict() -> None:
    network = NETWORKS["awin"].model_copy(update={"methods": ("server_to_server",)})
    table = effects(PLAIN, awin=row(third_party_pixel="lost"))
    truth = truth_of(PLAIN, table, {"awin": network})
    assert truth is not None and truth.verdict == "tracked"


def test_a_setup_whose_own_purchase_was_never_replayed_has_no_truth() -> None:
    assert truth_of(PLAIN, Effects(), NETWORKS) is None
    assert truth_of(PLAIN, Effects(setups={PLAIN.id: {"awin": row()}}), NETWORKS) is None


def test_a_document_becomes_the_dossier_that_it_was_made_from() -> None:
    given = check()
    assert as_dossier(document(given)) == given.model_copy(update={"origin": "replay"})


# -- the check held against it


def test_a_check_is_diagnosed_anew_and_its_networks_stand_beside_the_truth() -> None:
    table = effects(PLAIN, awin=row("lost"))
    found = held(PLAIN, check(), table)
    assert found.dossier is not None
    assert found.diagnosis == diagnose(found.dossier, NETWORKS, table)
    assert found.networks == {"awin": ("tracked", "lost"), "cj": ("tracked", "tracked")}
    assert found.false_fine == ("awin",)
    assert found.named == frozenset()


def test_a_network_without_a_row_is_not_held() -> None:
    table = Effects(setups={PLAIN.id: {"own": row(), "cj": row()}})
    assert set(held(PLAIN, check(), table).networks) == {"cj"}


@pytest.mark.parametrize(("true", "counts"), [("lost", True), ("at_risk", True), ("unknown", False)])
def test_only_a_loss_that_a_replay_has_shown_is_wrongly_called_fine(true: Verdict, counts: bool) -> None:
    assert bool(held(PLAIN, check(), effects(PLAIN, cj=row(true))).false_fine) is counts


@pytest.mark.parametrize(
    ("given", "frame", "bait"),
    [
        (framed("kept"), True, False),
        (framed("missing"), False, False),
        (framed("refused"), False, False),
        (framed("failed"), None, False),
        (check(cosmetic_baits={"at_once": True, "hidden": {}}), None, True),
        (less(check(), "cosmetic-baits"), None, None),
    ],
)
def test_the_simple_detectors_say_what_their_probe_saw_or_nothing(
    given: Dossier, frame: bool | None, bait: bool | None
) -> None:
    found = held(PLAIN, given, effects(PLAIN))
    assert (found.frame_says, found.bait_says) == (frame, bait)


# -- the line


def test_the_line_of_a_check_that_is_right() -> None:
    lost = row("at_risk", third_party_pixel="lost")
    table = effects(PIXEL, own=lost, awin=lost, cj=lost)
    line = line_of(held(PIXEL, framed("kept", trail(WHOLE, pixel=MISSING)), table))
    assert line.right
    assert (line.setup, line.line, line.browser) == (PIXEL.id, PIXEL.line, "chromium 156.0")
    assert line.verdict == ("at_risk", "at_risk")
    assert line.methods == (("lost", "lost"), ("tracked", "tracked"), ("tracked", "tracked"))
    assert line.named == ("third-party-cookies-blocked",)
    assert (line.networks_right, line.networks_unknown, line.networks_wrong) == (2, 0, ())
    # The frame reads its own cookie back and is wrong of the pixel.
    assert line.simple == ((True, False), (False, False))


def test_the_line_of_a_check_that_misses_and_invents_causes() -> None:
    line = line_of(held(PIXEL, check(list_baits=baits("easylist")), effects(PIXEL)))
    assert line.missing == ("third-party-cookies-blocked",)
    assert line.false_causes == ("content-blocker",)
    assert line.blocker
    assert not line.right


def test_what_a_check_leaves_open_is_not_what_it_gets_wrong() -> None:
    found = held(PLAIN, check(), effects(PLAIN))
    pairs: dict[str, tuple[Verdict, Verdict]] = {
        "a": ("unknown", "lost"), "b": ("unknown", "unknown"), "c": ("at_risk", "tracked"), "d": ("tracked", "tracked"),
    }  # fmt: skip
    line = line_of(replace(found, networks=pairs))
    assert (line.networks_right, line.networks_unknown, line.networks_wrong) == (2, 1, ("c: at_risk, true: tracked",))


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (Held(PLAIN, {}, fault="no Chromium here"), "no Chromium here"),
        (held(PLAIN, check(), Effects()), "the matrix has no row of it"),
    ],
)
def test_the_line_of_a_check_that_cannot_be_held_says_why(given: Held, fault: str) -> None:
    line = line_of(given)
    assert (line.fault, line.verdict, line.right) == (fault, None, False)


# -- the runs


def test_setups_run_one_after_the_other_and_one_that_cannot_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Runner:
        seen = VERSIONS

        def __init__(self, stage: object, setup: Setup, rooms: Path) -> None:
            assert (stage, rooms) == ("the stage", tmp_path)
            self.setup = setup

        def run(self, orders: list[Any]) -> Iterator[Replayed]:
            if self.setup is BLOCKS:
                raise BrowserMissing("no AdGuard here")
            fails = self.setup is PIXEL
            yield Replayed(orders[0], None if fails else document(check()), "it closed" if fails else "")

    @contextmanager
    def stage(rooms: Path, networks: object) -> Iterator[str]:
        yield "the stage"

    monkeypatch.setattr(accuracy, "Runner", Runner)
    monkeypatch.setattr(accuracy, "stage_for", stage)
    found = list(run_checks([BLOCKS, PIXEL, PLAIN], NETWORKS, effects(PLAIN), tmp_path))
    assert [one.setup for one in found] == [BLOCKS, PIXEL, PLAIN]
    assert [one.fault for one in found] == ["no AdGuard here", "it closed", ""]
    assert [one.versions for one in found] == [{}, VERSIONS, VERSIONS]
    assert line_of(found[2]).verdict == ("tracked", "tracked")
