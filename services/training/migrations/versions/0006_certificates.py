"""Training: certificates revoked, letters."""

from alembic import op

revision = "0006"
down_revision = "0005"

TABLES = ""


def upgrade() -> None:
    """Up."""
    for statement in filter(str.strip, TABLES.split(";;")):
        op.execute(statement)


def downgrade() -> None:
    """Down."""
