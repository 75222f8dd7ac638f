"""Training: payment batches, clawback, appeals."""

from alembic import op

revision = "0008"
down_revision = "0007"

TABLES = ""


def upgrade() -> None:
    """Up."""
    for statement in filter(str.strip, TABLES.split(";;")):
        op.execute(statement)


def downgrade() -> None:
    """Down."""
