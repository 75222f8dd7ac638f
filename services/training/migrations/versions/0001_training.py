"""The first tables of training."""

from alembic import op
from kit.migrations import create_plumbing, drop_plumbing, make_append_only

revision = "0001"
down_revision = None

TABLES = """
CREATE TABLE applicant (
    id VARCHAR(36) NOT NULL,
    accepted_on DATE,
    free_of_charge BOOLEAN NOT NULL,
    target_group VARCHAR(40),
    area VARCHAR(40),
    screened_at TIMESTAMP WITH TIME ZONE,
    withdrawn_on DATE,
    referred_institution_id VARCHAR(36),
    referred_package VARCHAR(40),
    referred_on DATE,
    referred_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_applicant PRIMARY KEY (id)
);;
CREATE INDEX ix_applicant_referred ON applicant (referred_institution_id, id);;
CREATE TABLE institution (
    id VARCHAR(36) NOT NULL,
    name VARCHAR NOT NULL,
    area VARCHAR(40) NOT NULL,
    applied_on DATE NOT NULL,
    state VARCHAR(40) NOT NULL,
    version INTEGER NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_institution PRIMARY KEY (id)
);;
CREATE INDEX ix_institution_area ON institution (area, id);;
CREATE TABLE number_series (
    series VARCHAR NOT NULL,
    last INTEGER NOT NULL,
    CONSTRAINT pk_number_series PRIMARY KEY (series)
);;
CREATE TABLE owner_business (
    applicant_id VARCHAR(36) NOT NULL,
    business_id VARCHAR(36) NOT NULL,
    registered_on DATE NOT NULL,
    CONSTRAINT pk_owner_business PRIMARY KEY (applicant_id, business_id)
);;
CREATE TABLE owner_survival (
    applicant_id VARCHAR(36) NOT NULL,
    business_id VARCHAR(36) NOT NULL,
    registered_on DATE NOT NULL,
    confirmed_on DATE NOT NULL,
    CONSTRAINT pk_owner_survival PRIMARY KEY (applicant_id, business_id)
);;
CREATE TABLE agreement (
    id VARCHAR(36) NOT NULL,
    institution_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE NOT NULL,
    budget NUMERIC(16, 2) NOT NULL,
    reserved NUMERIC(16, 2) NOT NULL,
    paid NUMERIC(16, 2) NOT NULL,
    version INTEGER NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_agreement PRIMARY KEY (id),
    CONSTRAINT ck_agreement_within_budget CHECK (reserved >= 0 AND paid >= 0 AND reserved + paid <= budget),
    CONSTRAINT fk_agreement_institution_id FOREIGN KEY(institution_id) REFERENCES institution (id)
);;
CREATE INDEX ix_agreement_institution ON agreement (institution_id, id);;
CREATE TABLE certification (
    institution_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    certified_from DATE NOT NULL,
    certified_to DATE NOT NULL,
    certified_by VARCHAR NOT NULL,
    inspection INTEGER NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_certification PRIMARY KEY (institution_id, number),
    CONSTRAINT fk_certification_institution_id FOREIGN KEY(institution_id) REFERENCES institution (id)
);;
CREATE TABLE inspection (
    institution_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    inspected_on DATE NOT NULL,
    passed BOOLEAN NOT NULL,
    findings VARCHAR NOT NULL,
    inspected_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_inspection PRIMARY KEY (institution_id, number),
    CONSTRAINT fk_inspection_institution_id FOREIGN KEY(institution_id) REFERENCES institution (id)
);;
CREATE TABLE trainer (
    id VARCHAR(36) NOT NULL,
    institution_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    name VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_trainer PRIMARY KEY (id),
    CONSTRAINT fk_trainer_institution_id FOREIGN KEY(institution_id) REFERENCES institution (id)
);;
CREATE INDEX ix_trainer_institution ON trainer (institution_id, id);;
CREATE TABLE training_class (
    id VARCHAR(36) NOT NULL,
    number VARCHAR(40) NOT NULL,
    institution_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    package VARCHAR(40) NOT NULL,
    capacity INTEGER NOT NULL,
    seats_taken INTEGER NOT NULL,
    fee NUMERIC(16, 2) NOT NULL,
    venue VARCHAR NOT NULL,
    state VARCHAR(40) NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    hours NUMERIC(6, 2) NOT NULL,
    completed_on DATE,
    enrolled INTEGER,
    passed INTEGER,
    policy_version VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_training_class PRIMARY KEY (id),
    CONSTRAINT ck_training_class_seats CHECK (seats_taken BETWEEN 0 AND capacity),
    CONSTRAINT uq_training_class_number UNIQUE (number),
    CONSTRAINT fk_training_class_institution_id FOREIGN KEY(institution_id) REFERENCES institution (id)
);;
CREATE INDEX ix_training_class_area ON training_class (area, id);;
CREATE INDEX ix_training_class_institution ON training_class (institution_id, id);;
CREATE TABLE attendance_sheet (
    class_id VARCHAR(36) NOT NULL,
    session_number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    recorded_on DATE NOT NULL,
    present VARCHAR[] NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_attendance_sheet PRIMARY KEY (class_id, session_number, version),
    CONSTRAINT fk_attendance_sheet_class_id FOREIGN KEY(class_id) REFERENCES training_class (id)
);;
CREATE TABLE claim (
    id VARCHAR(36) NOT NULL,
    institution_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    agreement_id VARCHAR(36) NOT NULL,
    claimed_on DATE NOT NULL,
    claimed_amount NUMERIC(16, 2) NOT NULL,
    amount NUMERIC(16, 2) NOT NULL,
    state VARCHAR(40) NOT NULL,
    lodged_by VARCHAR NOT NULL,
    verified_on DATE,
    verified_by VARCHAR,
    approved_on DATE,
    approved_by VARCHAR,
    paid_on DATE,
    paid_by VARCHAR,
    reference VARCHAR,
    version INTEGER NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_claim PRIMARY KEY (id),
    CONSTRAINT uq_claim_reference UNIQUE (reference),
    CONSTRAINT fk_claim_institution_id FOREIGN KEY(institution_id) REFERENCES institution (id),
    CONSTRAINT fk_claim_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
);;
CREATE INDEX ix_claim_area ON claim (area, id);;
CREATE INDEX ix_claim_institution ON claim (institution_id, id);;
CREATE TABLE class_session (
    class_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    held_on DATE NOT NULL,
    starts_at TIME WITHOUT TIME ZONE NOT NULL,
    hours NUMERIC(6, 2) NOT NULL,
    trainer_id VARCHAR(36) NOT NULL,
    venue VARCHAR NOT NULL,
    CONSTRAINT pk_class_session PRIMARY KEY (class_id, number),
    CONSTRAINT fk_class_session_class_id FOREIGN KEY(class_id) REFERENCES training_class (id),
    CONSTRAINT fk_class_session_trainer_id FOREIGN KEY(trainer_id) REFERENCES trainer (id)
);;
CREATE INDEX ix_class_session_trainer ON class_session (trainer_id, held_on);;
CREATE TABLE class_trainer (
    class_id VARCHAR(36) NOT NULL,
    trainer_id VARCHAR(36) NOT NULL,
    position INTEGER NOT NULL,
    CONSTRAINT pk_class_trainer PRIMARY KEY (class_id, trainer_id),
    CONSTRAINT fk_class_trainer_class_id FOREIGN KEY(class_id) REFERENCES training_class (id),
    CONSTRAINT fk_class_trainer_trainer_id FOREIGN KEY(trainer_id) REFERENCES trainer (id)
);;
CREATE TABLE enrolment (
    id VARCHAR(36) NOT NULL,
    class_id VARCHAR(36) NOT NULL,
    applicant_id VARCHAR(36) NOT NULL,
    institution_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    package VARCHAR(40) NOT NULL,
    enrolled_on DATE NOT NULL,
    free BOOLEAN NOT NULL,
    reason VARCHAR(40) NOT NULL,
    fee NUMERIC(16, 2) NOT NULL,
    target_group VARCHAR(40),
    uses_entitlement BOOLEAN NOT NULL,
    policy_version VARCHAR NOT NULL,
    state VARCHAR(40) NOT NULL,
    dropped_on DATE,
    drop_reason VARCHAR,
    hours_attended NUMERIC(6, 2),
    hours_share NUMERIC(5, 4),
    plan_grade VARCHAR(40),
    outcome_reasons VARCHAR[],
    version INTEGER NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_enrolment PRIMARY KEY (id),
    CONSTRAINT uq_enrolment_class_applicant UNIQUE (class_id, applicant_id),
    CONSTRAINT fk_enrolment_class_id FOREIGN KEY(class_id) REFERENCES training_class (id)
);;
CREATE INDEX ix_enrolment_applicant ON enrolment (applicant_id);;
CREATE UNIQUE INDEX uq_enrolment_entitlement ON enrolment (applicant_id, package) WHERE uses_entitlement;;
CREATE TABLE licence (
    trainer_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    package VARCHAR(40) NOT NULL,
    level VARCHAR(40) NOT NULL,
    valid_from DATE NOT NULL,
    valid_to DATE NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_licence PRIMARY KEY (trainer_id, number),
    CONSTRAINT fk_licence_trainer_id FOREIGN KEY(trainer_id) REFERENCES trainer (id)
);;
CREATE TABLE certificate (
    id VARCHAR(36) NOT NULL,
    number VARCHAR(40) NOT NULL,
    applicant_id VARCHAR(36) NOT NULL,
    enrolment_id VARCHAR(36) NOT NULL,
    class_id VARCHAR(36) NOT NULL,
    institution_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    package VARCHAR(40) NOT NULL,
    issued_on DATE NOT NULL,
    issued_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_certificate PRIMARY KEY (id),
    CONSTRAINT uq_certificate_number UNIQUE (number),
    CONSTRAINT uq_certificate_enrolment UNIQUE (enrolment_id),
    CONSTRAINT fk_certificate_enrolment_id FOREIGN KEY(enrolment_id) REFERENCES enrolment (id)
);;
CREATE INDEX ix_certificate_applicant ON certificate (applicant_id);;
CREATE INDEX ix_certificate_class ON certificate (class_id);;
CREATE TABLE plan_grade (
    enrolment_id VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    class_id VARCHAR(36) NOT NULL,
    plan_grade VARCHAR(40) NOT NULL,
    grader VARCHAR NOT NULL,
    graded_on DATE NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_plan_grade PRIMARY KEY (enrolment_id, version),
    CONSTRAINT fk_plan_grade_enrolment_id FOREIGN KEY(enrolment_id) REFERENCES enrolment (id)
);;
CREATE INDEX ix_plan_grade_class ON plan_grade (class_id);;
CREATE TABLE milestone (
    id VARCHAR(36) NOT NULL,
    milestone VARCHAR(40) NOT NULL,
    applicant_id VARCHAR(36) NOT NULL,
    package VARCHAR(40) NOT NULL,
    institution_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    class_id VARCHAR(36) NOT NULL,
    class_started_on DATE NOT NULL,
    certificate_id VARCHAR(36) NOT NULL,
    certificate_number VARCHAR(40) NOT NULL,
    certificate_issued_on DATE NOT NULL,
    business_id VARCHAR(36),
    business_registered_on DATE,
    earned_on DATE NOT NULL,
    amount NUMERIC(16, 2) NOT NULL,
    state VARCHAR(40) NOT NULL,
    claim_id VARCHAR(36),
    policy_version VARCHAR NOT NULL,
    explanation JSONB NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_milestone PRIMARY KEY (id),
    CONSTRAINT uq_milestone_once_ever UNIQUE (applicant_id, package, milestone),
    CONSTRAINT fk_milestone_certificate_id FOREIGN KEY(certificate_id) REFERENCES certificate (id)
);;
CREATE INDEX ix_milestone_area ON milestone (area, id);;
CREATE INDEX ix_milestone_institution ON milestone (institution_id, state, id);;
CREATE TABLE claim_line (
    claim_id VARCHAR(36) NOT NULL,
    line INTEGER NOT NULL,
    milestone_id VARCHAR(36) NOT NULL,
    milestone VARCHAR(40) NOT NULL,
    package VARCHAR(40) NOT NULL,
    applicant_id VARCHAR(36) NOT NULL,
    amount NUMERIC(16, 2) NOT NULL,
    checks JSONB NOT NULL,
    state VARCHAR(40) NOT NULL,
    reason VARCHAR,
    CONSTRAINT pk_claim_line PRIMARY KEY (claim_id, line),
    CONSTRAINT fk_claim_line_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id),
    CONSTRAINT fk_claim_line_milestone_id FOREIGN KEY(milestone_id) REFERENCES milestone (id)
);;
CREATE INDEX ix_claim_line_milestone ON claim_line (milestone_id);;
CREATE UNIQUE INDEX uq_claim_line_milestone ON claim_line (milestone_id) WHERE state <> 'refuted'
"""

APPEND_ONLY = ("inspection", "certification", "attendance_sheet", "plan_grade", "certificate")

NAMES = """applicant institution number_series owner_business owner_survival agreement certification inspection trainer training_class attendance_sheet claim class_session class_trainer enrolment licence certificate plan_grade milestone claim_line"""


def upgrade() -> None:
    create_plumbing()
    for statement in TABLES.split(";;"):
        op.execute(statement)
    for table in APPEND_ONLY:
        make_append_only(table)


def downgrade() -> None:
    for table in reversed(NAMES.split()):
        op.execute(f"DROP TABLE {table}")
    drop_plumbing()
