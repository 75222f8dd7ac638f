"""Claims on the fund, and what is recovered."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Up."""


def downgrade() -> None:
    """Down."""
