from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from checker.diagnosis.diagnose import RULES_VERSION, Diagnosis, diagnose
from checker.evidence.model import Dossier, Evidence
from checker.practice.course import STALL_MS, STALL_UNREACHABLE_MS, TOTAL_MS
from checker.practice.ledger import EVENTS, Trail
from checker.services.bench import Bench, make_bench
from checker.services.finish import assemble
from checker.services.start import Visitor
from checker.store.models import CheckRow
from tests.builders import CHROME, CREDITED, WHOLE, page, settings, trail
from tests.web import brands

ANN = Visitor(CHROME, "a" * 24)


def begun(
    bench: Bench, seconds_ago: float, events: Trail | None = None, said: Any = None, again: str | None = None
) -> CheckRow:
    """A check that began so long ago, with this trail and these words of its page, held against `again`."""
    ticket = bench.desk.issue()
    row = bench.desk.start(ticket, ANN, again=again)
    created = datetime.now(UTC) - timedelta(seconds=seconds_ago)
    with bench.database.write() as session:
        found = session.get(CheckRow, row.id)
        assert found is not None
        found.created = created
    for event, entry in (events or {}).items():
        now = created + timedelta(milliseconds=entry.at_ms + 0.5)
        bench.checks.add_event(row.id, event, dict(entry.detail), browser_key=None, now=now)
    if said is not None:
        bench.checks.add_page(row.id, [item.model_dump() for item in said])
    found = bench.checks.get(row.id)
    assert found is not None
    return found


def test_a_purchase_under_way_stays_open(bench: Bench) -> None:
    row = begun(bench, 1, trail(("go", "click")))
    check, seen = bench.finisher.advance(row)
    assert check.state == "running"
    assert list(seen) == ["go", "click"]
    dossier, diagnosis = bench.finisher.outcome(check)
    assert dossier.state == "running"
    assert diagnosis.verdict == "unknown"


def test_a_purchase_that_is_done_is_judged_and_stored(bench: Bench) -> None:
    row = begun(bench, 2, trail(WHOLE), page())
    check, seen = bench.finisher.advance(row)
    assert list(seen) == list(WHOLE)
    assert (check.state, check.rules_version) == ("complete", RULES_VERSION)
    dossier, diagnosis = bench.finisher.outcome(check)
    assert diagnosis == diagnose(dossier, bench.networks)
    assert diagnosis.verdict == "tracked"
    assert check.dossier == dossier.model_dump_json()
    assert check.diagnosis == diagnosis.model_dump_json()
    assert check.completed == check.created + timedelta(milliseconds=trail(WHOLE)["told"].at_ms)


@pytest.mark.parametrize("seconds", [STALL_MS / 1000 + 0.2, 60, 86_400 * 20])
def test_a_purchase_that_stopped_ends_when_its_time_was_up_whenever_one_looks(bench: Bench, seconds: float) -> None:
    check, _ = bench.finisher.advance(begun(bench, seconds, trail(("go",), at={"go": 0})))
    assert check.state == "incomplete"
    assert check.completed == check.created + timedelta(milliseconds=STALL_MS)


def test_a_finished_check_is_not_judged_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    check, _ = bench.finisher.advance(begun(bench, 60, trail(("go",))))
    before = bench.finisher.outcome(check)
    monkeypatch.setattr("checker.services.finish.diagnose", lambda *_: pytest.fail("judged again"))
    again, _ = bench.finisher.advance(check)
    assert again.diagnosis == check.diagnosis
    assert bench.finisher.outcome(again) == before


def test_an_old_diagnosis_is_shown_as_it_was_stored(bench: Bench) -> None:
    check, _ = bench.finisher.advance(begun(bench, 60, trail(), page()))
    assert check.diagnosis is not None
    older = Diagnosis.model_validate_json(check.diagnosis).model_copy(update={"rules_version": "1999.1"})
    with bench.database.write() as session:
        found = session.get(CheckRow, check.id)
        assert found is not None
        found.diagnosis = older.model_dump_json()
    found = bench.checks.get(check.id)
    assert found is not None
    assert bench.finisher.outcome(found)[1].rules_version == "1999.1"


