"""Drafts of intake forms, and warnings of possible duplicates."""

from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = """
CREATE TABLE intake_draft (
    id VARCHAR(36) NOT NULL,
    account VARCHAR NOT NULL,
    state VARCHAR(40) NOT NULL,
    form_encrypted VARCHAR,
    applicant_id VARCHAR(36),
    version INTEGER NOT NULL,
    begun_at TIMESTAMP WITH TIME ZONE NOT NULL,
    saved_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_intake_draft PRIMARY KEY (id),
    CONSTRAINT fk_intake_draft_applicant_id FOREIGN KEY(applicant_id) REFERENCES applicant (id),
    CONSTRAINT ck_intake_draft_erased CHECK ((state = 'open') = (form_encrypted IS NOT NULL))
);;
CREATE INDEX ix_intake_draft_account ON intake_draft (account, id) WHERE state = 'open';;
CREATE TABLE duplicate_warning (
    applicant_id VARCHAR(36) NOT NULL,
    other_id VARCHAR(36) NOT NULL,
    because JSONB NOT NULL,
    found_at TIMESTAMP WITH TIME ZONE NOT NULL,
    settled_as VARCHAR(40),
    settled_on DATE,
    settled_by VARCHAR,
    reason VARCHAR,
    CONSTRAINT pk_duplicate_warning PRIMARY KEY (applicant_id, other_id),
    CONSTRAINT fk_duplicate_warning_applicant_id FOREIGN KEY(applicant_id) REFERENCES applicant (id),
    CONSTRAINT fk_duplicate_warning_other_id FOREIGN KEY(other_id) REFERENCES applicant (id),
    CONSTRAINT ck_duplicate_warning_two CHECK (applicant_id <> other_id),
    CONSTRAINT ck_duplicate_warning_settled CHECK ((settled_as IS NULL) = (settled_by IS NULL))
);;
CREATE INDEX ix_duplicate_warning_other ON duplicate_warning (other_id);;
CREATE INDEX ix_duplicate_warning_open ON duplicate_warning (applicant_id) WHERE settled_as IS NULL;;
CREATE INDEX ix_applicant_merged ON applicant (merged_into) WHERE merged_into IS NOT NULL
"""


def upgrade() -> None:
    """Up."""
    for statement in TABLES.split(";;"):
        op.execute(statement)


def downgrade() -> None:
    """Down."""
    op.execute("DROP INDEX ix_applicant_merged")
    op.execute("DROP TABLE duplicate_warning")
    op.execute("DROP TABLE intake_draft")
