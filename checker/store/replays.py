"""Reading and writing replays. The row is the truth; the queue only says that there is one to look at."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, Update, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from checker.store.database import Database
from checker.store.models import ReplayRow

MAX_TRIES = 3


class Busy(Exception):
    """Too many replays are waiting already; asking again later is all that helps."""


class Replays:
    """The replays in the database."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def ask(self, setup_id: str, network: str, version: str, priority: int, cap: int) -> tuple[ReplayRow, bool]:
        """The replay of a setup at a network in these versions, and whether it has to be queued.

        One that is there is answered, whatever its state: cost grows with distinct setups. One that
        failed is tried anew. Raises Busy when `cap` replays are waiting.
        """
        with self._db.write() as session:
            row = session.scalar(
                select(ReplayRow).where(
                    ReplayRow.setup_id == setup_id, ReplayRow.network == network, ReplayRow.version == version
                )
            )
            if row is not None and row.state != "failed":
                return row, False
            waiting = session.scalar(select(func.count()).where(ReplayRow.state == "waiting")) or 0
            if waiting >= cap:
                raise Busy(f"{waiting} replays are waiting")
            now = datetime.now(UTC)
            if row is None:
                row = ReplayRow(setup_id=setup_id, network=network, version=version, created=now)
                session.add(row)
            row.state, row.priority, row.tries, row.fault = "waiting", priority, 0, None
            try:
                session.flush()
            except IntegrityError:
                session.rollback()
                return self.ask(setup_id, network, version, priority, cap)
            return row, True

    def get(self, replay_id: int) -> ReplayRow | None:
        with self._db.read() as session:
            return session.get(ReplayRow, replay_id)

    def find(self, setup_id: str, network: str, version: str) -> ReplayRow | None:
        """The replay of a setup at a network in these versions, if it was ever asked for."""
        same = (ReplayRow.setup_id == setup_id, ReplayRow.network == network, ReplayRow.version == version)
        with self._db.read() as session:
            return session.scalar(select(ReplayRow).where(*same))

    def claim(self, replay_id: int, seconds: float) -> str | None:
        """Take a replay in hand for some seconds; answers the lease, or None when another has it or it is done."""
        lease, now = secrets.token_hex(8), datetime.now(UTC)
        free = or_(ReplayRow.state == "waiting", (ReplayRow.state == "running") & (ReplayRow.lease_until < now))
        taken = self._update(
            update(ReplayRow)
            .where(ReplayRow.id == replay_id, free)
            .values(
                state="running",
                lease=lease,
                lease_until=now + timedelta(seconds=seconds),
                tries=ReplayRow.tries + 1,
            )
        )
        return lease if taken else None

    def extend(self, replay_id: int, lease: str, seconds: float) -> bool:
        """Keep it in hand; False when it is not ours any more."""
        until = datetime.now(UTC) + timedelta(seconds=seconds)
        return self._update(self._mine(replay_id, lease).values(lease_until=until))

    def finish(self, replay_id: int, lease: str, result: dict[str, Any] | None, fault: str | None) -> bool:
        """Record what came of it, once: only who has it in hand can."""
        state = "done" if result is not None else "failed"
        return self._update(
            self._mine(replay_id, lease).values(
                state=state, result=result, fault=fault and fault[:200], finished=datetime.now(UTC), lease=None
            )
        )

    def lost(self) -> list[ReplayRow]:
        """Replays that wait, or whose worker is gone: to be queued again. Those tried too often fail here."""
        now = datetime.now(UTC)
        gone = (ReplayRow.state == "running") & (ReplayRow.lease_until < now)
        self._update(
            update(ReplayRow)
            .where(gone, ReplayRow.tries >= MAX_TRIES)
            .values(state="failed", fault="its worker was lost at every try", finished=now)
        )
        with self._db.read() as session:
            return list(session.scalars(select(ReplayRow).where(or_(ReplayRow.state == "waiting", gone))))

    @staticmethod
    def _mine(replay_id: int, lease: str) -> Update:
        return update(ReplayRow).where(
            ReplayRow.id == replay_id, ReplayRow.lease == lease, ReplayRow.state == "running"
        )

    def _update(self, statement: Update) -> bool:
        with self._db.write() as session:
            done = session.execute(statement)
            return isinstance(done, CursorResult) and done.rowcount > 0
