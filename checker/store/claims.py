"""Reading and writing claims and their pictures."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, Delete, Update, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from checker.store.checks import new_code
from checker.store.database import Database
from checker.store.models import ClaimRow, ProofRow

# A picture whose form is not sent again within a day has no claim to come.
_UNUSED = timedelta(days=1)


def new_claim_code() -> str:
    """A claim code such as `C-K7QF-2MXP-9RTB`: 28^12, about 57 bits, for it opens what the shopper has typed."""
    return f"C-{new_code()}-{new_code()[:4]}"


class Claims:
    """The claims in the database."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def create(self, row: ClaimRow, proof_id: str | None = None) -> ClaimRow:
        """Store a new claim with its picture, or answer the one that the same form has filed already."""
        values = {c.key: getattr(row, c.key) for c in ClaimRow.__table__.columns if c.key not in ("id", "code")}
        while True:
            row = ClaimRow(code=new_claim_code(), **values)
            try:
                with self._db.write() as session:
                    session.add(row)
                    session.flush()
                    if proof_id:
                        session.execute(_unused(proof_id).values(claim_id=row.id))
                return row
            except IntegrityError:
                if same := self.by_form(row.form_id):
                    return same

    def by_code(self, code: str) -> ClaimRow | None:
        with self._db.read() as session:
            return session.scalar(select(ClaimRow).where(ClaimRow.code == code))

    def by_form(self, form_id: str) -> ClaimRow | None:
        with self._db.read() as session:
            return session.scalar(select(ClaimRow).where(ClaimRow.form_id == form_id))

    def of_check(self, check_id: str) -> list[ClaimRow]:
        """The claims that a check was attached to."""
        with self._db.read() as session:
            return list(session.scalars(select(ClaimRow).where(ClaimRow.check_id == check_id).order_by(ClaimRow.id)))

    def all(self, state: str | None = None) -> list[ClaimRow]:
        """The claims in a state, oldest first; without one, all but the drafts."""
        which = ClaimRow.state == state if state else ClaimRow.state != "draft"
        with self._db.read() as session:
            return list(session.scalars(select(ClaimRow).where(which).order_by(ClaimRow.filed, ClaimRow.id)))

    def twins(self, store: str, order_number: str, form_id: str) -> int:
        """How many other claims name the same order, drafts left out."""
        same = (func.lower(ClaimRow.store) == store.lower(), ClaimRow.order_number == order_number)
        with self._db.read() as session:
            others = (ClaimRow.form_id != form_id, ClaimRow.state != "draft")
            return session.scalar(select(func.count()).select_from(ClaimRow).where(*same, *others)) or 0

    def change(self, claim_id: int, *, was: str, entry: dict[str, Any], **values: Any) -> bool:
        """Move a claim on and write the step into its history; False when it is not in the state `was` any more."""
        with self._db.write() as session:
            row = session.scalar(
                select(ClaimRow).where(ClaimRow.id == claim_id, ClaimRow.state == was).with_for_update()
            )
            if row is None:
                return False
            for name, value in values.items():
                setattr(row, name, value)
            row.history = [*row.history, entry]
            return True

    def delete(self, claim_id: int) -> bool:
        """Delete a claim and its picture."""
        with self._db.write() as session:
            return _count(session, delete(ClaimRow).where(ClaimRow.id == claim_id)) == 1

    def forget_check(self, check_id: str) -> int:
        """Take the report and the pictures out of the claims of a check; answers how many claims that were."""
        with self._db.write() as session:
            mine = select(ClaimRow.id).where(ClaimRow.check_id == check_id)
            session.execute(delete(ProofRow).where(ProofRow.claim_id.in_(mine)))
            emptied = update(ClaimRow).where(ClaimRow.check_id == check_id)
            return _count(session, emptied.values(check_id=None, check_code=None, dossier=None, diagnosis=None))

    def purge(self, older_than: timedelta) -> int:
        """Delete claims filed longer ago, and pictures that no claim came for; answers how many claims."""
        now = datetime.now(UTC)
        with self._db.write() as session:
            session.execute(delete(ProofRow).where(ProofRow.claim_id.is_(None), ProofRow.created < now - _UNUSED))
            return _count(session, delete(ClaimRow).where(ClaimRow.filed < now - older_than))

    def keep_proof(self, kind: str, width: int, height: int, content: bytes) -> str:
        """Keep a picture for a claim that is still to come; answers its random id."""
        row = ProofRow(
            id=secrets.token_hex(16), kind=kind, width=width, height=height, content=content, created=datetime.now(UTC)
        )
        with self._db.write() as session:
            session.add(row)
        return row.id

    def waits(self, proof_id: str) -> bool:
        """Whether there is a picture of this id that no claim has yet."""
        with self._db.read() as session:
            found = select(ProofRow.id).where(ProofRow.id == proof_id, ProofRow.claim_id.is_(None))
            return session.scalar(found) is not None

    def waiting(self) -> int:
        """How many pictures no claim has yet."""
        with self._db.read() as session:
            return session.scalar(select(func.count()).select_from(ProofRow).where(ProofRow.claim_id.is_(None))) or 0

    def proof(self, claim_id: int) -> ProofRow | None:
        with self._db.read() as session:
            return session.scalar(select(ProofRow).where(ProofRow.claim_id == claim_id))


def _unused(proof_id: str) -> Update:
    return update(ProofRow).where(ProofRow.id == proof_id, ProofRow.claim_id.is_(None))


def _count(session: Session, statement: Delete | Update) -> int:
    done = session.execute(statement)
    return done.rowcount if isinstance(done, CursorResult) else 0
