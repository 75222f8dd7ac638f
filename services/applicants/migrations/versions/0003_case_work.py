"""Case work: notes, consultations, tasks with their days, and who is in charge."""

from alembic import op

revision = "0003"
down_revision = "0002"

TABLES = """
ALTER TABLE applicant ADD COLUMN case_worker VARCHAR;;
CREATE INDEX ix_applicant_case_worker ON applicant (case_worker, id) WHERE case_worker IS NOT NULL;;
CREATE INDEX ix_applicant_to_screen ON applicant (registered_on, id, area, case_worker)
    WHERE state = 'registered';;
CREATE INDEX ix_applicant_to_refer ON applicant (accepted_on, id, area, case_worker)
    WHERE state = 'accepted';;
CREATE INDEX ix_applicant_to_train ON applicant (referred_on, id, area, case_worker)
    WHERE state = 'referred';;
CREATE INDEX ix_duplicate_warning_waiting ON duplicate_warning (found_at, applicant_id, other_id)
    WHERE settled_as IS NULL;;
CREATE TABLE area_worker (
    area VARCHAR NOT NULL,
    case_worker VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    assigned_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_area_worker PRIMARY KEY (area)
);;
CREATE TABLE case_assignment (
    id VARCHAR(36) NOT NULL,
    applicant_id VARCHAR(36) NOT NULL,
    from_worker VARCHAR,
    case_worker VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    assigned_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_case_assignment PRIMARY KEY (id),
    CONSTRAINT fk_case_assignment_applicant_id FOREIGN KEY(applicant_id) REFERENCES applicant (id)
);;
CREATE INDEX ix_case_assignment_applicant ON case_assignment (applicant_id, id);;
CREATE TABLE case_entry (
    id VARCHAR(36) NOT NULL,
    applicant_id VARCHAR(36) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    service VARCHAR(40),
    happened_on DATE NOT NULL,
    text_encrypted VARCHAR NOT NULL,
    written_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_case_entry PRIMARY KEY (id),
    CONSTRAINT fk_case_entry_applicant_id FOREIGN KEY(applicant_id) REFERENCES applicant (id),
    CONSTRAINT ck_case_entry_service CHECK ((kind = 'consultation') = (service IS NOT NULL))
);;
CREATE INDEX ix_case_entry_applicant ON case_entry (applicant_id, id);;
CREATE TABLE case_task (
    id VARCHAR(36) NOT NULL,
    applicant_id VARCHAR(36) NOT NULL,
    entry_id VARCHAR(36) NOT NULL,
    text_encrypted VARCHAR NOT NULL,
    first_due_on DATE NOT NULL,
    due_on DATE NOT NULL,
    postponed INTEGER NOT NULL,
    done_on DATE,
    done_by VARCHAR,
    outcome_encrypted VARCHAR,
    version INTEGER NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_case_task PRIMARY KEY (id),
    CONSTRAINT fk_case_task_applicant_id FOREIGN KEY(applicant_id) REFERENCES applicant (id),
    CONSTRAINT ck_case_task_done CHECK ((done_on IS NULL) = (done_by IS NULL))
);;
CREATE INDEX ix_case_task_due ON case_task (due_on, id) WHERE done_on IS NULL;;
CREATE INDEX ix_case_task_applicant ON case_task (applicant_id, id)
"""


def upgrade() -> None:
    """Up."""
    for statement in TABLES.split(";;"):
        op.execute(statement)


def downgrade() -> None:
    """Down."""
    for table in ("case_task", "case_entry", "case_assignment", "area_worker"):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP INDEX ix_duplicate_warning_waiting")
    for index in ("case_worker", "to_screen", "to_refer", "to_train"):
        op.execute(f"DROP INDEX ix_applicant_{index}")
    op.execute("ALTER TABLE applicant DROP COLUMN case_worker")
