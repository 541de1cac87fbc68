from __future__ import annotations

from datetime import UTC, datetime, timedelta

from checker.services.bench import Bench
from checker.services.erase import Eraser, Purged, make_eraser
from checker.services.picture import Picture
from checker.store.models import CheckRow, ClaimRow
from tests.unit.services.test_claim import check, filing


def claim_with(bench: Bench, row: CheckRow) -> ClaimRow:
    proof = bench.claim_desk.keep(Picture("png", 1, 1, b"x"))
    return bench.claim_desk.file(row.id, filing(), row, proof, bench.claim_desk.consider(filing()))


def test_erasing_a_check_takes_its_trail_and_what_its_claims_hold_of_it(bench: Bench) -> None:
    row, other = check(bench), check(bench)
    bench.ledger.record(row.id, "go", {}, user_agent=None)
    claim, kept = claim_with(bench, row), claim_with(bench, other)
    assert [found.code for found in bench.eraser.claims_of(row)] == [claim.code]
    bench.eraser.erase_check(row)
    assert bench.checks.get(row.id) is None
    assert bench.checks.events(row.id) == []
    bare = bench.claim_desk.get(claim.code)
    assert (bare.dossier, bare.diagnosis, bare.check_code) == (None, None, None)
    assert bench.claims.proof(claim.id) is None
    assert bench.claims.proof(kept.id) is not None
    assert bench.checks.get(other.id) is not None


def test_erasing_a_check_can_take_its_claims_back(bench: Bench) -> None:
    row = check(bench)
    claim = claim_with(bench, row)
    bench.eraser.erase_check(row, claims_too=True)
    assert bench.claim_desk.find(claim.code) is None


def test_erasing_a_claim_leaves_its_check(bench: Bench) -> None:
    row = check(bench)
    claim = claim_with(bench, row)
    bench.eraser.erase_claim(claim)
    assert bench.claim_desk.find(claim.code) is None
    assert bench.claims.proof(claim.id) is None
    assert bench.checks.get(row.id) is not None


def age(bench: Bench, row: CheckRow, claim: ClaimRow, days: int) -> None:
    then = datetime.now(UTC) - timedelta(days=days)
    with bench.database.write() as session:
        old_check, old_claim = session.get(CheckRow, row.id), session.get(ClaimRow, claim.id)
        assert old_check and old_claim
        old_check.created = old_claim.filed = then


def test_checks_and_claims_grow_as_old_as_the_settings_say(bench: Bench) -> None:
    eraser = Eraser(bench.checks, bench.claims, 30, 400)
    row = check(bench)
    claim = claim_with(bench, row)
    age(bench, row, claim, 29)
    assert eraser.purge() == Purged(0, 0)
    age(bench, row, claim, 31)
    assert eraser.purge() == Purged(1, 0)
    found = bench.claim_desk.get(claim.code)
    assert (found.check_id, found.check_code) == (None, row.code)
    assert found.dossier is not None
    assert eraser.purge(claim_days=32) == Purged(0, 0)
    assert eraser.purge(claim_days=30) == Purged(0, 1)


def test_days_given_by_hand_come_before_the_settings(bench: Bench) -> None:
    row = check(bench)
    age(bench, row, claim_with(bench, row), 5)
    eraser = make_eraser(bench.settings)
    assert eraser.purge(6, 6) == Purged(0, 0)
    assert eraser.purge(4, 6) == Purged(1, 0)
    assert eraser.purge(6, 4) == Purged(0, 1)
