"""Businesses at the same address are found by a fingerprint of it."""

import unicodedata
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Up."""
    op.execute("ALTER TABLE business ADD COLUMN address_key VARCHAR(64)")
    connection = op.get_bind()
    for row in connection.execute(sa.text("SELECT id, area, address FROM business")).all():
        connection.execute(
            sa.text("UPDATE business SET address_key = :key WHERE id = :id"),
            {"id": row.id, "key": key_of(row.area, row.address)},
        )
    op.execute("ALTER TABLE business ALTER COLUMN address_key SET NOT NULL")
    op.execute("CREATE INDEX ix_business_address_key ON business (address_key)")


def downgrade() -> None:
    """Down."""
    op.execute("DROP INDEX ix_business_address_key")
    op.execute("ALTER TABLE business DROP COLUMN address_key")


def key_of(area: str, address: str) -> str:
    """As the service made it when this was written."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", address).casefold() if sign.isalnum())
    return sha256(f"{area[:9]}|{plain}".encode()).hexdigest()
