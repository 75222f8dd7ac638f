"""Training: waiting lists of full classes."""

from alembic import op

revision = "0011"
down_revision = "0010"

TABLES = """
CREATE TABLE waiting (
    id VARCHAR(36) NOT NULL,
    class_id VARCHAR(36) NOT NULL,
    applicant_id VARCHAR(36) NOT NULL,
    institution_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    position INTEGER NOT NULL,
    joined_on DATE NOT NULL,
    free BOOLEAN NOT NULL,
    fee_reason VARCHAR(40) NOT NULL,
    state VARCHAR(40) NOT NULL,
    ended_on DATE,
    end_reason VARCHAR,
    enrolment_id VARCHAR(36),
    policy_version VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_waiting PRIMARY KEY (id),
    CONSTRAINT fk_waiting_class_id FOREIGN KEY(class_id) REFERENCES training_class (id),
    CONSTRAINT fk_waiting_enrolment FOREIGN KEY(enrolment_id) REFERENCES enrolment (id)
        DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT uq_waiting_position UNIQUE (class_id, position),
    CONSTRAINT ck_waiting_seated CHECK ((state = 'seated') = (enrolment_id IS NOT NULL)),
    CONSTRAINT ck_waiting_ended CHECK ((state = 'waiting') = (ended_on IS NULL))
);;
CREATE UNIQUE INDEX uq_waiting_open ON waiting (class_id, applicant_id) WHERE state = 'waiting';;
CREATE INDEX ix_waiting_applicant ON waiting (applicant_id)
"""


def upgrade() -> None:
    """Up."""
    for statement in TABLES.split(";;"):
        op.execute(statement)


def downgrade() -> None:
    """Down."""
    op.execute("DROP TABLE waiting")
