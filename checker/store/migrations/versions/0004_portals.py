"""Portals: where a check was made, for which member, and what the webhook still has to tell."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("checks", sa.Column("portal", sa.String(300)))
    op.add_column("checks", sa.Column("member", sa.String(64)))
    op.create_index("ix_checks_member", "checks", ["member"])
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("check_id", sa.String(28), sa.ForeignKey("checks.id", ondelete="CASCADE"), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fault", sa.String(200)),
        sa.UniqueConstraint("check_id"),
    )
    op.create_index("ix_deliveries_state_due", "deliveries", ["state", "due"])


def downgrade() -> None:
    op.drop_table("deliveries")
    op.drop_index("ix_checks_member", "checks")
    op.drop_column("checks", "member")
    op.drop_column("checks", "portal")
