"""How a loan's schedule was chosen; the partners of an application."""

from alembic import op

revision = "0009"
down_revision = "0008"

TABLES = """
ALTER TABLE loan
    ADD COLUMN interest_grace_instalments INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN months_between INTEGER NOT NULL DEFAULT 1,
    ADD COLUMN instalment_multiple_of NUMERIC(16, 2) NOT NULL DEFAULT 0.01;;
CREATE TABLE application_partner (
    application_id VARCHAR(36) NOT NULL,
    applicant_id VARCHAR(36) NOT NULL,
    CONSTRAINT pk_application_partner PRIMARY KEY (application_id, applicant_id),
    CONSTRAINT fk_application_partner_application_id FOREIGN KEY(application_id) REFERENCES loan_application (id)
);;
CREATE INDEX ix_application_partner_applicant ON application_partner (applicant_id)
"""


def upgrade() -> None:
    """Up."""
    for statement in TABLES.split(";;"):
        op.execute(statement)


def downgrade() -> None:
    """Down."""
    op.execute("DROP TABLE application_partner")
    op.execute(
        "ALTER TABLE loan DROP COLUMN instalment_multiple_of, DROP COLUMN months_between, "
        "DROP COLUMN interest_grace_instalments"
    )
