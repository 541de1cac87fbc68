"""The tables. No check names a person: no address, no user agent, only keyed fingerprints.

A claim holds what the shopper typed to be answered: an e-mail address if one was given (`contact`), and the order.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC time; SQLite forgets the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return (value if value.tzinfo else value.replace(tzinfo=UTC)) if value else None


class Base(DeclarativeBase):
    pass


class CheckRow(Base):
    """One check, from the press on the button to its diagnosis."""

    __tablename__ = "checks"

    id: Mapped[str] = mapped_column(String(28), primary_key=True)
    code: Mapped[str] = mapped_column(String(9), unique=True)
    state: Mapped[str] = mapped_column(String(12))
    created: Mapped[datetime] = mapped_column(UtcTime)
    completed: Mapped[datetime | None] = mapped_column(UtcTime)
    browser_key: Mapped[str] = mapped_column(String(24))
    cookie_key: Mapped[str | None] = mapped_column(String(24))
    browser: Mapped[dict[str, Any]] = mapped_column(JSON)
    store_id: Mapped[str | None] = mapped_column(String(60))
    return_to: Mapped[str | None] = mapped_column(String(500))
    portal: Mapped[str | None] = mapped_column(String(300))
    member: Mapped[str | None] = mapped_column(String(64))
    again: Mapped[str | None] = mapped_column(String(9))
    page: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    rules_version: Mapped[str | None] = mapped_column(String(20))
    dossier: Mapped[str | None] = mapped_column(Text)
    diagnosis: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_checks_created", "created"), Index("ix_checks_member", "member"))


class EventRow(Base):
    """One event of a check's trail; the first of its kind is the one that counts."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    check_id: Mapped[str] = mapped_column(ForeignKey("checks.id", ondelete="CASCADE"))
    event: Mapped[str] = mapped_column(String(24))
    at_ms: Mapped[int] = mapped_column(Integer)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = (UniqueConstraint("check_id", "event"),)


class ReplayRow(Base):
    """One replay that was asked for; its result serves every check that needs the same one."""

    __tablename__ = "replays"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    setup_id: Mapped[str] = mapped_column(String(60))
    network: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(8))
    priority: Mapped[int] = mapped_column(Integer)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    lease: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None] = mapped_column(UtcTime)
    created: Mapped[datetime] = mapped_column(UtcTime)
    finished: Mapped[datetime | None] = mapped_column(UtcTime)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    fault: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (UniqueConstraint("setup_id", "network", "version"), Index("ix_replays_state", "state"))


class ClaimRow(Base):
    """One claim for missing cashback. It outlives its check: it keeps its own copy of the report."""

    __tablename__ = "claims"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    form_id: Mapped[str] = mapped_column(String(28), unique=True)
    check_id: Mapped[str | None] = mapped_column(ForeignKey("checks.id", ondelete="SET NULL"), index=True)
    check_code: Mapped[str | None] = mapped_column(String(9))
    state: Mapped[str] = mapped_column(String(12))
    answer: Mapped[str | None] = mapped_column(String(20))
    store: Mapped[str] = mapped_column(String(80))
    store_id: Mapped[str | None] = mapped_column(String(60))
    order_number: Mapped[str] = mapped_column(String(60))
    ordered: Mapped[datetime] = mapped_column(UtcTime)
    zone: Mapped[int] = mapped_column(Integer)
    amount: Mapped[str] = mapped_column(String(16))
    currency: Mapped[str] = mapped_column(String(3))
    done: Mapped[list[str]] = mapped_column(JSON)
    contact: Mapped[str | None] = mapped_column(String(254))
    note: Mapped[str] = mapped_column(Text)
    sketch: Mapped[dict[str, Any]] = mapped_column(JSON)
    dossier: Mapped[str | None] = mapped_column(Text)
    diagnosis: Mapped[str | None] = mapped_column(Text)
    history: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    filed: Mapped[datetime] = mapped_column(UtcTime)
    changed: Mapped[datetime] = mapped_column(UtcTime)

    __table_args__ = (
        Index("ix_claims_filed", "filed"),
        Index("ix_claims_state", "state"),
        Index("ix_claims_order", "store", "order_number"),
    )


class ProofRow(Base):
    """A picture that goes with a claim; without one yet while its form is being corrected."""

    __tablename__ = "proofs"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claims.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(4))
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created: Mapped[datetime] = mapped_column(UtcTime)


class DeliveryRow(Base):
    """The webhook's message about one finished check: written with the check's outcome, kept until it has arrived."""

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    check_id: Mapped[str] = mapped_column(ForeignKey("checks.id", ondelete="CASCADE"), unique=True)
    state: Mapped[str] = mapped_column(String(8))
    tries: Mapped[int] = mapped_column(Integer, default=0)
    due: Mapped[datetime] = mapped_column(UtcTime)
    fault: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (Index("ix_deliveries_state_due", "state", "due"),)
