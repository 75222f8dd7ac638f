"""Guarantors, groups, deposits, communities: what secures loans."""

from alembic import op
from kit.migrations import make_append_only

revision = "0004"
down_revision = "0003"

TABLES = """
CREATE TABLE guarantor (
    id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    name_encrypted VARCHAR NOT NULL,
    identity_encrypted VARCHAR NOT NULL,
    identity_index VARCHAR(64) NOT NULL,
    applicant_id VARCHAR(36),
    employer VARCHAR(40) NOT NULL,
    employer_name VARCHAR(100) NOT NULL,
    annual_income NUMERIC(16, 2) NOT NULL,
    insured_months INTEGER NOT NULL,
    retires_on DATE NOT NULL,
    facts_on DATE NOT NULL,
    registered_on DATE NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_guarantor PRIMARY KEY (id),
    CONSTRAINT uq_guarantor_identity UNIQUE (identity_index),
    CONSTRAINT uq_guarantor_applicant UNIQUE (applicant_id)
);;
CREATE INDEX ix_guarantor_area ON guarantor (area text_pattern_ops, id);;
CREATE TABLE guarantor_relation (
    id VARCHAR(36) NOT NULL,
    guarantor_id VARCHAR(36) NOT NULL,
    other_guarantor_id VARCHAR(36),
    other_applicant_id VARCHAR(36),
    relation VARCHAR(40) NOT NULL,
    since_on DATE NOT NULL,
    ended_on DATE,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_guarantor_relation PRIMARY KEY (id),
    CONSTRAINT ck_guarantor_relation_other CHECK ((other_guarantor_id IS NULL) <> (other_applicant_id IS NULL)),
    CONSTRAINT fk_guarantor_relation_guarantor_id FOREIGN KEY(guarantor_id) REFERENCES guarantor (id),
    CONSTRAINT fk_guarantor_relation_other_guarantor_id FOREIGN KEY(other_guarantor_id) REFERENCES guarantor (id)
);;
CREATE INDEX ix_guarantor_relation_guarantor ON guarantor_relation (guarantor_id);;
CREATE INDEX ix_guarantor_relation_other_applicant ON guarantor_relation (other_applicant_id);;
CREATE INDEX ix_guarantor_relation_other_guarantor ON guarantor_relation (other_guarantor_id);;
CREATE TABLE joint_group (
    id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    agreement_number VARCHAR(64) NOT NULL,
    formed_on DATE NOT NULL,
    last_changed_on DATE NOT NULL,
    dissolved_on DATE,
    blocked_on DATE,
    days_late INTEGER NOT NULL,
    assessed_on DATE,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_joint_group PRIMARY KEY (id),
    CONSTRAINT uq_joint_group_agreement_number UNIQUE (agreement_number)
);;
CREATE INDEX ix_joint_group_area ON joint_group (area text_pattern_ops, id);;
CREATE TABLE group_member (
    id VARCHAR(36) NOT NULL,
    group_id VARCHAR(36) NOT NULL,
    applicant_id VARCHAR(36) NOT NULL,
    household VARCHAR(40) NOT NULL,
    joined_on DATE NOT NULL,
    left_on DATE,
    document VARCHAR(64) NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_group_member PRIMARY KEY (id),
    CONSTRAINT fk_group_member_group_id FOREIGN KEY(group_id) REFERENCES joint_group (id)
);;
CREATE INDEX ix_group_member_group ON group_member (group_id);;
CREATE UNIQUE INDEX uq_group_member_open ON group_member (applicant_id) WHERE left_on IS NULL;;
CREATE TABLE mutual_member (
    applicant_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    joined_on DATE NOT NULL,
    CONSTRAINT pk_mutual_member PRIMARY KEY (applicant_id)
);;
CREATE INDEX ix_mutual_member_area ON mutual_member (area text_pattern_ops, applicant_id);;
CREATE TABLE mutual_entry (
    id VARCHAR(36) NOT NULL,
    applicant_id VARCHAR(36) NOT NULL,
    fund_id VARCHAR(36) NOT NULL,
    bank_id VARCHAR(36) NOT NULL,
    amount NUMERIC(16, 2) NOT NULL,
    booked_on DATE NOT NULL,
    reference VARCHAR(64) NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_mutual_entry PRIMARY KEY (id),
    CONSTRAINT uq_mutual_entry_reference UNIQUE (bank_id, reference),
    CONSTRAINT fk_mutual_entry_applicant_id FOREIGN KEY(applicant_id) REFERENCES mutual_member (applicant_id),
    CONSTRAINT fk_mutual_entry_fund_id FOREIGN KEY(fund_id) REFERENCES fund (id),
    CONSTRAINT fk_mutual_entry_bank_id FOREIGN KEY(bank_id) REFERENCES bank (id)
);;
CREATE INDEX ix_mutual_entry_applicant ON mutual_entry (applicant_id);;
CREATE TABLE credit_community (
    id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    loans INTEGER NOT NULL,
    rate_percent NUMERIC(9, 4) NOT NULL,
    recognised_on DATE NOT NULL,
    recognised_by VARCHAR NOT NULL,
    withdrawn_on DATE,
    withdrawn_by VARCHAR NOT NULL,
    withdrawal_reason VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT pk_credit_community PRIMARY KEY (id)
);;
CREATE UNIQUE INDEX uq_credit_community_open ON credit_community (area) WHERE withdrawn_on IS NULL;;
CREATE TABLE bound_security (
    application_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    borrower_id VARCHAR(36) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    amount NUMERIC(16, 2) NOT NULL,
    guarantor_id VARCHAR(36),
    group_id VARCHAR(36),
    asset_reference VARCHAR(64),
    bound_on DATE NOT NULL,
    freed_on DATE,
    CONSTRAINT pk_bound_security PRIMARY KEY (application_id, number),
    CONSTRAINT fk_bound_security_counter_guarantee FOREIGN KEY(application_id, number) REFERENCES counter_guarantee (application_id, number),
    CONSTRAINT fk_bound_security_guarantor_id FOREIGN KEY(guarantor_id) REFERENCES guarantor (id),
    CONSTRAINT fk_bound_security_group_id FOREIGN KEY(group_id) REFERENCES joint_group (id)
);;
CREATE INDEX ix_bound_security_borrower ON bound_security (borrower_id) WHERE freed_on IS NULL;;
CREATE INDEX ix_bound_security_group ON bound_security (group_id) WHERE freed_on IS NULL;;
CREATE INDEX ix_bound_security_guarantor ON bound_security (guarantor_id) WHERE freed_on IS NULL;;
CREATE UNIQUE INDEX uq_bound_security_asset ON bound_security (kind, asset_reference) WHERE freed_on IS NULL AND asset_reference IS NOT NULL;;
CREATE TABLE evidence_step (
    id VARCHAR(36) NOT NULL,
    application_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    status VARCHAR(40) NOT NULL,
    documents JSONB NOT NULL,
    noted_on DATE NOT NULL,
    noted_by VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_evidence_step PRIMARY KEY (id),
    CONSTRAINT fk_evidence_step_counter_guarantee FOREIGN KEY(application_id, number) REFERENCES counter_guarantee (application_id, number)
);;
CREATE INDEX ix_evidence_step_counter_guarantee ON evidence_step (application_id, number, id)
"""

NEVER_CHANGED = ["evidence_step", "mutual_entry"]


def upgrade() -> None:
    """The tables; documents seen and deposits booked are never changed."""
    for statement in TABLES.split(";;"):
        op.execute(statement)
    for table in NEVER_CHANGED:
        make_append_only(table)


def downgrade() -> None:
    """Everything of it goes, the newest first."""
    op.execute(
        "DROP TABLE evidence_step, bound_security, credit_community, mutual_entry, mutual_member, group_member, joint_group, guarantor_relation, guarantor"
    )
