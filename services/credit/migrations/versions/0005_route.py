"""Appraisals, revisions and approvals on the route of an application."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Up."""


def downgrade() -> None:
    """Down."""
