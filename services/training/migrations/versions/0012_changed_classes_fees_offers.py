"""Training: classes that are changed or cancelled, transfers, fees that learners pay, public offers."""

from alembic import op

revision = "0012"
down_revision = "0011"

TABLES = """
CREATE TABLE offer (
    id VARCHAR(36) NOT NULL,
    institution_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    package VARCHAR(40) NOT NULL,
    hours NUMERIC(6, 2) NOT NULL,
    fee NUMERIC(16, 2) NOT NULL,
    taught_at VARCHAR(40) NOT NULL,
    description VARCHAR NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE NOT NULL,
    withdrawn_on DATE,
    withdrawn_because VARCHAR,
    policy_version VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_offer PRIMARY KEY (id),
    CONSTRAINT fk_offer_institution_id FOREIGN KEY(institution_id) REFERENCES institution (id),
    CONSTRAINT ck_offer_period CHECK (valid_from <= valid_to)
);;
CREATE INDEX ix_offer_institution ON offer (institution_id, id);;
ALTER TABLE training_class ADD COLUMN cancelled_on DATE;;
ALTER TABLE training_class ADD COLUMN offer_id VARCHAR(36);;
ALTER TABLE training_class ADD CONSTRAINT fk_training_class_offer_id FOREIGN KEY(offer_id) REFERENCES offer (id);;
ALTER TABLE training_class ADD CONSTRAINT ck_training_class_cancelled
    CHECK ((state = 'cancelled') = (cancelled_on IS NOT NULL));;
ALTER TABLE enrolment ADD COLUMN transferred_to VARCHAR(36);;
ALTER TABLE enrolment ADD CONSTRAINT fk_enrolment_transferred_to
    FOREIGN KEY(transferred_to) REFERENCES enrolment (id) DEFERRABLE INITIALLY DEFERRED;;
ALTER TABLE enrolment ADD CONSTRAINT ck_enrolment_transferred
    CHECK ((state = 'transferred') = (transferred_to IS NOT NULL));;
CREATE TABLE class_change (
    class_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    kind VARCHAR(40) NOT NULL,
    announced_on DATE NOT NULL,
    grounds VARCHAR(40) NOT NULL,
    reason VARCHAR NOT NULL,
    days_ahead INTEGER NOT NULL,
    short_notice BOOLEAN NOT NULL,
    before JSONB NOT NULL,
    after JSONB NOT NULL,
    learners INTEGER NOT NULL,
    policy_version VARCHAR NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_class_change PRIMARY KEY (class_id, number),
    CONSTRAINT fk_class_change_class_id FOREIGN KEY(class_id) REFERENCES training_class (id)
);;
CREATE TABLE fee_entry (
    id VARCHAR(36) NOT NULL,
    number VARCHAR(40) NOT NULL,
    institution_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    class_id VARCHAR(36) NOT NULL,
    enrolment_id VARCHAR(36) NOT NULL,
    applicant_id VARCHAR(36) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    amount NUMERIC(16, 2) NOT NULL,
    happened_on DATE NOT NULL,
    method VARCHAR(40) NOT NULL,
    reason VARCHAR,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_fee_entry PRIMARY KEY (id),
    CONSTRAINT fk_fee_entry_class_id FOREIGN KEY(class_id) REFERENCES training_class (id),
    CONSTRAINT fk_fee_entry_enrolment_id FOREIGN KEY(enrolment_id) REFERENCES enrolment (id)
        DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT uq_fee_entry_number UNIQUE (number),
    CONSTRAINT ck_fee_entry_amount CHECK (amount > 0)
);;
CREATE INDEX ix_fee_entry_enrolment ON fee_entry (enrolment_id);;
CREATE INDEX ix_fee_entry_institution ON fee_entry (institution_id, id)
"""


def upgrade() -> None:
    """Up."""
    for statement in TABLES.split(";;"):
        op.execute(statement)


def downgrade() -> None:
    """Down; classes that were cancelled and learners who were transferred are read as completed and dropped out."""
    op.execute("DROP TABLE fee_entry")
    op.execute("DROP TABLE class_change")
    op.execute("ALTER TABLE enrolment DROP CONSTRAINT ck_enrolment_transferred")
    op.execute("ALTER TABLE enrolment DROP CONSTRAINT fk_enrolment_transferred_to")
    op.execute("ALTER TABLE enrolment DROP COLUMN transferred_to")
    op.execute("UPDATE enrolment SET state = 'dropped_out' WHERE state IN ('transferred', 'cancelled')")
    op.execute("ALTER TABLE training_class DROP CONSTRAINT ck_training_class_cancelled")
    op.execute("ALTER TABLE training_class DROP CONSTRAINT fk_training_class_offer_id")
    op.execute("ALTER TABLE training_class DROP COLUMN offer_id")
    op.execute("UPDATE training_class SET state = 'completed', completed_on = cancelled_on WHERE state = 'cancelled'")
    op.execute("ALTER TABLE training_class DROP COLUMN cancelled_on")
    op.execute("DROP TABLE offer")
