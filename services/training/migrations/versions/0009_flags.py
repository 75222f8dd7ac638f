"""Training: flags of what may be false."""

from alembic import op

revision = "0009"
down_revision = "0008"

TABLES = ""


def upgrade() -> None:
    """Up."""
    for statement in filter(str.strip, TABLES.split(";;")):
        op.execute(statement)


def downgrade() -> None:
    """Down."""
