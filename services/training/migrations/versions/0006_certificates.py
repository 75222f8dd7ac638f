"""Training: certificates that can be checked, printed and revoked; milestones that the facts no longer support."""

from alembic import op
from kit.migrations import make_append_only

revision = "0006"
down_revision = "0005"

TABLES = """
ALTER TABLE certificate ADD COLUMN check_code VARCHAR(16) NOT NULL
    DEFAULT upper(substr(replace(gen_random_uuid()::text, '-', ''), 1, 12));;
ALTER TABLE certificate ALTER COLUMN check_code DROP DEFAULT;;
ALTER TABLE milestone ADD COLUMN invalid_on DATE, ADD COLUMN invalid_reason VARCHAR;;
CREATE TABLE certificate_holder (
    certificate_id VARCHAR(36) NOT NULL,
    name VARCHAR NOT NULL,
    name_index VARCHAR(64) NOT NULL,
    noted_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_certificate_holder PRIMARY KEY (certificate_id),
    CONSTRAINT fk_certificate_holder_certificate_id FOREIGN KEY(certificate_id) REFERENCES certificate (id)
);;
CREATE TABLE certificate_print (
    certificate_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    language VARCHAR(40) NOT NULL,
    printed_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_certificate_print PRIMARY KEY (certificate_id, number),
    CONSTRAINT fk_certificate_print_certificate_id FOREIGN KEY(certificate_id) REFERENCES certificate (id)
);;
CREATE TABLE certificate_revocation (
    id VARCHAR(36) NOT NULL,
    certificate_id VARCHAR(36) NOT NULL,
    institution_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    cause VARCHAR(40) NOT NULL,
    reason VARCHAR NOT NULL,
    state VARCHAR(40) NOT NULL,
    proposed_on DATE NOT NULL,
    proposed_by VARCHAR NOT NULL,
    decided_on DATE,
    decided_by VARCHAR,
    decision_reason VARCHAR,
    version INTEGER NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_certificate_revocation PRIMARY KEY (id),
    CONSTRAINT fk_certificate_revocation_certificate_id FOREIGN KEY(certificate_id) REFERENCES certificate (id),
    CONSTRAINT ck_certificate_revocation_two_people CHECK (decided_by <> proposed_by)
);;
CREATE UNIQUE INDEX uq_certificate_revocation_standing ON certificate_revocation (certificate_id)
    WHERE state <> 'rejected';;
CREATE INDEX ix_certificate_revocation_state ON certificate_revocation (state, id)
"""


def upgrade() -> None:
    """Up."""
    for statement in TABLES.split(";;"):
        op.execute(statement)
    for table in ("certificate_holder", "certificate_print"):
        make_append_only(table)


def downgrade() -> None:
    """Down."""
    for table in ("certificate_revocation", "certificate_print", "certificate_holder"):
        op.execute(f"DROP TABLE {table}")
    op.execute("ALTER TABLE milestone DROP COLUMN invalid_reason, DROP COLUMN invalid_on")
    op.execute("ALTER TABLE certificate DROP COLUMN check_code")
