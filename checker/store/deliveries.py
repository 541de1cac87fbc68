"""What the webhook has to tell. The row is the truth; the queue only says that there is one to send."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import CursorResult, select, update

from checker.store.database import Database
from checker.store.models import DeliveryRow


class Deliveries:
    """The deliveries in the database. Their states: `waiting`, `sent`, `dropped`."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def due(self, limit: int = 50) -> list[int]:
        """The ids of those whose time has come, longest waiting first."""
        come = (DeliveryRow.state == "waiting", DeliveryRow.due <= datetime.now(UTC))
        with self._db.read() as session:
            return list(session.scalars(select(DeliveryRow.id).where(*come).order_by(DeliveryRow.due).limit(limit)))

    def claim(self, delivery_id: int, seconds: float) -> DeliveryRow | None:
        """Take one in hand for some seconds; None when it is not due, or another worker has it.

        Its next time is put off, so that it comes again if this worker is lost.
        """
        now = datetime.now(UTC)
        with self._db.write() as session:
            done = session.execute(
                update(DeliveryRow)
                .where(DeliveryRow.id == delivery_id, DeliveryRow.state == "waiting", DeliveryRow.due <= now)
                .values(due=now + timedelta(seconds=seconds), tries=DeliveryRow.tries + 1)
            )
            taken = isinstance(done, CursorResult) and done.rowcount == 1
            return session.get(DeliveryRow, delivery_id) if taken else None

    def settle(self, delivery_id: int, state: str, fault: str | None = None) -> None:
        """It has arrived (`sent`), or will not be tried again (`dropped`)."""
        self._write(delivery_id, state=state, fault=fault and fault[:200])

    def put_off(self, delivery_id: int, seconds: float, fault: str) -> None:
        """Try again later."""
        self._write(delivery_id, due=datetime.now(UTC) + timedelta(seconds=seconds), fault=fault[:200])

    def of_check(self, check_id: str) -> DeliveryRow | None:
        with self._db.read() as session:
            return session.scalar(select(DeliveryRow).where(DeliveryRow.check_id == check_id))

    def _write(self, delivery_id: int, **values: object) -> None:
        with self._db.write() as session:
            session.execute(update(DeliveryRow).where(DeliveryRow.id == delivery_id).values(**values))
