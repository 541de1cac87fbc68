"""Reading and writing checks: every query of the service is here."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, CursorResult, Row, bindparam, delete, exists, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from checker.store.database import Database
from checker.store.models import CheckRow, DeliveryRow, EventRow

# A purchase asks these some dozens of times while a shopper waits: made once, and of plain rows.
_ID: BindParameter[str] = bindparam("check")
_EVENT: BindParameter[str | None] = bindparam("kind")
_CREATE = insert(CheckRow)
_ADD_EVENT = {
    name: dialect(EventRow).on_conflict_do_nothing()
    for name, dialect in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_STANDING = select(
    CheckRow.state,
    CheckRow.browser_key,
    CheckRow.created,
    exists().where(EventRow.check_id == CheckRow.id, EventRow.event == _EVENT).label("ready"),
).where(CheckRow.id == _ID)
_DETAIL = select(EventRow.detail).where(EventRow.check_id == _ID, EventRow.event == _EVENT)
_TRAIL = select(EventRow.event, EventRow.at_ms, EventRow.detail).where(EventRow.check_id == _ID).order_by(EventRow.id)
_PULSE = select(
    CheckRow.state,
    CheckRow.page.is_not(None),
    select(func.count()).where(EventRow.check_id == CheckRow.id).scalar_subquery(),
).where(CheckRow.id == _ID)
# Written to before it is read: so nobody else can write in between.
_HOLD = update(CheckRow).where(CheckRow.id == _ID, CheckRow.state == "running").values(state="running")
_PAGE = select(CheckRow.page).where(CheckRow.id == _ID)
_KEEP_PAGE = update(CheckRow).where(CheckRow.id == _ID).values(page=bindparam("items"))
_MEMBER = select(CheckRow.member).where(CheckRow.id == _ID)
# No 0 O 1 I L, no vowels that would spell words: read over the telephone.
_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Closing:
    """What a finished check is stored with; `dossier` and `diagnosis` are JSON texts."""

    state: str
    completed: datetime
    rules_version: str
    dossier: str
    diagnosis: str


_CLOSE = (
    update(CheckRow)
    .where(CheckRow.id == _ID, CheckRow.state == "running")
    .values({field.name: bindparam(f"its_{field.name}") for field in fields(Closing)})
)


@dataclass(frozen=True)
class Scope:
    """The checks of one portal: new ones carry its origin.

    With `alone` there is no other portal to keep them from; the `first` one also has those from before
    portals were named.
    """

    portal: str
    alone: bool = True
    first: bool = True

    def holds(self, row: CheckRow) -> bool:
        return self.alone or row.portal == self.portal or (self.first and row.portal is None)


class Taken(Exception):
    """The id belongs to a check of another portal."""


def new_code() -> str:
    """A support code such as `K7QF-2MXP`: 28^8, about 38 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(2))


