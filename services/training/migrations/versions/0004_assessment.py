"""Training: learners' plans, blind grades, ratings, class files."""

from alembic import op
from kit.migrations import make_append_only

revision = "0004"
down_revision = "0003"

TABLES = """
ALTER TABLE plan_grade ADD COLUMN way VARCHAR(40) NOT NULL DEFAULT 'paper';;
CREATE TABLE expert (
    id VARCHAR(36) NOT NULL,
    number VARCHAR(40) NOT NULL,
    name VARCHAR NOT NULL,
    subjects VARCHAR[] NOT NULL,
    trainer_id VARCHAR(36),
    registered_on DATE NOT NULL,
    ended_on DATE,
    end_reason VARCHAR,
    version INTEGER NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_expert PRIMARY KEY (id),
    CONSTRAINT uq_expert_number UNIQUE (number),
    CONSTRAINT fk_expert_trainer_id FOREIGN KEY(trainer_id) REFERENCES trainer (id)
);;
CREATE UNIQUE INDEX uq_expert_trainer ON expert (trainer_id) WHERE trainer_id IS NOT NULL;;
CREATE TABLE expert_tie (
    expert_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    institution_id VARCHAR(36) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    from_on DATE NOT NULL,
    to_on DATE,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_expert_tie PRIMARY KEY (expert_id, number),
    CONSTRAINT fk_expert_tie_expert_id FOREIGN KEY(expert_id) REFERENCES expert (id),
    CONSTRAINT fk_expert_tie_institution_id FOREIGN KEY(institution_id) REFERENCES institution (id)
);;
CREATE INDEX ix_expert_tie_institution ON expert_tie (institution_id);;
CREATE TABLE business_plan (
    id VARCHAR(36) NOT NULL,
    enrolment_id VARCHAR(36) NOT NULL,
    class_id VARCHAR(36) NOT NULL,
    institution_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    package VARCHAR(40) NOT NULL,
    state VARCHAR(40) NOT NULL,
    newest INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    seats_open INTEGER NOT NULL,
    version INTEGER NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_business_plan PRIMARY KEY (id),
    CONSTRAINT uq_business_plan_enrolment UNIQUE (enrolment_id),
    CONSTRAINT fk_business_plan_enrolment_id FOREIGN KEY(enrolment_id) REFERENCES enrolment (id),
    CONSTRAINT fk_business_plan_class_id FOREIGN KEY(class_id) REFERENCES training_class (id)
);;
CREATE INDEX ix_business_plan_class ON business_plan (class_id, id);;
CREATE INDEX ix_business_plan_waiting ON business_plan (id) WHERE seats_open > 0;;
CREATE TABLE plan_version (
    plan_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    handed_in_on DATE NOT NULL,
    content_hash VARCHAR(64) NOT NULL,
    media_type VARCHAR NOT NULL,
    size INTEGER NOT NULL,
    file_name VARCHAR NOT NULL,
    graders INTEGER NOT NULL,
    policy_version VARCHAR NOT NULL,
    uploaded_by VARCHAR NOT NULL,
    uploaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_plan_version PRIMARY KEY (plan_id, number),
    CONSTRAINT fk_plan_version_plan_id FOREIGN KEY(plan_id) REFERENCES business_plan (id)
);;
CREATE TABLE grading_task (
    id VARCHAR(36) NOT NULL,
    plan_id VARCHAR(36) NOT NULL,
    plan_version INTEGER NOT NULL,
    seat INTEGER NOT NULL,
    expert_id VARCHAR(36) NOT NULL,
    class_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    package VARCHAR(40) NOT NULL,
    assigned_on DATE NOT NULL,
    due_on DATE NOT NULL,
    rule VARCHAR(40) NOT NULL,
    assigned_by VARCHAR NOT NULL,
    state VARCHAR(40) NOT NULL,
    back_reason VARCHAR(40),
    back_note VARCHAR,
    back_on DATE,
    version INTEGER NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_grading_task PRIMARY KEY (id),
    CONSTRAINT uq_grading_task_expert UNIQUE (plan_id, plan_version, expert_id),
    CONSTRAINT fk_grading_task_plan_id FOREIGN KEY(plan_id) REFERENCES business_plan (id),
    CONSTRAINT fk_grading_task_expert_id FOREIGN KEY(expert_id) REFERENCES expert (id)
);;
CREATE INDEX ix_grading_task_expert ON grading_task (expert_id, state, id);;
CREATE UNIQUE INDEX uq_grading_task_seat ON grading_task (plan_id, plan_version, seat)
    WHERE state IN ('open', 'graded');;
CREATE TABLE plan_mark (
    task_id VARCHAR(36) NOT NULL,
    plan_id VARCHAR(36) NOT NULL,
    plan_version INTEGER NOT NULL,
    seat INTEGER NOT NULL,
    expert_id VARCHAR(36) NOT NULL,
    grade VARCHAR(40) NOT NULL,
    points NUMERIC(4, 1) NOT NULL,
    scores JSONB NOT NULL,
    remarks VARCHAR,
    graded_on DATE NOT NULL,
    policy_version VARCHAR NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_plan_mark PRIMARY KEY (task_id),
    CONSTRAINT fk_plan_mark_task_id FOREIGN KEY(task_id) REFERENCES grading_task (id)
);;
CREATE INDEX ix_plan_mark_plan ON plan_mark (plan_id, plan_version);;
CREATE TABLE rating_ticket (
    class_id VARCHAR(36) NOT NULL,
    enrolment_id VARCHAR(36) NOT NULL,
    code_hash VARCHAR(64),
    valid_to DATE,
    used BOOLEAN NOT NULL,
    CONSTRAINT pk_rating_ticket PRIMARY KEY (class_id, enrolment_id),
    CONSTRAINT uq_rating_ticket_code UNIQUE (code_hash),
    CONSTRAINT fk_rating_ticket_class_id FOREIGN KEY(class_id) REFERENCES training_class (id),
    CONSTRAINT fk_rating_ticket_enrolment_id FOREIGN KEY(enrolment_id) REFERENCES enrolment (id)
);;
CREATE TABLE course_rating (
    id VARCHAR(36) NOT NULL,
    class_id VARCHAR(36) NOT NULL,
    institution_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    scores JSONB NOT NULL,
    comment VARCHAR,
    CONSTRAINT pk_course_rating PRIMARY KEY (id),
    CONSTRAINT fk_course_rating_class_id FOREIGN KEY(class_id) REFERENCES training_class (id)
);;
CREATE INDEX ix_course_rating_class ON course_rating (class_id);;
CREATE TABLE class_file (
    class_id VARCHAR(36) NOT NULL,
    state VARCHAR(40) NOT NULL,
    handed_in_on DATE,
    handed_in_by VARCHAR,
    decided_on DATE,
    decided_by VARCHAR,
    version INTEGER NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_class_file PRIMARY KEY (class_id),
    CONSTRAINT fk_class_file_class_id FOREIGN KEY(class_id) REFERENCES training_class (id)
);;
CREATE TABLE class_file_step (
    class_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    step VARCHAR(40) NOT NULL,
    happened_on DATE NOT NULL,
    account VARCHAR NOT NULL,
    reasons JSONB NOT NULL,
    items JSONB NOT NULL,
    due_on DATE NOT NULL,
    days_late INTEGER NOT NULL,
    policy_version VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_class_file_step PRIMARY KEY (class_id, number),
    CONSTRAINT fk_class_file_step_class_id FOREIGN KEY(class_id) REFERENCES class_file (class_id)
);;
CREATE TABLE class_file_document (
    class_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    item VARCHAR(40) NOT NULL,
    replaces INTEGER,
    content_hash VARCHAR(64) NOT NULL,
    media_type VARCHAR NOT NULL,
    size INTEGER NOT NULL,
    file_name VARCHAR NOT NULL,
    uploaded_by VARCHAR NOT NULL,
    uploaded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_class_file_document PRIMARY KEY (class_id, number),
    CONSTRAINT fk_class_file_document_class_id FOREIGN KEY(class_id) REFERENCES class_file (class_id)
);;
CREATE UNIQUE INDEX uq_class_file_document_replaces ON class_file_document (class_id, replaces)
    WHERE replaces IS NOT NULL
"""

NEW = (
    "expert",
    "expert_tie",
    "business_plan",
    "plan_version",
    "grading_task",
    "plan_mark",
    "rating_ticket",
    "course_rating",
    "class_file",
    "class_file_step",
    "class_file_document",
)
APPEND_ONLY = ("plan_version", "plan_mark", "course_rating", "class_file_step", "class_file_document")


def upgrade() -> None:
    """Up."""
    for statement in filter(str.strip, TABLES.split(";;")):
        op.execute(statement)
    for table in APPEND_ONLY:
        make_append_only(table)


def downgrade() -> None:
    """Down."""
    for table in reversed(NEW):
        op.execute(f"DROP TABLE {table}")
    op.execute("ALTER TABLE plan_grade DROP COLUMN way")
