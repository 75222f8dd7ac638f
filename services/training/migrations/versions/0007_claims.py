"""Training: agreements with prices, samples, verification."""

from alembic import op

revision = "0007"
down_revision = "0006"

TABLES = ""


def upgrade() -> None:
    """Up."""
    for statement in filter(str.strip, TABLES.split(";;")):
        op.execute(statement)


def downgrade() -> None:
    """Down."""
