from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from checker.evidence.model import Dossier
from checker.knowledge.stores import Claims, Store
from checker.report.claim import StoreRules
from checker.services.bench import Bench
from checker.services.claim import ClaimDesk, ClaimError
from checker.services.claim_form import Filing
from checker.services.picture import Picture
from checker.services.start import Visitor
from checker.store.models import CheckRow, ClaimRow
from tests.builders import CHROME

ANN = Visitor(CHROME, "a" * 24)
STORES = {
    "socks": Store(
        id="socks", name="Socks & Co", hosts=("socks.example",), claims=Claims(earliest_hours=24, latest_days=10)
    ),
    "hats": Store(id="hats", name="Hats", hosts=("hats.example",), claims=Claims(accepts=False)),
    "gloves": Store(id="gloves", name="Gloves", hosts=("gloves.example",)),
}


def filing(days_ago: float = 5, **more: Any) -> Filing:
    ordered = datetime.now(UTC) - timedelta(days=days_ago)
    return replace(Filing("Shoes", "A-1", ordered, 60, "49.90", "EUR", ("left_window",), None, "hello"), **more)


def check(bench: Bench, store: str | None = None) -> CheckRow:
    return bench.desk.start(bench.desk.issue(), ANN, store)


def file(desk: ClaimDesk, what: Filing, row: CheckRow | None = None, form: str = "f", **how: bool) -> ClaimRow | None:
    outlook = desk.consider(what, **how)
    return desk.file(form, what, row, None, outlook) if outlook.accepted else None


@pytest.fixture
def desk(bench: Bench) -> ClaimDesk:
    return ClaimDesk(bench.claims, bench.finisher, STORES, StoreRules())


def test_a_claim_in_time_is_filed_with_its_report(bench: Bench, desk: ClaimDesk) -> None:
    row = check(bench)
    claim = file(desk, filing(), row)
    assert claim is not None
    assert (claim.state, claim.check_id, claim.check_code) == ("filed", row.id, row.code)
    assert claim.dossier is not None
    assert Dossier.model_validate_json(claim.dossier).browser.name == "Chrome"
    assert claim.sketch["timing"] == "after"
    assert claim.sketch["against"] == ["left_window"]
    assert [entry["state"] for entry in claim.history] == ["filed"]


def test_a_claim_without_a_check_is_filed_too(desk: ClaimDesk) -> None:
    claim = file(desk, filing())
    assert claim is not None
    assert (claim.check_id, claim.dossier, claim.sketch["timing"]) == (None, None, "none")


def test_the_same_form_files_once(desk: ClaimDesk) -> None:
    first, again, other = file(desk, filing()), file(desk, filing()), file(desk, filing(), form="g")
    assert first is not None and again is not None and other is not None
    assert first.code == again.code != other.code
    assert (first.sketch["twins"], other.sketch["twins"]) == (0, 1)
    assert desk.filed_by("f") is not None
    assert desk.filed_by("x") is None


@pytest.mark.parametrize(
    ("days", "how", "state"),
    [
        (1, {}, None), (1, {"by_hand": True}, None), (1, {"draft": True}, "draft"),
        (5, {}, "filed"), (5, {"draft": True}, "filed"), (5, {"by_hand": True}, "filed"),
        (91, {}, None), (91, {"draft": True}, None), (91, {"by_hand": True}, "filed"),
    ],
)  # fmt: skip
def test_outside_its_window_a_claim_waits_for_a_decision(
    desk: ClaimDesk, days: float, how: dict[str, bool], state: str | None
) -> None:
    claim = file(desk, filing(days), **how)
    assert (claim.state if claim else None) == state
    assert len(desk_claims(desk)) == (1 if state else 0)


def desk_claims(desk: ClaimDesk) -> list[ClaimRow]:
    return [*desk._claims.all(), *desk._claims.all("draft")]


@pytest.mark.parametrize("typed", ["socks", "Socks & Co", "SOCKS AND CO", "https://www.socks.example/x"])
def test_a_store_is_known_by_its_id_or_name_and_has_its_own_window(desk: ClaimDesk, typed: str) -> None:
    assert desk.consider(filing(2, store=typed)).accepted
    assert not desk.consider(filing(11, store=typed)).accepted
    claim = file(desk, filing(2, store=typed))
    assert claim is not None
    assert (claim.store, claim.store_id) == ("Socks & Co", "socks")
    assert desk.window(claim, datetime.now(UTC)).known


def test_what_a_store_leaves_open_is_as_at_all_others(desk: ClaimDesk) -> None:
    assert desk.rules_for("gloves") == ("gloves", StoreRules("Gloves"))
    assert desk.rules_for("hats") == ("hats", StoreRules("Hats", accepts=False, known=True))
    assert desk.rules_for("nobody knows") == (None, StoreRules())


