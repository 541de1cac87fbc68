"""Claims for missing cashback: file one, move it on, take it back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from checker.knowledge.stores import Store, find_store, store_id
from checker.report.claim import CheckFacts, ClaimState, Sketch, StoreRules, Window, judge_window, sketch
from checker.report.claim_words import ANSWER_WORDS, Answer
from checker.services.claim_form import Filing
from checker.services.finish import Finisher
from checker.services.picture import Picture
from checker.store.claims import Claims
from checker.store.models import CheckRow, ClaimRow

_CODE = re.compile(r"C-?([0-9A-Z]{4})-?([0-9A-Z]{4})-?([0-9A-Z]{4})")

# Pictures of forms that are still being corrected, 3 MB each at most.
_WAITING_CAP = 200


class ClaimError(ValueError):
    """A claim cannot be found or moved on; the message says why."""


@dataclass(frozen=True)
class Outlook:
    """How a claim stands before it is filed. `accepted` is False when the shopper has to decide first."""

    store_id: str | None
    rules: StoreRules
    window: Window
    accepted: bool


class ClaimDesk:
    """Takes claims. `stores` says which stores are known, by id; `general` holds where nothing is known of claims."""

    def __init__(self, claims: Claims, finisher: Finisher, stores: Mapping[str, Store], general: StoreRules) -> None:
        self._claims, self._finisher, self._stores, self._general = claims, finisher, stores, general

    def rules_for(self, typed: str) -> tuple[str | None, StoreRules]:
        """A store by its id, name or host: its id if it is known, and its rules. What it leaves open is ours."""
        store = find_store(self._stores, typed)
        if store is None:
            return None, self._general
        told, ours = store.claims, self._general
        if told is None:
            return store.id, replace(ours, name=store.name)
        return store.id, StoreRules(
            name=store.name,
            accepts=told.accepts is not False,
            opens_hours=ours.opens_hours if told.earliest_hours is None else told.earliest_hours,
            closes_days=ours.closes_days if told.latest_days is None else told.latest_days,
            known=True,
        )

    def consider(self, filing: Filing, *, by_hand: bool = False, draft: bool = False) -> Outlook:
        """Look at the store and its window.

        Too early, a claim is accepted only as a `draft`; too late, or at a store that takes none, only to be looked at
        `by_hand`.
        """
        store_id, rules = self.rules_for(filing.store)
        window = judge_window(filing.ordered, datetime.now(UTC), rules)
        accepted = {"open": True, "early": draft, "late": by_hand, "refused": by_hand}[window.state]
        return Outlook(store_id, rules, window, accepted)

    def file(
        self, form_id: str, filing: Filing, check: CheckRow | None, proof_id: str | None, outlook: Outlook
    ) -> ClaimRow:
        """Store a claim with its report and its picture, once for each form. One that is too early becomes a draft."""
        now, window = datetime.now(UTC), outlook.window
        store = self._named(filing.store, outlook.store_id, check)
        dossier, diagnosis = self._finisher.outcome(check) if check else (None, None)
        facts = CheckFacts(check.created, check.store_id, diagnosis) if check and diagnosis else None
        sketched = sketch(
            window=window,
            ordered=filing.ordered,
            store_id=store,
            done=filing.done,
            twins=self._claims.twins(outlook.rules.name or filing.store, filing.order_number, form_id),
            check=facts,
        )
        state: ClaimState = "draft" if window.state == "early" else "filed"
        row = ClaimRow(
            form_id=form_id,
            check_id=check.id if check else None,
            check_code=check.code if check else None,
            state=state,
            store=outlook.rules.name or filing.store,
            store_id=store,
            order_number=filing.order_number,
            ordered=filing.ordered,
            zone=filing.zone,
            amount=filing.amount,
            currency=filing.currency,
            done=list(filing.done),
            contact=filing.contact,
            note=filing.note,
            sketch=sketched.model_dump(mode="json"),
            dossier=dossier.model_dump_json() if dossier else None,
            diagnosis=diagnosis.model_dump_json() if diagnosis else None,
            history=[_entry(now, state)],
            filed=now,
            changed=now,
        )
        return self._claims.create(row, proof_id)

    def _named(self, typed: str, known: str | None, check: CheckRow | None) -> str | None:
        """The id under which the store can be laid beside the check's; None where they cannot be compared."""
        kept = check.store_id if check else None
        return kept if kept and kept == store_id(self._stores, typed) else known

    def file_draft(self, claim: ClaimRow) -> bool:
        """File a draft whose time has come; False when it has not. One that is filed already stays as it is."""
        now = datetime.now(UTC)
        window = self.window(claim, now)
        if claim.state != "draft":
            return True
        if window.state == "early":
            return False
        told = Sketch.model_validate(claim.sketch).at(window.state).model_dump(mode="json")
        values = {"state": "filed", "filed": now, "changed": now, "sketch": told}
        self._claims.change(claim.id, was="draft", entry=_entry(now, "filed"), **values)
        return True

    def window(self, claim: ClaimRow, now: datetime) -> Window:
        """How a claim's order stands to the store's window at a moment."""
        return judge_window(claim.ordered, now, self.rules_for(claim.store_id or claim.store)[1])

    def filed_by(self, form_id: str) -> ClaimRow | None:
        """The claim that this form has filed already."""
        return self._claims.by_form(form_id)

    def find(self, raw: str) -> ClaimRow | None:
        """The claim of a code as somebody typed it: in small letters, or without its dashes."""
        parts = _CODE.fullmatch(raw.upper().strip()) if len(raw) < 40 else None
        return self._claims.by_code("-".join(("C", *parts.groups()))) if parts else None

    def get(self, raw: str) -> ClaimRow:
        """The claim of a code. Raises ClaimError."""
        claim = self.find(raw)
        if claim is None:
            raise ClaimError(f"there is no claim {raw[:40]!r}")
        return claim

    def answer(self, raw: str, state: ClaimState, answer: Answer | None = None, note: str = "") -> ClaimRow:
        """Move a claim on, for support. `answer` is shown to the shopper, `note` is not. Raises ClaimError."""
        claim = self.get(raw)
        if claim.state == "draft" or state in ("draft", "filed"):
            raise ClaimError("only the shopper files a claim or a draft")
        if answer and state not in ANSWER_WORDS[answer].states:
            raise ClaimError(f"the answer {answer} belongs to {' or '.join(ANSWER_WORDS[answer].states)}")
        now = datetime.now(UTC)
        entry = _entry(now, state) | {"answer": answer, "note": note[:2000]}
        if not self._claims.change(claim.id, was=claim.state, entry=entry, state=state, answer=answer, changed=now):
            raise ClaimError(f"{claim.code} was changed meanwhile; look again")
        return self._claims.by_code(claim.code) or claim

    def keep(self, picture: Picture) -> str | None:
        """Keep a picture for the claim to come; answers the id under which the form finds it again.

        None when too many wait already: then the picture has to be chosen once more.
        """
        if self._claims.waiting() >= _WAITING_CAP:
            return None
        return self._claims.keep_proof(picture.kind, picture.width, picture.height, picture.content)

    def kept(self, proof_id: str) -> str | None:
        """The id, if a picture is kept under it that no claim has yet."""
        return proof_id if len(proof_id) == 32 and self._claims.waits(proof_id) else None


def _entry(now: datetime, state: str) -> dict[str, Any]:
    return {"at": now.isoformat(timespec="seconds"), "state": state}
