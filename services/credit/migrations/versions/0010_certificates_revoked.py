"""Certificates that were revoked; also of those whose issue is heard of later."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Up."""
    op.execute("ALTER TABLE certificate ADD COLUMN revoked_on DATE")


def downgrade() -> None:
    """Down."""
    op.execute("ALTER TABLE certificate DROP COLUMN revoked_on")