def test_whoever_looks_at_once_sees_the_same_end(bench: Bench) -> None:
    row = begun(bench, 60, trail(), page())
    gate, ends = threading.Barrier(6), []

    def look() -> None:
        gate.wait()
        check, _ = bench.finisher.advance(row)
        ends.append((check.state, check.completed, check.dossier, check.diagnosis))

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(ends) == 6
    assert len(set(ends)) == 1


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        (page(network="failed"), STALL_UNREACHABLE_MS),
        (page(), STALL_MS),
        (page(network="failed", shop="failed"), STALL_MS),
        (page(network=None), STALL_MS),
        ((Evidence(probe="reach-hosts", status="timed_out"),), STALL_MS),
        (None, STALL_MS),
    ],
    ids=["the network fails", "both answer", "both fail", "no probe", "a silent probe", "no page"],
)
def test_only_a_network_that_fails_beside_a_shop_that_answers_is_given_up_early(
    bench: Bench, said: Any, ends: int
) -> None:
    check, _ = bench.finisher.advance(begun(bench, 60, trail(("go",), at={"go": 0}), said))
    assert check.completed == check.created + timedelta(milliseconds=ends)


def test_every_check_ends_within_its_time_wherever_it_stopped(bench: Bench) -> None:
    for length in range(0, len(WHOLE) + 1, 3):
        check, _ = bench.finisher.advance(begun(bench, TOTAL_MS / 1000, trail(WHOLE[:length])))
        assert check.state != "running"
        assert check.completed is not None
        assert (check.completed - check.created).total_seconds() * 1000 <= TOTAL_MS


def test_a_page_that_tells_in_two_parts_is_judged_when_it_has_told_both(bench: Bench) -> None:
    """The trail alone ends no check while the page may still speak; `told` does."""
    row = begun(bench, 1.1, trail(CREDITED), page(cosmetic_baits=None))
    assert bench.finisher.advance(row)[0].state == "running"
    hidden = [item for item in page() if item.probe == "cosmetic-baits"]
    assert bench.checks.add_page(row.id, [item.model_dump() for item in hidden]) == 1
    assert bench.ledger.record(row.id, "told", {}, user_agent=ANN.user_agent)
    assert bench.ledger.record(row.id, "skip-plain", {}, user_agent=ANN.user_agent)
    assert bench.ledger.record(row.id, "skip-end", {}, user_agent=ANN.user_agent)
    check, _ = bench.finisher.advance(row)
    assert check.state == "complete"
    dossier, _ = bench.finisher.outcome(check)
    assert dossier.get("cosmetic-baits") == hidden[0]
    assert dossier.get("list-baits") is not None


def test_a_page_cannot_overrule_the_trail(bench: Bench) -> None:
    """It claims that every cookie came back; the conversion shows that none did."""
    claims = page(
        click_cookie={"image": "right", "script": "right", "fetch": "right"},
        frame_cookies={"click": "right", "written": "kept", "access": "granted"},
    )
    lost = trail(WHOLE, pixel={"cookie": "missing", "mark": "missing", "referrer": ""})
    for said in (claims, ()):
        check, _ = bench.finisher.advance(begun(bench, 60, lost, said))
        _, diagnosis = bench.finisher.outcome(check)
        assert diagnosis.methods["third_party_pixel"] == "lost"
        assert diagnosis.verdict == "at_risk"


def test_the_dossier_holds_the_servers_evidence_first_and_then_the_pages(bench: Bench) -> None:
    said = page()
    row = begun(bench, 1, trail(), said)
    dossier = assemble(row, bench.ledger.trail(row.id), "complete")
    assert [item.probe for item in dossier.items] == [f"trail-{event}" for event in EVENTS] + [i.probe for i in said]
    assert dossier.items[len(EVENTS) :] == said
    assert (dossier.origin, dossier.state, dossier.browser.name) == ("shopper", "complete", "Chrome")
    assert Dossier.model_validate_json(dossier.model_dump_json()) == dossier


LOST = trail(WHOLE, pixel={"cookie": "missing", "mark": "missing", "referrer": ""})


def done(bench: Bench, events: Trail, again: str | None = None, said: Any = None) -> CheckRow:
    """A finished check."""
    check, _ = bench.finisher.advance(begun(bench, 60, events, said or page(), again))
    assert check.state == "complete"
    return check


