"""Training: class plans, waiting lists, receipts."""

from alembic import op

revision = "0003"
down_revision = "0002"

TABLES = ""


def upgrade() -> None:
    """Up."""
    for statement in filter(str.strip, TABLES.split(";;")):
        op.execute(statement)


def downgrade() -> None:
    """Down."""
