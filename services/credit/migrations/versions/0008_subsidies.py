"""Interest subsidies by quarter; borrowers and their businesses as far as figures need them."""

from alembic import op
from kit.migrations import make_append_only

revision = "0008"
down_revision = "0007"

TABLES = """
CREATE TABLE subsidy_batch (
    id VARCHAR(36) NOT NULL,
    bank_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    quarter VARCHAR(40) NOT NULL,
    state VARCHAR(40) NOT NULL,
    loans INTEGER NOT NULL,
    interest NUMERIC(16, 2) NOT NULL,
    interest_subsidised NUMERIC(16, 2) NOT NULL,
    amount NUMERIC(16, 2) NOT NULL,
    corrections NUMERIC(16, 2) NOT NULL,
    carried_in NUMERIC(16, 2) NOT NULL,
    payable NUMERIC(16, 2) NOT NULL,
    policy_version VARCHAR NOT NULL,
    claimed_on DATE NOT NULL,
    claimed_by VARCHAR NOT NULL,
    decided_on DATE,
    decided_by VARCHAR NOT NULL,
    opinion VARCHAR NOT NULL,
    settled_on DATE,
    settled_by VARCHAR NOT NULL,
    reference VARCHAR(64),
    carried_into VARCHAR(36),
    version INTEGER NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_subsidy_batch PRIMARY KEY (id),
    CONSTRAINT uq_subsidy_batch_number UNIQUE (bank_id, number),
    CONSTRAINT uq_subsidy_batch_reference UNIQUE (reference),
    CONSTRAINT fk_subsidy_batch_bank_id FOREIGN KEY(bank_id) REFERENCES bank (id),
    CONSTRAINT fk_subsidy_batch_carried_into FOREIGN KEY(carried_into) REFERENCES subsidy_batch (id)
);;
CREATE INDEX ix_subsidy_batch_settled_on ON subsidy_batch (settled_on);;
CREATE UNIQUE INDEX uq_subsidy_batch_open ON subsidy_batch (bank_id) WHERE state IN ('claimed', 'approved');;
CREATE UNIQUE INDEX uq_subsidy_batch_quarter ON subsidy_batch (bank_id, quarter) WHERE state <> 'returned';;
CREATE TABLE subsidy_line (
    batch_id VARCHAR(36) NOT NULL,
    loan_id VARCHAR(36) NOT NULL,
    interest NUMERIC(16, 2) NOT NULL,
    amount NUMERIC(16, 2) NOT NULL,
    CONSTRAINT pk_subsidy_line PRIMARY KEY (batch_id, loan_id),
    CONSTRAINT fk_subsidy_line_batch_id FOREIGN KEY(batch_id) REFERENCES subsidy_batch (id),
    CONSTRAINT fk_subsidy_line_loan_id FOREIGN KEY(loan_id) REFERENCES loan (id)
);;
CREATE INDEX ix_subsidy_line_loan ON subsidy_line (loan_id);;
CREATE TABLE subsidy_part (
    batch_id VARCHAR(36) NOT NULL,
    loan_id VARCHAR(36) NOT NULL,
    repayment_id VARCHAR(36) NOT NULL,
    instalment_number INTEGER NOT NULL,
    paid_on DATE NOT NULL,
    due_on DATE NOT NULL,
    interest NUMERIC(16, 2) NOT NULL,
    due_now NUMERIC(16, 2) NOT NULL,
    claimed_before NUMERIC(16, 2) NOT NULL,
    amount NUMERIC(16, 2) NOT NULL,
    why VARCHAR(40) NOT NULL,
    CONSTRAINT pk_subsidy_part PRIMARY KEY (batch_id, loan_id, repayment_id, instalment_number),
    CONSTRAINT fk_subsidy_part_batch_id FOREIGN KEY(batch_id) REFERENCES subsidy_batch (id),
    CONSTRAINT fk_subsidy_part_loan_id FOREIGN KEY(loan_id) REFERENCES loan (id),
    CONSTRAINT fk_subsidy_part_repayment_id FOREIGN KEY(repayment_id) REFERENCES repayment (id)
);;
CREATE INDEX ix_subsidy_part_loan ON subsidy_part (loan_id);;
CREATE TABLE subsidy_clawback (
    loan_id VARCHAR(36) NOT NULL,
    bank_id VARCHAR(36) NOT NULL,
    notice_number VARCHAR(40) NOT NULL,
    found_on DATE NOT NULL,
    reason VARCHAR NOT NULL,
    amount NUMERIC(16, 2) NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_subsidy_clawback PRIMARY KEY (loan_id),
    CONSTRAINT uq_subsidy_clawback_notice UNIQUE (notice_number),
    CONSTRAINT fk_subsidy_clawback_loan_id FOREIGN KEY(loan_id) REFERENCES loan (id),
    CONSTRAINT fk_subsidy_clawback_bank_id FOREIGN KEY(bank_id) REFERENCES bank (id)
);;
CREATE INDEX ix_subsidy_clawback_bank ON subsidy_clawback (bank_id, notice_number);;
CREATE TABLE person (
    applicant_id VARCHAR(36) NOT NULL,
    sex VARCHAR(40) NOT NULL,
    CONSTRAINT pk_person PRIMARY KEY (applicant_id)
);;
CREATE TABLE business (
    business_id VARCHAR(36) NOT NULL,
    registered_on DATE,
    closed_on DATE,
    CONSTRAINT pk_business PRIMARY KEY (business_id)
);;
CREATE TABLE business_owner (
    business_id VARCHAR(36) NOT NULL,
    applicant_id VARCHAR(36) NOT NULL,
    CONSTRAINT pk_business_owner PRIMARY KEY (business_id, applicant_id)
);;
CREATE INDEX ix_business_owner_applicant ON business_owner (applicant_id);;
CREATE TABLE business_jobs (
    business_id VARCHAR(36) NOT NULL,
    confirmed_on DATE NOT NULL,
    workers INTEGER NOT NULL,
    CONSTRAINT pk_business_jobs PRIMARY KEY (business_id, confirmed_on)
);;
CREATE SEQUENCE subsidy_notice_number
"""

NEVER_CHANGED = ["subsidy_line", "subsidy_part", "subsidy_clawback"]


def upgrade() -> None:
    """Tables and their guards."""
    for statement in TABLES.split(";;"):
        op.execute(statement)
    for table in NEVER_CHANGED:
        make_append_only(table)


def downgrade() -> None:
    """Everything goes."""
    op.execute("DROP TABLE subsidy_part, subsidy_line, subsidy_clawback, subsidy_batch")
    op.execute("DROP TABLE person, business_jobs, business_owner, business")
    op.execute("DROP SEQUENCE subsidy_notice_number")
