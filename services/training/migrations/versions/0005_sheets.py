"""Training: sheets uploaded by institutions, corrections with reasons, names as marks."""

from alembic import op

revision = "0005"
down_revision = "0004"

TABLES = """
ALTER TABLE applicant ADD COLUMN name_mark VARCHAR(64);;
ALTER TABLE attendance_sheet ADD COLUMN partial JSONB NOT NULL DEFAULT '{}';;
ALTER TABLE attendance_sheet ADD COLUMN reason VARCHAR;;
ALTER TABLE attendance_sheet ADD COLUMN import_id VARCHAR(36);;
ALTER TABLE plan_grade ADD COLUMN import_id VARCHAR(36);;
CREATE TABLE learner_name (
    applicant_id VARCHAR(36) NOT NULL,
    name VARCHAR NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_learner_name PRIMARY KEY (applicant_id)
);;
CREATE TABLE sheet_import (
    id VARCHAR(36) NOT NULL,
    institution_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    content_hash VARCHAR(64) NOT NULL,
    recorded_on DATE NOT NULL,
    reason VARCHAR,
    state VARCHAR(40) NOT NULL,
    rows INTEGER NOT NULL,
    changes JSONB NOT NULL,
    error_count INTEGER NOT NULL,
    errors JSONB NOT NULL,
    lines JSONB NOT NULL,
    basis JSONB NOT NULL,
    names JSONB NOT NULL,
    policy_version VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    uploaded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    committed_by VARCHAR,
    committed_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_sheet_import PRIMARY KEY (id),
    CONSTRAINT fk_sheet_import_institution_id FOREIGN KEY(institution_id) REFERENCES institution (id)
);;
CREATE INDEX ix_sheet_import_institution ON sheet_import (institution_id, id);;
CREATE INDEX ix_sheet_import_area ON sheet_import (area, id);;
CREATE INDEX ix_sheet_import_content ON sheet_import (content_hash, institution_id)
"""


def upgrade() -> None:
    """Up."""
    for statement in filter(str.strip, TABLES.split(";;")):
        op.execute(statement)


def downgrade() -> None:
    """Down."""
    op.execute("DROP TABLE sheet_import")
    op.execute("DROP TABLE learner_name")
    op.execute("ALTER TABLE plan_grade DROP COLUMN import_id")
    op.execute("ALTER TABLE attendance_sheet DROP COLUMN import_id, DROP COLUMN reason, DROP COLUMN partial")
    op.execute("ALTER TABLE applicant DROP COLUMN name_mark")