def rewrite(bench: Bench, check: CheckRow, **values: Any) -> CheckRow:
    """The same check with other values in the database."""
    with bench.database.write() as session:
        row = session.get(CheckRow, check.id)
        assert row is not None
        for name, value in values.items():
            setattr(row, name, value)
    found = bench.checks.get(check.id)
    assert found is not None
    return found


def of_other_rules(bench: Bench, check: CheckRow) -> CheckRow:
    """The check as older rules would have left it: they knew no causes, and took everything for lost."""
    diagnosis = bench.finisher.outcome(check)[1].model_copy(
        update={"rules_version": "1999.1", "causes": (), "verdict": "lost"}
    )
    return rewrite(bench, check, rules_version="1999.1", diagnosis=diagnosis.model_dump_json())


def test_a_check_is_held_against_the_one_it_names(bench: Bench) -> None:
    before = done(bench, LOST)
    done(bench, trail(WHOLE))
    found = bench.finisher.against_earlier(done(bench, trail(WHOLE), before.code))
    assert found is not None
    assert found[0].id == before.id
    assert found[1].causes == {"third-party-cookies-blocked": "fixed"}
    assert (found[1].before, found[1].after) == ("at_risk", "tracked")


def test_a_check_that_names_none_is_held_against_none(bench: Bench) -> None:
    done(bench, LOST)
    assert bench.finisher.against_earlier(done(bench, trail(WHOLE))) is None


@pytest.mark.parametrize("old", ["earlier", "later", "both"])
def test_a_diagnosis_of_other_rules_is_made_anew_before_it_is_compared_and_stays_as_stored(
    bench: Bench, old: str
) -> None:
    before = done(bench, LOST)
    after = done(bench, trail(WHOLE), before.code)
    if old in ("earlier", "both"):
        before = of_other_rules(bench, before)
    if old in ("later", "both"):
        after = of_other_rules(bench, after)
    found = bench.finisher.against_earlier(after)
    assert found is not None
    comparison = found[1]
    if old == "both":
        # Of the same rules, whichever they are: what was told then is compared.
        assert (comparison.before, comparison.after, comparison.causes) == ("lost", "lost", {})
    else:
        assert (comparison.before, comparison.after) == ("at_risk", "tracked")
        assert comparison.causes == {"third-party-cookies-blocked": "fixed"}
    for check in (before, after):
        stored = bench.checks.get(check.id)
        assert stored is not None and stored.diagnosis == check.diagnosis


def test_an_earlier_check_that_was_deleted_meanwhile_is_none(bench: Bench) -> None:
    before = done(bench, LOST)
    after = done(bench, trail(WHOLE), before.code)
    bench.checks.delete(before.id)
    assert bench.finisher.against_earlier(after) is None


def test_a_check_under_way_is_held_against_nothing_and_nothing_against_it(bench: Bench) -> None:
    before = done(bench, LOST)
    under_way = begun(bench, 1, trail(("go", "click")), page(), before.code)
    assert under_way.state == "running"
    assert bench.finisher.against_earlier(under_way) is None
    assert bench.finisher.against_earlier(done(bench, trail(WHOLE), under_way.code)) is None


def test_an_incomplete_check_is_compared_by_what_it_saw(bench: Bench) -> None:
    before = done(bench, LOST)
    after, _ = bench.finisher.advance(begun(bench, 60, trail(("go", "click")), page(), before.code))
    assert after.state == "incomplete"
    found = bench.finisher.against_earlier(after)
    assert found is not None
    assert found[1].causes == {"third-party-cookies-blocked": "not_measured"}
    assert set(found[1].methods.values()) == {"not_measured"}
    assert found[1].after == "unknown"


def test_an_earlier_check_of_another_portal_is_none(tmp_path: Path) -> None:
    bench = make_bench(settings(tmp_path, CHECKER_BRANDS=str(brands.write(tmp_path))))
    here, there = (bench.at(brand) for brand in bench.brands)
    before = done(here, LOST)
    assert there.finisher.against_earlier(done(there, trail(WHOLE), before.code)) is None
    assert here.finisher.against_earlier(done(here, trail(WHOLE), before.code)) is not None
    bench.database.engine.dispose()
