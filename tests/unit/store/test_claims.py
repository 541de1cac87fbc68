"""What every database must do with claims."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from checker.store.checks import Checks
from checker.store.claims import Claims, new_claim_code
from checker.store.database import Database
from checker.store.models import CheckRow, ClaimRow, ProofRow

NOW = datetime.now(UTC)
CHECK = "1" * 28


@pytest.fixture
def claims(database: Database) -> Claims:
    return Claims(database)


def new_claim(form: str = "f", **more: Any) -> ClaimRow:
    told: dict[str, Any] = {
        "form_id": form, "state": "filed", "store": "Socks", "order_number": "A-1", "ordered": NOW, "zone": 60,
        "amount": "49.90", "currency": "EUR", "done": ["left_window"], "note": "caffè \U0001f600",
        "sketch": {"twins": 0}, "history": [{"state": "filed"}], "filed": NOW, "changed": NOW,
    }  # fmt: skip
    return ClaimRow(**(told | more))


def test_a_claim_code_cannot_be_guessed_and_can_be_read_aloud() -> None:
    codes = {new_claim_code() for _ in range(500)}
    assert len(codes) == 500
    group = "[2-9BCDFGHJKMNP-TV-Z]{4}"
    assert all(re.fullmatch(f"C-{group}-{group}-{group}", code) for code in codes)


def test_a_claim_comes_back_as_it_was_stored(claims: Claims) -> None:
    row = claims.create(new_claim(contact="ann@x.example"))
    found = claims.by_code(row.code)
    assert found is not None
    for name in ("store", "order_number", "ordered", "amount", "done", "note", "sketch", "history", "contact", "filed"):
        assert getattr(found, name) == getattr(row, name)
    assert claims.by_code("C-AAAA-AAAA-AAAA") is None


def test_a_form_files_one_claim_however_often_and_however_fast_it_is_sent(claims: Claims) -> None:
    codes: list[str] = []
    gate = threading.Barrier(6)

    def send() -> None:
        gate.wait()
        codes.append(claims.create(new_claim("once")).code)

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(codes) == 6
    assert len(set(codes)) == 1
    assert len(claims.all()) == 1


def test_a_code_that_is_taken_is_not_given_twice(claims: Claims, monkeypatch: pytest.MonkeyPatch) -> None:
    given = iter(["C-AAAA", "C-AAAA", "C-BBBB"])
    monkeypatch.setattr("checker.store.claims.new_claim_code", lambda: next(given))
    assert [claims.create(new_claim(form)).code for form in ("1", "2")] == ["C-AAAA", "C-BBBB"]


def test_a_picture_belongs_to_the_first_claim_that_names_it(claims: Claims) -> None:
    proof = claims.keep_proof("png", 3, 2, b"\x00\xffpicture")
    assert (claims.waits(proof), claims.waiting()) == (True, 1)
    first, second = claims.create(new_claim("1"), proof), claims.create(new_claim("2"), proof)
    kept = claims.proof(first.id)
    assert kept is not None
    assert (kept.content, kept.kind, kept.width, kept.height) == (b"\x00\xffpicture", "png", 3, 2)
    assert claims.proof(second.id) is None
    assert (claims.waits(proof), claims.waiting()) == (False, 0)
    assert not claims.waits("0" * 32)


def test_claims_are_listed_by_state_oldest_first_and_drafts_only_when_asked_for(claims: Claims) -> None:
    for number, state in enumerate(["pending", "draft", "filed", "filed"]):
        claims.create(new_claim(str(number), state=state, filed=NOW - timedelta(days=number)))
    assert [row.form_id for row in claims.all()] == ["3", "2", "0"]
    assert [row.form_id for row in claims.all("filed")] == ["3", "2"]
    assert [row.form_id for row in claims.all("draft")] == ["1"]


def test_other_claims_for_the_same_order_are_counted(claims: Claims) -> None:
    claims.create(new_claim("1"))
    claims.create(new_claim("2", store="SOCKS"))
    claims.create(new_claim("3", state="draft"))
    claims.create(new_claim("4", order_number="A-2"))
    assert claims.twins("socks", "A-1", "1") == 1
    assert claims.twins("socks", "A-1", "new") == 2
    assert claims.twins("shoes", "A-1", "new") == 0


def test_a_claim_is_moved_on_from_the_state_that_was_seen(claims: Claims) -> None:
    row = claims.create(new_claim())
    assert claims.change(row.id, was="filed", entry={"state": "pending"}, state="pending")
    assert not claims.change(row.id, was="filed", entry={"state": "declined"}, state="declined")
    found = claims.by_code(row.code)
    assert found is not None
    assert (found.state, found.history) == ("pending", [{"state": "filed"}, {"state": "pending"}])


def test_a_deleted_claim_takes_its_picture_along(claims: Claims, database: Database) -> None:
    row = claims.create(new_claim(), claims.keep_proof("png", 1, 1, b"x"))
    assert claims.delete(row.id)
    assert not claims.delete(row.id)
    with database.read() as session:
        assert session.query(ProofRow).count() == 0


def test_a_claim_outlives_its_check_and_can_be_made_to_forget_it(
    claims: Claims, checks: Checks, new_row: Callable[..., CheckRow]
) -> None:
    checks.create(new_row(CHECK))
    report = {"check_id": CHECK, "check_code": "AAAA-AAAA", "dossier": "{}", "diagnosis": "{}"}
    row = claims.create(new_claim(**report), claims.keep_proof("png", 1, 1, b"x"))
    assert [claim.id for claim in claims.of_check(CHECK)] == [row.id]
    assert claims.forget_check(CHECK) == 1
    bare = claims.by_code(row.code)
    assert bare is not None
    assert (bare.check_id, bare.check_code, bare.dossier, bare.diagnosis) == (None, None, None, None)
    assert claims.proof(row.id) is None

    kept = claims.create(new_claim("2", **report))
    assert checks.delete(CHECK)
    assert not checks.delete(CHECK)
    found = claims.by_code(kept.code)
    assert found is not None
    assert (found.check_id, found.check_code, found.dossier) == (None, "AAAA-AAAA", "{}")


def test_purging_deletes_old_claims_and_pictures_that_no_claim_came_for(claims: Claims, database: Database) -> None:
    old = claims.create(new_claim("1", filed=NOW - timedelta(days=401)), claims.keep_proof("png", 1, 1, b"x"))
    new = claims.create(new_claim("2", filed=NOW - timedelta(days=399)), claims.keep_proof("png", 1, 1, b"y"))
    forgotten, fresh = claims.keep_proof("png", 1, 1, b"z"), claims.keep_proof("png", 1, 1, b"z")
    with database.write() as session:
        row = session.get(ProofRow, forgotten)
        assert row is not None
        row.created = NOW - timedelta(days=2)
    assert claims.purge(timedelta(days=400)) == 1
    assert claims.by_code(old.code) is None
    assert claims.by_code(new.code) is not None
    assert claims.proof(new.id) is not None
    assert (claims.waits(forgotten), claims.waits(fresh)) == (False, True)
    assert claims.waiting() == 1
