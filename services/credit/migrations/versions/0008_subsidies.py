"""Interest subsidies by quarter."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Up."""


def downgrade() -> None:
    """Down."""
