"""The rows of replays: asked for once, held by one worker, recorded once."""

from __future__ import annotations

import time

import pytest

from checker.store.replays import MAX_TRIES, Busy, Replays

KEY = ("firefox-default", "own", "v1")


def test_the_same_replay_is_asked_for_once(replays: Replays) -> None:
    first, new = replays.ask(*KEY, priority=10, cap=5)
    second, again = replays.ask(*KEY, priority=10, cap=5)
    assert (new, again) == (True, False)
    assert first.id == second.id


def test_another_version_is_another_replay(replays: Replays) -> None:
    first, _ = replays.ask(*KEY, priority=10, cap=5)
    second, new = replays.ask("firefox-default", "own", "v2", priority=10, cap=5)
    assert new and first.id != second.id


def test_more_than_may_wait_are_refused_and_nothing_is_lost(replays: Replays) -> None:
    for number in range(3):
        replays.ask("s", "own", f"v{number}", priority=1, cap=3)
    with pytest.raises(Busy, match="3 replays are waiting"):
        replays.ask("s", "own", "v3", priority=1, cap=3)
    assert replays.find("s", "own", "v3") is None
    # One that is there already is answered all the same.
    assert replays.ask("s", "own", "v0", priority=1, cap=3)[1] is False


def test_only_one_worker_gets_a_replay(replays: Replays) -> None:
    row, _ = replays.ask(*KEY, priority=10, cap=5)
    assert replays.claim(row.id, 60) is not None
    assert replays.claim(row.id, 60) is None


def test_a_result_is_recorded_once_and_only_by_its_holder(replays: Replays) -> None:
    row, _ = replays.ask(*KEY, priority=10, cap=5)
    lease = replays.claim(row.id, 60)
    assert lease
    assert replays.finish(row.id, "somebody else's", {"verdict": "lost"}, None) is False
    assert replays.finish(row.id, lease, {"verdict": "tracked"}, None) is True
    assert replays.finish(row.id, lease, {"verdict": "lost"}, None) is False
    done = replays.get(row.id)
    assert done and (done.state, done.result) == ("done", {"verdict": "tracked"})


def test_a_lost_worker_s_replay_is_found_claimed_anew_and_recorded_once(replays: Replays) -> None:
    row, _ = replays.ask(*KEY, priority=10, cap=5)
    lost = replays.claim(row.id, 0.01)
    time.sleep(0.05)
    assert [found.id for found in replays.lost()] == [row.id]
    taken = replays.claim(row.id, 60)
    assert lost and taken
    assert replays.lost() == []
    assert replays.extend(row.id, lost, 60) is False
    assert replays.finish(row.id, lost, {"verdict": "lost"}, None) is False
    assert replays.finish(row.id, taken, {"verdict": "tracked"}, None) is True


def test_a_replay_whose_worker_is_always_lost_fails_at_last(replays: Replays) -> None:
    row, _ = replays.ask(*KEY, priority=10, cap=5)
    for _ in range(MAX_TRIES):
        assert replays.claim(row.id, 0.01)
        time.sleep(0.03)
    assert replays.lost() == []
    failed = replays.get(row.id)
    assert failed and failed.state == "failed" and "worker" in (failed.fault or "")


def test_a_replay_that_failed_may_be_asked_for_again(replays: Replays) -> None:
    row, _ = replays.ask(*KEY, priority=10, cap=5)
    lease = replays.claim(row.id, 60)
    assert lease and replays.finish(row.id, lease, None, "no browser")
    again, new = replays.ask(*KEY, priority=10, cap=5)
    assert new and again.id == row.id
    waiting = replays.get(row.id)
    assert waiting and (waiting.state, waiting.fault, waiting.tries) == ("waiting", None, 0)
