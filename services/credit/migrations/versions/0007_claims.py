"""Claims on the fund, and what is recovered."""

from alembic import op
from kit.migrations import make_append_only

revision = "0007"
down_revision = "0006"

TABLES = """
CREATE TABLE claim (
    id VARCHAR(36) NOT NULL,
    loan_id VARCHAR(36) NOT NULL,
    application_id VARCHAR(36) NOT NULL,
    applicant_id VARCHAR(36) NOT NULL,
    fund_id VARCHAR(36) NOT NULL,
    bank_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    reference VARCHAR(64) NOT NULL,
    claimed NUMERIC(16, 2) NOT NULL,
    lodged_on DATE NOT NULL,
    days_past_due INTEGER NOT NULL,
    principal_owed NUMERIC(16, 2) NOT NULL,
    state VARCHAR(40) NOT NULL,
    is_open BOOLEAN NOT NULL,
    waiting_since DATE NOT NULL,
    answer_by DATE,
    approved NUMERIC(16, 2) NOT NULL,
    covered_when_approved NUMERIC(16, 2) NOT NULL,
    written_off NUMERIC(16, 2) NOT NULL,
    ended_on DATE,
    version INTEGER NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_claim PRIMARY KEY (id),
    CONSTRAINT uq_claim_reference UNIQUE (bank_id, reference),
    CONSTRAINT fk_claim_loan_id FOREIGN KEY(loan_id) REFERENCES loan (id),
    CONSTRAINT fk_claim_application_id FOREIGN KEY(application_id) REFERENCES loan_application (id),
    CONSTRAINT fk_claim_fund_id FOREIGN KEY(fund_id) REFERENCES fund (id),
    CONSTRAINT fk_claim_bank_id FOREIGN KEY(bank_id) REFERENCES bank (id)
);;
CREATE INDEX ix_claim_area ON claim (area text_pattern_ops, id);;
CREATE INDEX ix_claim_bank ON claim (bank_id, id);;
CREATE INDEX ix_claim_loan ON claim (loan_id);;
CREATE INDEX ix_claim_waiting ON claim (waiting_since, id) WHERE is_open;;
CREATE UNIQUE INDEX uq_claim_open ON claim (loan_id) WHERE is_open;;
CREATE TABLE claim_step (
    id VARCHAR(36) NOT NULL,
    claim_id VARCHAR(36) NOT NULL,
    step VARCHAR(40) NOT NULL,
    outcome VARCHAR(40) NOT NULL,
    taken_on DATE NOT NULL,
    taken_by VARCHAR NOT NULL,
    amount NUMERIC(16, 2),
    due_on DATE,
    opinion VARCHAR NOT NULL,
    policy_version VARCHAR NOT NULL,
    verdicts JSONB NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_claim_step PRIMARY KEY (id),
    CONSTRAINT fk_claim_step_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id)
);;
CREATE INDEX ix_claim_step_claim ON claim_step (claim_id, id);;
CREATE TABLE claim_document (
    id VARCHAR(36) NOT NULL,
    claim_id VARCHAR(36) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    reference VARCHAR(100) NOT NULL,
    dated_on DATE,
    sha256 VARCHAR(64),
    added_on DATE NOT NULL,
    added_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_claim_document PRIMARY KEY (id),
    CONSTRAINT fk_claim_document_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id)
);;
CREATE INDEX ix_claim_document_claim ON claim_document (claim_id, id);;
CREATE TABLE claim_payment (
    claim_id VARCHAR(36) NOT NULL,
    loan_id VARCHAR(36) NOT NULL,
    fund_id VARCHAR(36) NOT NULL,
    bank_id VARCHAR(36) NOT NULL,
    reference VARCHAR(64) NOT NULL,
    amount NUMERIC(16, 2) NOT NULL,
    loss NUMERIC(16, 2) NOT NULL,
    paid_on DATE NOT NULL,
    paid_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_claim_payment PRIMARY KEY (claim_id),
    CONSTRAINT uq_claim_payment_loan UNIQUE (loan_id),
    CONSTRAINT uq_claim_payment_reference UNIQUE (bank_id, reference),
    CONSTRAINT fk_claim_payment_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id),
    CONSTRAINT fk_claim_payment_loan_id FOREIGN KEY(loan_id) REFERENCES loan (id),
    CONSTRAINT fk_claim_payment_fund_id FOREIGN KEY(fund_id) REFERENCES fund (id),
    CONSTRAINT fk_claim_payment_bank_id FOREIGN KEY(bank_id) REFERENCES bank (id)
);;
CREATE INDEX ix_claim_payment_paid_on ON claim_payment (paid_on);;
CREATE TABLE counter_guarantee_call (
    id VARCHAR(36) NOT NULL,
    claim_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    kind VARCHAR(40) NOT NULL,
    amount NUMERIC(16, 2) NOT NULL,
    addressee VARCHAR NOT NULL,
    liable JSONB NOT NULL,
    letter_reference VARCHAR(100) NOT NULL,
    letter_on DATE NOT NULL,
    due_on DATE NOT NULL,
    called_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_counter_guarantee_call PRIMARY KEY (id),
    CONSTRAINT fk_counter_guarantee_call_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id)
);;
CREATE INDEX ix_counter_guarantee_call_claim ON counter_guarantee_call (claim_id, id);;
CREATE TABLE recovery (
    id VARCHAR(36) NOT NULL,
    claim_id VARCHAR(36) NOT NULL,
    bank_id VARCHAR(36) NOT NULL,
    reference VARCHAR(64) NOT NULL,
    source VARCHAR(40) NOT NULL,
    amount NUMERIC(16, 2) NOT NULL,
    costs NUMERIC(16, 2) NOT NULL,
    to_fund NUMERIC(16, 2) NOT NULL,
    to_bank NUMERIC(16, 2) NOT NULL,
    received_on DATE NOT NULL,
    booked_on DATE NOT NULL,
    call_id VARCHAR(36),
    payer_id VARCHAR(36),
    reverses VARCHAR(36),
    note VARCHAR NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_recovery PRIMARY KEY (id),
    CONSTRAINT uq_recovery_reference UNIQUE (bank_id, reference),
    CONSTRAINT uq_recovery_reverses UNIQUE (reverses),
    CONSTRAINT fk_recovery_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id),
    CONSTRAINT fk_recovery_bank_id FOREIGN KEY(bank_id) REFERENCES bank (id),
    CONSTRAINT fk_recovery_call_id FOREIGN KEY(call_id) REFERENCES counter_guarantee_call (id),
    CONSTRAINT fk_recovery_reverses FOREIGN KEY(reverses) REFERENCES recovery (id)
);;
CREATE INDEX ix_recovery_claim ON recovery (claim_id, id);;
CREATE INDEX ix_recovery_received_on ON recovery (received_on)
"""

NEVER_CHANGED = ["claim_step", "claim_document", "claim_payment", "counter_guarantee_call", "recovery"]


def upgrade() -> None:
    """Tables; what was done, paid, called and recovered never changes."""
    for statement in TABLES.split(";;"):
        op.execute(statement)
    for table in NEVER_CHANGED:
        make_append_only(table)


def downgrade() -> None:
    """Everything goes, the newest first."""
    op.execute("DROP TABLE recovery, counter_guarantee_call, claim_payment, claim_document, claim_step, claim")
