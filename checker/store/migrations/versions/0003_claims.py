"""Claims for missing cashback, and the pictures that go with them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "claims",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String(16), nullable=False, unique=True),
        sa.Column("form_id", sa.String(28), nullable=False, unique=True),
        sa.Column("check_id", sa.String(28), sa.ForeignKey("checks.id", ondelete="SET NULL")),
        sa.Column("check_code", sa.String(9)),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("answer", sa.String(20)),
        sa.Column("store", sa.String(80), nullable=False),
        sa.Column("store_id", sa.String(60)),
        sa.Column("order_number", sa.String(60), nullable=False),
        sa.Column("ordered", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.Integer, nullable=False),
        sa.Column("amount", sa.String(16), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("done", sa.JSON, nullable=False),
        sa.Column("contact", sa.String(254)),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("sketch", sa.JSON, nullable=False),
        sa.Column("dossier", sa.Text),
        sa.Column("diagnosis", sa.Text),
        sa.Column("history", sa.JSON, nullable=False),
        sa.Column("filed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_claims_check_id", "claims", ["check_id"])
    op.create_index("ix_claims_filed", "claims", ["filed"])
    op.create_index("ix_claims_state", "claims", ["state"])
    op.create_index("ix_claims_order", "claims", ["store", "order_number"])
    op.create_table(
        "proofs",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("claim_id", sa.Integer, sa.ForeignKey("claims.id", ondelete="CASCADE")),
        sa.Column("kind", sa.String(4), nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_proofs_claim_id", "proofs", ["claim_id"])


def downgrade() -> None:
    op.drop_table("proofs")
    op.drop_table("claims")
