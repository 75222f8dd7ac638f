"""Reversals, settlements, extensions, bank files; the portfolio as of any day."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Up."""


def downgrade() -> None:
    """Down."""
