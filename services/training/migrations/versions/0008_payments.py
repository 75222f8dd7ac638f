"""Training: bank accounts, payment batches, files sent to the bank, clawbacks."""

from alembic import op
from kit.migrations import make_append_only

revision = "0008"
down_revision = "0007"

TABLES = """
ALTER TABLE claim DROP CONSTRAINT uq_claim_reference;;
CREATE INDEX ix_claim_reference ON claim (reference);;
DROP INDEX uq_claim_line_milestone;;
CREATE UNIQUE INDEX uq_claim_line_milestone ON claim_line (milestone_id)
    WHERE state NOT IN ('refuted', 'withdrawn', 'clawed_back');;
CREATE TABLE bank_account (
    id VARCHAR(36) NOT NULL,
    institution_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    holder VARCHAR NOT NULL,
    number VARCHAR NOT NULL,
    number_masked VARCHAR(40) NOT NULL,
    clearing_code VARCHAR(12) NOT NULL,
    bank_name VARCHAR NOT NULL,
    valid_from DATE NOT NULL,
    state VARCHAR(40) NOT NULL,
    proposed_on DATE NOT NULL,
    proposed_by VARCHAR NOT NULL,
    decided_on DATE,
    decided_by VARCHAR,
    version INTEGER NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_bank_account PRIMARY KEY (id),
    CONSTRAINT ck_bank_account_two_people CHECK (decided_by <> proposed_by),
    CONSTRAINT fk_bank_account_institution_id FOREIGN KEY(institution_id) REFERENCES institution (id)
);;
CREATE INDEX ix_bank_account_institution ON bank_account (institution_id, id);;
CREATE UNIQUE INDEX uq_bank_account_proposed ON bank_account (institution_id) WHERE state = 'proposed';;
CREATE TABLE payment_batch (
    id VARCHAR(36) NOT NULL,
    number VARCHAR(40) NOT NULL,
    drawn_on DATE NOT NULL,
    drawn_by VARCHAR NOT NULL,
    gross NUMERIC(16, 2) NOT NULL,
    deducted NUMERIC(16, 2) NOT NULL,
    net NUMERIC(16, 2) NOT NULL,
    state VARCHAR(40) NOT NULL,
    first_approved_on DATE,
    first_approved_by VARCHAR,
    first_approved_role VARCHAR(40),
    approved_on DATE,
    approved_by VARCHAR,
    approved_role VARCHAR(40),
    sent_on DATE,
    sent_by VARCHAR,
    version INTEGER NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_payment_batch PRIMARY KEY (id),
    CONSTRAINT uq_payment_batch_number UNIQUE (number),
    CONSTRAINT ck_payment_batch_three_people CHECK (first_approved_by <> drawn_by AND approved_by <> drawn_by AND first_approved_by <> approved_by),
    CONSTRAINT ck_payment_batch_adds_up CHECK (net = gross - deducted AND net >= 0)
);;
CREATE TABLE payment_order (
    batch_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    institution_id VARCHAR(36) NOT NULL,
    account_id VARCHAR(36) NOT NULL,
    end_to_end_id VARCHAR(40) NOT NULL,
    gross NUMERIC(16, 2) NOT NULL,
    deducted NUMERIC(16, 2) NOT NULL,
    net NUMERIC(16, 2) NOT NULL,
    state VARCHAR(40) NOT NULL,
    value_on DATE,
    reason VARCHAR,
    CONSTRAINT pk_payment_order PRIMARY KEY (batch_id, number),
    CONSTRAINT uq_payment_order_end_to_end UNIQUE (end_to_end_id),
    CONSTRAINT ck_payment_order_adds_up CHECK (net = gross - deducted AND net >= 0),
    CONSTRAINT fk_payment_order_batch_id FOREIGN KEY(batch_id) REFERENCES payment_batch (id),
    CONSTRAINT fk_payment_order_institution_id FOREIGN KEY(institution_id) REFERENCES institution (id),
    CONSTRAINT fk_payment_order_account_id FOREIGN KEY(account_id) REFERENCES bank_account (id)
);;
CREATE INDEX ix_payment_order_institution ON payment_order (institution_id, batch_id);;
CREATE TABLE payment_part (
    batch_id VARCHAR(36) NOT NULL,
    order_number INTEGER NOT NULL,
    of_id VARCHAR(36) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    amount NUMERIC(16, 2) NOT NULL,
    CONSTRAINT pk_payment_part PRIMARY KEY (batch_id, order_number, of_id),
    CONSTRAINT ck_payment_part_sign CHECK ((kind = 'claim') = (amount > 0)),
    CONSTRAINT fk_payment_part_batch_id FOREIGN KEY(batch_id) REFERENCES payment_batch (id)
);;
CREATE INDEX ix_payment_part_of ON payment_part (of_id);;
CREATE TABLE payment_file (
    batch_id VARCHAR(36) NOT NULL,
    format VARCHAR(40) NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    size_bytes INTEGER NOT NULL,
    content VARCHAR NOT NULL,
    made_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_payment_file PRIMARY KEY (batch_id, format),
    CONSTRAINT fk_payment_file_batch_id FOREIGN KEY(batch_id) REFERENCES payment_batch (id)
);;
CREATE TABLE clawback (
    id VARCHAR(36) NOT NULL,
    institution_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    agreement_id VARCHAR(36) NOT NULL,
    claim_id VARCHAR(36) NOT NULL,
    line INTEGER NOT NULL,
    milestone_id VARCHAR(36) NOT NULL,
    amount NUMERIC(16, 2) NOT NULL,
    cause VARCHAR(40) NOT NULL,
    reason VARCHAR NOT NULL,
    state VARCHAR(40) NOT NULL,
    proposed_on DATE NOT NULL,
    proposed_by VARCHAR NOT NULL,
    decided_on DATE,
    decided_by VARCHAR,
    appeal_until DATE,
    settled_on DATE,
    settled_by VARCHAR,
    receipt VARCHAR,
    write_off_reason VARCHAR,
    version INTEGER NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_clawback PRIMARY KEY (id),
    CONSTRAINT fk_clawback_line FOREIGN KEY(claim_id, line) REFERENCES claim_line (claim_id, line),
    CONSTRAINT ck_clawback_two_people CHECK (decided_by <> proposed_by),
    CONSTRAINT ck_clawback_amount CHECK (amount > 0),
    CONSTRAINT uq_clawback_receipt UNIQUE (receipt),
    CONSTRAINT fk_clawback_institution_id FOREIGN KEY(institution_id) REFERENCES institution (id),
    CONSTRAINT fk_clawback_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id),
    CONSTRAINT fk_clawback_milestone_id FOREIGN KEY(milestone_id) REFERENCES milestone (id)
);;
CREATE INDEX ix_clawback_institution ON clawback (institution_id, state, id);;
CREATE UNIQUE INDEX uq_clawback_line ON clawback (claim_id, line) WHERE state <> 'rejected'
"""

UNDONE = """
DROP TABLE clawback;;
DROP TABLE payment_file;;
DROP TABLE payment_part;;
DROP TABLE payment_order;;
DROP TABLE payment_batch;;
DROP TABLE bank_account;;
DROP INDEX uq_claim_line_milestone;;
CREATE UNIQUE INDEX uq_claim_line_milestone ON claim_line (milestone_id) WHERE state NOT IN ('refuted', 'withdrawn');;
DROP INDEX ix_claim_reference;;
ALTER TABLE claim ADD CONSTRAINT uq_claim_reference UNIQUE (reference)
"""


def upgrade() -> None:
    """Up."""
    for statement in TABLES.split(";;"):
        op.execute(statement)
    for table in ("payment_part", "payment_file"):
        make_append_only(table)


def downgrade() -> None:
    """Down."""
    for statement in UNDONE.split(";;"):
        op.execute(statement)
