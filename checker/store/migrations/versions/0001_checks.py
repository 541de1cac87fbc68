"""Checks and their trails."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "checks",
        sa.Column("id", sa.String(28), primary_key=True),
        sa.Column("code", sa.String(9), nullable=False, unique=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed", sa.DateTime(timezone=True)),
        sa.Column("browser_key", sa.String(24), nullable=False),
        sa.Column("cookie_key", sa.String(24)),
        sa.Column("browser", sa.JSON, nullable=False),
        sa.Column("store_id", sa.String(60)),
        sa.Column("return_to", sa.String(500)),
        sa.Column("page", sa.JSON),
        sa.Column("rules_version", sa.String(20)),
        sa.Column("dossier", sa.Text),
        sa.Column("diagnosis", sa.Text),
    )
    op.create_index("ix_checks_created", "checks", ["created"])
    op.create_table(
        "events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("check_id", sa.String(28), sa.ForeignKey("checks.id", ondelete="CASCADE"), nullable=False),
        sa.Column("event", sa.String(24), nullable=False),
        sa.Column("at_ms", sa.Integer, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.UniqueConstraint("check_id", "event"),
    )


def downgrade() -> None:
    op.drop_table("events")
    op.drop_table("checks")
