"""What comes into a fund and goes out of it."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Up."""


def downgrade() -> None:
    """Down."""
