"""Training: what checks need of other services, flags of what may be false."""

from alembic import op
from kit.migrations import make_append_only

revision = "0009"
down_revision = "0008"

TABLES = """
CREATE TABLE business (
    id VARCHAR(36) NOT NULL,
    registered_on DATE,
    area VARCHAR(40),
    form VARCHAR(40),
    number_valid BOOLEAN,
    number_kind VARCHAR(40),
    authority VARCHAR(6),
    seen_on DATE,
    closed_on DATE,
    standing_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_business PRIMARY KEY (id)
);;
CREATE TABLE shared_statement (
    kind VARCHAR(40) NOT NULL,
    subject_id VARCHAR(36) NOT NULL,
    told_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_shared_statement PRIMARY KEY (kind, subject_id)
);;
CREATE TABLE shared_link (
    kind VARCHAR(40) NOT NULL,
    subject_id VARCHAR(36) NOT NULL,
    other_id VARCHAR(36) NOT NULL,
    CONSTRAINT pk_shared_link PRIMARY KEY (kind, subject_id, other_id)
);;
CREATE INDEX ix_shared_link_other ON shared_link (kind, other_id);;
CREATE INDEX ix_milestone_certificate ON milestone (certificate_id);;
CREATE INDEX ix_milestone_business ON milestone (business_id) WHERE business_id IS NOT NULL;;
CREATE INDEX ix_milestone_class ON milestone (class_id);;
CREATE INDEX ix_milestone_earned ON milestone (id) WHERE state = 'earned';;
CREATE INDEX ix_plan_version_content ON plan_version (content_hash);;
CREATE INDEX ix_class_file_document_content ON class_file_document (content_hash);;
CREATE TABLE flag (
    id VARCHAR(36) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    subject VARCHAR(40) NOT NULL,
    subject_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    severity VARCHAR(40) NOT NULL,
    points INTEGER NOT NULL,
    reference VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    detail_zh VARCHAR NOT NULL,
    evidence JSONB NOT NULL,
    marks VARCHAR[] NOT NULL,
    state VARCHAR(40) NOT NULL,
    raised_on DATE NOT NULL,
    due_on DATE NOT NULL,
    times_raised INTEGER NOT NULL,
    worker VARCHAR,
    outcome_reason VARCHAR,
    closed_on DATE,
    closed_by VARCHAR,
    policy_version VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_flag PRIMARY KEY (id),
    CONSTRAINT uq_flag_fact UNIQUE (kind, subject_id),
    CONSTRAINT ck_flag_closed CHECK (closed_by IS NULL OR state NOT IN ('open', 'in_work'))
);;
CREATE INDEX ix_flag_risk ON flag (points, id) WHERE state IN ('open', 'in_work');;
CREATE INDEX ix_flag_area ON flag (area, id);;
CREATE TABLE flag_link (
    flag_id VARCHAR(36) NOT NULL,
    subject VARCHAR(40) NOT NULL,
    subject_id VARCHAR(36) NOT NULL,
    CONSTRAINT pk_flag_link PRIMARY KEY (flag_id, subject, subject_id),
    CONSTRAINT fk_flag_link_flag_id FOREIGN KEY(flag_id) REFERENCES flag (id)
);;
CREATE INDEX ix_flag_link_subject ON flag_link (subject_id, flag_id);;
CREATE TABLE flag_step (
    id VARCHAR(36) NOT NULL,
    flag_id VARCHAR(36) NOT NULL,
    step VARCHAR(40) NOT NULL,
    happened_on DATE NOT NULL,
    account VARCHAR NOT NULL,
    note VARCHAR,
    evidence JSONB,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_flag_step PRIMARY KEY (id),
    CONSTRAINT fk_flag_step_flag_id FOREIGN KEY(flag_id) REFERENCES flag (id)
);;
CREATE INDEX ix_flag_step_flag ON flag_step (flag_id, id)
"""

INDEXES = (
    *("ix_class_file_document_content", "ix_plan_version_content", "ix_milestone_earned", "ix_milestone_class"),
    *("ix_milestone_business", "ix_milestone_certificate"),
)


def upgrade() -> None:
    """Up."""
    for statement in TABLES.split(";;"):
        op.execute(statement)
    make_append_only("flag_step")


def downgrade() -> None:
    """Down."""
    for table in ("flag_step", "flag_link", "flag"):
        op.execute(f"DROP TABLE {table}")
    for index in INDEXES:
        op.execute(f"DROP INDEX {index}")
    for table in ("shared_link", "shared_statement", "business"):
        op.execute(f"DROP TABLE {table}")
