"""Training: institutions and trainers: documents, suspension, licences."""

from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = ""


def upgrade() -> None:
    """Up."""
    for statement in filter(str.strip, TABLES.split(";;")):
        op.execute(statement)


def downgrade() -> None:
    """Down."""
