"""Guarantors, groups, deposits, communities: what secures loans."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Up."""


def downgrade() -> None:
    """Down."""
