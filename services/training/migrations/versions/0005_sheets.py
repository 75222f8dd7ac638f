"""Training: sheets uploaded by institutions."""

from alembic import op

revision = "0005"
down_revision = "0004"

TABLES = ""


def upgrade() -> None:
    """Up."""
    for statement in filter(str.strip, TABLES.split(";;")):
        op.execute(statement)


def downgrade() -> None:
    """Down."""
