"""The first tables of the applicants service."""

from alembic import op
from kit.migrations import create_plumbing, drop_plumbing, make_append_only

revision = "0001"
down_revision = None

TABLES = """
CREATE TABLE applicant (
    id VARCHAR(36) NOT NULL,
    name TEXT NOT NULL,
    identity_encrypted VARCHAR NOT NULL,
    identity_index VARCHAR(64) NOT NULL,
    phone_encrypted VARCHAR,
    phone_index VARCHAR(64),
    sex VARCHAR(40) NOT NULL,
    birth_on DATE NOT NULL,
    area TEXT NOT NULL,
    education VARCHAR(40) NOT NULL,
    employment_status VARCHAR(40) NOT NULL,
    unemployed_since DATE,
    target_group VARCHAR(40) NOT NULL,
    group_document_number VARCHAR,
    wants VARCHAR(40) NOT NULL,
    sector VARCHAR(40),
    idea VARCHAR,
    own_capital NUMERIC(16, 2),
    consent_purpose VARCHAR NOT NULL,
    consent_given_on DATE NOT NULL,
    runs_registered_business BOOLEAN NOT NULL,
    registered_on DATE NOT NULL,
    state VARCHAR(40) NOT NULL,
    accepted_on DATE,
    declined_on DATE,
    declined_as VARCHAR(40),
    referred_on DATE,
    in_training_on DATE,
    certified_on DATE,
    business_registered_on DATE,
    surviving_on DATE,
    withdrawn_on DATE,
    withdrawal_reason VARCHAR,
    merged_into VARCHAR(36),
    free_of_charge BOOLEAN NOT NULL,
    policy_version VARCHAR,
    referred_to VARCHAR(36),
    package VARCHAR(40),
    version INTEGER NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_applicant PRIMARY KEY (id),
    CONSTRAINT uq_applicant_identity UNIQUE (identity_index),
    CONSTRAINT fk_applicant_merged_into FOREIGN KEY(merged_into) REFERENCES applicant (id)
);;
CREATE INDEX ix_applicant_area ON applicant (area text_pattern_ops, id);;
CREATE INDEX ix_applicant_name ON applicant (name text_pattern_ops, id);;
CREATE INDEX ix_applicant_name_birth ON applicant (name, birth_on);;
CREATE INDEX ix_applicant_phone ON applicant (phone_index) WHERE phone_index IS NOT NULL;;
CREATE INDEX ix_applicant_state ON applicant (state, id);;
CREATE TABLE roster (
    id VARCHAR(36) NOT NULL,
    digest VARCHAR(64) NOT NULL,
    rows INTEGER NOT NULL,
    imported_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_roster PRIMARY KEY (id),
    CONSTRAINT uq_roster_digest UNIQUE (digest)
);;
CREATE TABLE referral (
    id VARCHAR(36) NOT NULL,
    applicant_id VARCHAR(36) NOT NULL,
    institution_id VARCHAR(36) NOT NULL,
    package VARCHAR(40) NOT NULL,
    referred_on DATE NOT NULL,
    referred_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_referral PRIMARY KEY (id),
    CONSTRAINT fk_referral_applicant_id FOREIGN KEY(applicant_id) REFERENCES applicant (id)
);;
CREATE INDEX ix_referral_applicant ON referral (applicant_id, id);;
CREATE TABLE roster_line (
    roster_id VARCHAR(36) NOT NULL,
    row INTEGER NOT NULL,
    applicant_id VARCHAR(36) NOT NULL,
    CONSTRAINT pk_roster_line PRIMARY KEY (roster_id, row),
    CONSTRAINT fk_roster_line_roster_id FOREIGN KEY(roster_id) REFERENCES roster (id),
    CONSTRAINT fk_roster_line_applicant_id FOREIGN KEY(applicant_id) REFERENCES applicant (id)
);;
CREATE TABLE screening (
    id VARCHAR(36) NOT NULL,
    applicant_id VARCHAR(36) NOT NULL,
    screened_on DATE NOT NULL,
    outcome VARCHAR(40) NOT NULL,
    free_of_charge BOOLEAN NOT NULL,
    policy_version VARCHAR NOT NULL,
    screened_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_screening PRIMARY KEY (id),
    CONSTRAINT fk_screening_applicant_id FOREIGN KEY(applicant_id) REFERENCES applicant (id)
);;
CREATE INDEX ix_screening_applicant ON screening (applicant_id, id);;
CREATE TABLE decision (
    screening_id VARCHAR(36) NOT NULL,
    position INTEGER NOT NULL,
    rule VARCHAR(40) NOT NULL,
    met BOOLEAN NOT NULL,
    decides BOOLEAN NOT NULL,
    reason VARCHAR NOT NULL,
    reason_zh VARCHAR NOT NULL,
    reference VARCHAR NOT NULL,
    policy_version VARCHAR NOT NULL,
    CONSTRAINT pk_decision PRIMARY KEY (screening_id, position),
    CONSTRAINT fk_decision_screening_id FOREIGN KEY(screening_id) REFERENCES screening (id)
)
"""

APPEND_ONLY = ("roster", "roster_line", "screening", "decision", "referral")

NAMES = ('applicant', 'roster', 'referral', 'roster_line', 'screening', 'decision')


def upgrade() -> None:
    create_plumbing()
    for statement in TABLES.split(";;"):
        op.execute(statement)
    for table in APPEND_ONLY:
        make_append_only(table)


def downgrade() -> None:
    for table in reversed(NAMES):
        op.execute(f"DROP TABLE {table}")
    drop_plumbing()
