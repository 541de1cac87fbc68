"""The earlier check that a check is held against, by its code."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("checks", sa.Column("again", sa.String(9)))


def downgrade() -> None:
    op.drop_column("checks", "again")
