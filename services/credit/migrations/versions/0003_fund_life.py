"""What comes into a fund and goes out of it, what is taken back, and which stops were lifted."""

from alembic import op
from kit.migrations import make_append_only

revision = "0003"
down_revision = "0002"

UP = """
CREATE TABLE fund_movement (
    id VARCHAR(36) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    fund_id VARCHAR(36) NOT NULL,
    bank_id VARCHAR(36) NOT NULL,
    entry_id VARCHAR(36) NOT NULL,
    amount NUMERIC(16, 2) NOT NULL,
    booked_on DATE NOT NULL,
    reference VARCHAR(64) NOT NULL,
    attempt INTEGER NOT NULL,
    reason VARCHAR NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_fund_movement PRIMARY KEY (id),
    CONSTRAINT uq_fund_movement_reference UNIQUE (bank_id, reference, attempt),
    CONSTRAINT uq_fund_movement_entry UNIQUE (entry_id),
    CONSTRAINT fk_fund_movement_fund_id FOREIGN KEY (fund_id) REFERENCES fund (id),
    CONSTRAINT fk_fund_movement_bank_id FOREIGN KEY (bank_id) REFERENCES bank (id),
    CONSTRAINT fk_fund_movement_entry_id FOREIGN KEY (entry_id) REFERENCES journal_entry (id)
);;
CREATE INDEX ix_fund_movement_account ON fund_movement (fund_id, bank_id, id);;
INSERT INTO fund_movement
    SELECT c.id, 'contribution', c.fund_id, c.bank_id, e.id, c.amount, c.contributed_on, c.reference, 0, '',
           c.recorded_by, c.recorded_at
    FROM contribution c
    JOIN journal_entry e ON e.kind = 'contribution' AND e.bank_id = c.bank_id AND e.document = c.reference;;
DROP TABLE contribution;;
CREATE TABLE guarantee_fee (
    movement_id VARCHAR(36) NOT NULL,
    guarantee_id VARCHAR(36) NOT NULL,
    amount NUMERIC(16, 2) NOT NULL,
    due NUMERIC(16, 2) NOT NULL,
    rate_percent NUMERIC(9, 4) NOT NULL,
    CONSTRAINT pk_guarantee_fee PRIMARY KEY (movement_id, guarantee_id),
    CONSTRAINT fk_guarantee_fee_movement_id FOREIGN KEY (movement_id) REFERENCES fund_movement (id),
    CONSTRAINT fk_guarantee_fee_guarantee_id FOREIGN KEY (guarantee_id) REFERENCES guarantee (id)
);;
CREATE INDEX ix_guarantee_fee_guarantee ON guarantee_fee (guarantee_id);;
CREATE TABLE entry_reversal (
    entry_id VARCHAR(36) NOT NULL,
    reversal_id VARCHAR(36) NOT NULL,
    reason VARCHAR NOT NULL,
    reversed_on DATE NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_entry_reversal PRIMARY KEY (entry_id),
    CONSTRAINT uq_entry_reversal_reversal UNIQUE (reversal_id),
    CONSTRAINT fk_entry_reversal_entry_id FOREIGN KEY (entry_id) REFERENCES journal_entry (id),
    CONSTRAINT fk_entry_reversal_reversal_id FOREIGN KEY (reversal_id) REFERENCES journal_entry (id)
);;
CREATE TABLE suspension_lift (
    id VARCHAR(36) NOT NULL,
    fund_id VARCHAR(36) NOT NULL,
    bank_id VARCHAR(36) NOT NULL,
    lifted_on DATE NOT NULL,
    compensated NUMERIC(16, 2) NOT NULL,
    compensation_rate_percent NUMERIC(9, 4) NOT NULL,
    reason VARCHAR NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_suspension_lift PRIMARY KEY (id),
    CONSTRAINT fk_suspension_lift_account FOREIGN KEY (fund_id, bank_id) REFERENCES fund_account (fund_id, bank_id)
);;
CREATE INDEX ix_suspension_lift_account ON suspension_lift (fund_id, bank_id, id);;
DROP INDEX ix_posting_account;;
CREATE INDEX ix_posting_account ON posting (account, fund_id, bank_id, booked_on, entry_id, line);;
CREATE INDEX ix_journal_entry_fund ON journal_entry (fund_id, id)
"""

NEVER_CHANGED = ["fund_movement", "guarantee_fee", "entry_reversal", "suspension_lift"]

DOWN = """
DROP INDEX ix_journal_entry_fund;;
DROP INDEX ix_posting_account;;
CREATE INDEX ix_posting_account ON posting (bank_id, account, booked_on);;
CREATE TABLE contribution (
    id VARCHAR(36) NOT NULL,
    bank_id VARCHAR(36) NOT NULL,
    amount NUMERIC(16, 2) NOT NULL,
    contributed_on DATE NOT NULL,
    reference VARCHAR(64) NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    fund_id VARCHAR(36) NOT NULL,
    CONSTRAINT pk_contribution PRIMARY KEY (id),
    CONSTRAINT uq_contribution_reference UNIQUE (bank_id, reference),
    CONSTRAINT fk_contribution_bank_id FOREIGN KEY (bank_id) REFERENCES bank (id),
    CONSTRAINT fk_contribution_fund_id FOREIGN KEY (fund_id) REFERENCES fund (id)
);;
INSERT INTO contribution (id, fund_id, bank_id, amount, contributed_on, reference, recorded_by, recorded_at)
    SELECT DISTINCT ON (bank_id, reference)
           id, fund_id, bank_id, amount, booked_on, reference, recorded_by, recorded_at
    FROM fund_movement WHERE kind = 'contribution' ORDER BY bank_id, reference, attempt DESC;;
DROP TABLE suspension_lift, entry_reversal, guarantee_fee, fund_movement
"""


def upgrade() -> None:
    """Contributions become movements; the statement of an account is read from an index of its own."""
    for statement in UP.split(";;"):
        op.execute(statement)
    for table in NEVER_CHANGED:
        make_append_only(table)


def downgrade() -> None:
    """Only contributions stay, each reference once."""
    for statement in DOWN.split(";;"):
        op.execute(statement)
    make_append_only("contribution")
