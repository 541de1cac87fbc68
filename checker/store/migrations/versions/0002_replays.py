"""Replays: what was asked for, who has it in hand, what came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "replays",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("setup_id", sa.String(60), nullable=False),
        sa.Column("network", sa.String(40), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("lease", sa.String(32)),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished", sa.DateTime(timezone=True)),
        sa.Column("result", sa.JSON),
        sa.Column("fault", sa.String(200)),
        sa.UniqueConstraint("setup_id", "network", "version"),
    )
    op.create_index("ix_replays_state", "replays", ["state"])


def downgrade() -> None:
    op.drop_table("replays")
