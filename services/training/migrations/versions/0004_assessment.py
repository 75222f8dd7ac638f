"""Training: learners' plans, blind grades, ratings, class files."""

from alembic import op

revision = "0004"
down_revision = "0003"

TABLES = ""


def upgrade() -> None:
    """Up."""
    for statement in filter(str.strip, TABLES.split(";;")):
        op.execute(statement)


def downgrade() -> None:
    """Down."""