def test_a_store_that_takes_no_claims_is_only_taken_note_of(desk: ClaimDesk) -> None:
    assert desk.consider(filing(store="hats")).window.state == "refused"
    claim = file(desk, filing(store="hats"), by_hand=True)
    assert claim is not None
    assert claim.sketch["advice"] == "no_claims"


def test_a_claim_for_another_store_than_the_checks_is_seen(bench: Bench, desk: ClaimDesk) -> None:
    row = check(bench, "socks")
    stores = [("socks", "same"), ("hats", "other"), ("nobody knows", "unknown")]
    for number, (store, match) in enumerate(stores):
        claim = file(desk, filing(store=store), row, str(number), by_hand=True)
        assert claim is not None
        assert claim.sketch["store"] == match
    unlisted = check(bench, "shoes")
    claim = file(desk, filing(), unlisted, "unlisted")
    assert claim is not None
    assert (claim.store_id, claim.sketch["store"]) == ("shoes", "same")


def test_a_draft_is_filed_when_its_time_has_come(desk: ClaimDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = file(desk, filing(1), draft=True)
    assert claim is not None
    assert claim.sketch["advice"] == "wait"
    assert not desk.file_draft(claim)
    real = datetime.now(UTC)
    late = SimpleNamespace(now=lambda _: real + timedelta(days=3))
    monkeypatch.setattr("checker.services.claim.datetime", late)
    assert desk.file_draft(claim)
    filed = desk.get(claim.code)
    assert (filed.state, filed.sketch["window"], filed.sketch["advice"]) == ("filed", "open", "look_up_click")
    assert filed.filed == real + timedelta(days=3)
    assert desk.file_draft(filed)
    assert len(desk.get(claim.code).history) == 2


@pytest.mark.parametrize("spoilt", [str.lower, lambda code: code.replace("-", ""), lambda code: f"  {code}\n"])
def test_a_code_is_read_as_people_write_it(desk: ClaimDesk, spoilt: Any) -> None:
    claim = file(desk, filing())
    assert claim is not None
    assert desk.get(spoilt(claim.code)).code == claim.code


@pytest.mark.parametrize("code", ["", "C-AAAA-AAAA-AAAA", "AAAA-AAAA", "C-" + "A" * 5000, "'; drop table claims"])
def test_a_code_of_no_claim_finds_none(desk: ClaimDesk, code: str) -> None:
    file(desk, filing())
    assert desk.find(code) is None
    with pytest.raises(ClaimError, match="there is no claim"):
        desk.get(code)


def test_support_moves_a_claim_on_and_the_history_tells(desk: ClaimDesk) -> None:
    claim = file(desk, filing())
    assert claim is not None
    desk.answer(claim.code, "pending", "asked_store", "ticket 7")
    done = desk.answer(claim.code, "confirmed")
    assert (done.state, done.answer) == ("confirmed", None)
    assert [(e["state"], e.get("answer"), e.get("note")) for e in done.history] == [
        ("filed", None, None), ("pending", "asked_store", "ticket 7"), ("confirmed", None, ""),
    ]  # fmt: skip
    assert done.changed > claim.changed


@pytest.mark.parametrize(
    ("state", "answer", "why"),
    [
        ("filed", None, "only the shopper"),
        ("draft", None, "only the shopper"),
        ("confirmed", "cancelled", "belongs to declined"),
    ],
)
def test_support_cannot_do_what_makes_no_sense(desk: ClaimDesk, state: Any, answer: Any, why: str) -> None:
    claim = file(desk, filing())
    assert claim is not None
    with pytest.raises(ClaimError, match=why):
        desk.answer(claim.code, state, answer)
    draft = file(desk, filing(1), form="d", draft=True)
    assert draft is not None
    with pytest.raises(ClaimError, match="only the shopper"):
        desk.answer(draft.code, "pending")


def test_a_claim_that_another_agent_has_moved_is_not_overwritten(
    desk: ClaimDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = file(desk, filing())
    assert claim is not None
    monkeypatch.setattr(desk, "get", lambda _: claim)
    desk.answer(claim.code, "pending")
    with pytest.raises(ClaimError, match="changed meanwhile"):
        desk.answer(claim.code, "declined")


def test_only_so_many_pictures_wait_for_their_claims(desk: ClaimDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checker.services.claim._WAITING_CAP", 2)
    kept = [desk.keep(Picture("png", 1, 1, b"x")) for _ in range(3)]
    assert kept[2] is None
    assert kept[0] is not None
    assert desk.kept(kept[0]) == kept[0]
    for other in ("", "0" * 32, "x" * 5000):
        assert desk.kept(other) is None
