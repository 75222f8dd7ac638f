"""Training: files that were merged are one person: one subsidised course of a package, one payment of a milestone."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Up."""
    op.execute("ALTER TABLE applicant ADD COLUMN merged_into VARCHAR(36)")
    op.execute("ALTER TABLE applicant ADD COLUMN packages_used VARCHAR[] NOT NULL DEFAULT '{}'")
    op.execute("CREATE INDEX ix_applicant_merged ON applicant (merged_into) WHERE merged_into IS NOT NULL")


def downgrade() -> None:
    """Down."""
    op.execute("DROP INDEX ix_applicant_merged")
    op.execute("ALTER TABLE applicant DROP COLUMN packages_used")
    op.execute("ALTER TABLE applicant DROP COLUMN merged_into")