class Checks:
    """The checks in the database; with a scope, those of one portal, and no others can be found by id or code."""

    def __init__(self, database: Database, scope: Scope | None = None) -> None:
        self._db, self._scope = database, scope

    def create(self, row: CheckRow) -> CheckRow:
        """Store a new check, or answer the one that already has its id (two presses on one page).

        Raises Taken when the id is a check's of another portal.
        """
        row.portal = self._scope.portal if self._scope else row.portal
        while True:
            row.code = new_code()
            try:
                with self._db.engine.begin() as connection:
                    connection.execute(_CREATE, {c.key: getattr(row, c.key) for c in CheckRow.__table__.columns})
                return row
            except IntegrityError:
                if existing := self.get(row.id):
                    return existing
                if self._scope and Checks(self._db).get(row.id):
                    raise Taken from None

    def get(self, check_id: str) -> CheckRow | None:
        with self._db.read() as session:
            return self._ours(session.get(CheckRow, check_id))

    def by_code(self, code: str) -> CheckRow | None:
        with self._db.read() as session:
            return self._ours(session.scalar(select(CheckRow).where(CheckRow.code == code)))

    def of_member(self, member: str, limit: int = 100) -> list[CheckRow]:
        """The checks made for a member reference, newest first."""
        newest = select(CheckRow).where(CheckRow.member == member).order_by(CheckRow.created.desc()).limit(limit)
        if self._scope and not self._scope.alone:
            newest = newest.where(CheckRow.portal == self._scope.portal)
        with self._db.read() as session:
            return list(session.scalars(newest))

    def left_running(self, before: datetime) -> list[CheckRow]:
        """Members' checks that began before a time and that nobody has looked at since: to be closed."""
        left = (CheckRow.state == "running", CheckRow.member.is_not(None), CheckRow.created < before)
        with self._db.read() as session:
            return list(session.scalars(select(CheckRow).where(*left).limit(100)))

    def _ours(self, row: CheckRow | None) -> CheckRow | None:
        return row if row is None or self._scope is None or self._scope.holds(row) else None

    def add_event(
        self,
        check_id: str,
        event: str,
        detail: dict[str, Any],
        *,
        browser_key: str | None,
        now: datetime,
        needs: str | None = None,
        limit_ms: int | None = None,
    ) -> bool:
        """Write an event of a running check; one of its kind that is there already stays.

        False, with nothing written, when the check is not running or its time (`limit_ms` since its
        start) is up, when `browser_key` is given and not its own, or when the event that this one
        `needs` has not come.
        """
        with self._db.engine.begin() as connection:
            check = connection.execute(_STANDING, {"check": check_id, "kind": needs}).one_or_none()
            if check is None or check.state != "running" or browser_key not in (None, check.browser_key):
                return False
            at_ms = max(0, int((now - check.created).total_seconds() * 1000))
            if (limit_ms is not None and at_ms > limit_ms) or (needs is not None and not check.ready):
                return False
            new = {"check_id": check_id, "event": event, "at_ms": at_ms, "detail": detail}
            connection.execute(_ADD_EVENT[connection.dialect.name], new)
        return True

    def event(self, check_id: str, event: str) -> dict[str, Any] | None:
        """What was written for an event, or None."""
        with self._db.engine.connect() as connection:
            return connection.scalar(_DETAIL, {"check": check_id, "kind": event})

    def pulse(self, check_id: str) -> tuple[str, bool, int] | None:
        """A check's state, whether its page has answered, and how many events it has: cheap enough to ask often."""
        with self._db.engine.connect() as connection:
            row = connection.execute(_PULSE, {"check": check_id}).one_or_none()
            return (row[0], bool(row[1]), row[2]) if row else None

    def events(self, check_id: str) -> Sequence[Row[tuple[str, int, dict[str, Any]]]]:
        """The trail of a check in the order in which it was written: `event`, `at_ms`, `detail` of each."""
        with self._db.engine.connect() as connection:
            return connection.execute(_TRAIL, {"check": check_id}).all()

    def add_page(self, check_id: str, items: list[dict[str, Any]]) -> int:
        """Keep what the check page observed, while the check runs; of each probe the first counts. Answers how many."""
        with self._db.engine.begin() as connection:
            if connection.execute(_HOLD, {"check": check_id}).rowcount != 1:
                return 0
            kept = connection.scalar(_PAGE, {"check": check_id}) or []
            known = {item["probe"] for item in kept}
            fresh = [item for item in items if item["probe"] not in known]
            connection.execute(_KEEP_PAGE, {"check": check_id, "items": [*kept, *fresh]})
            return len(fresh)

    def close(self, check_id: str, closing: Closing) -> bool:
        """Store the outcome, once: whoever comes second changes nothing.

        What is to be told of a member's check is written down with it, so that neither is without the other.
        """
        with self._db.engine.begin() as connection:
            outcome = {f"its_{name}": value for name, value in vars(closing).items()}
            if connection.execute(_CLOSE, {"check": check_id, **outcome}).rowcount != 1:
                return False
            if connection.scalar(_MEMBER, {"check": check_id}) is not None:
                waiting = {"check_id": check_id, "state": "waiting", "due": datetime.now(UTC)}
                connection.execute(insert(DeliveryRow), waiting)
            return True

    def delete(self, check_id: str) -> bool:
        """Delete one check with its trail."""
        with self._db.write() as session:
            done = session.execute(delete(CheckRow).where(CheckRow.id == check_id))
            return isinstance(done, CursorResult) and done.rowcount == 1

    def purge(self, older_than: timedelta) -> int:
        """Delete checks, with their trails, that began longer ago; answers how many."""
        with self._db.write() as session:
            done = session.execute(delete(CheckRow).where(CheckRow.created < datetime.now(UTC) - older_than))
            return done.rowcount if isinstance(done, CursorResult) else 0
