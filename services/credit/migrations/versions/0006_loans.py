"""Reversals, settlements, extensions, bank files; the portfolio as of any day."""

from alembic import op
from kit.migrations import make_append_only

revision = "0006"
down_revision = "0005"

TABLES = """
ALTER TABLE loan ADD COLUMN excess NUMERIC(16, 2) NOT NULL DEFAULT 0;;
ALTER TABLE repayment ADD COLUMN settles BOOLEAN NOT NULL DEFAULT false, ADD COLUMN file_id VARCHAR(36);;
CREATE INDEX ix_repayment_file ON repayment (file_id, id) WHERE file_id IS NOT NULL;;
ALTER TABLE allocation ADD COLUMN excess NUMERIC(16, 2) NOT NULL DEFAULT 0;;
CREATE TABLE repayment_reversal (
    repayment_id VARCHAR(36) NOT NULL,
    loan_id VARCHAR(36) NOT NULL,
    reversed_on DATE NOT NULL,
    reason VARCHAR NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_repayment_reversal PRIMARY KEY (repayment_id),
    CONSTRAINT fk_repayment_reversal_repayment_id FOREIGN KEY(repayment_id) REFERENCES repayment (id),
    CONSTRAINT fk_repayment_reversal_loan_id FOREIGN KEY(loan_id) REFERENCES loan (id)
);;
CREATE INDEX ix_repayment_reversal_loan ON repayment_reversal (loan_id);;
CREATE TABLE loan_extension (
    id VARCHAR(36) NOT NULL,
    loan_id VARCHAR(36) NOT NULL,
    bank_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    months INTEGER NOT NULL,
    extended_on DATE NOT NULL,
    reason VARCHAR NOT NULL,
    asked_by VARCHAR NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state VARCHAR(40) NOT NULL,
    annual_rate_percent NUMERIC(9, 4),
    rate_reference VARCHAR NOT NULL,
    policy_version VARCHAR NOT NULL,
    opinion VARCHAR NOT NULL,
    decided_by VARCHAR NOT NULL,
    decided_at TIMESTAMP WITH TIME ZONE,
    version INTEGER NOT NULL,
    CONSTRAINT pk_loan_extension PRIMARY KEY (id),
    CONSTRAINT fk_loan_extension_loan_id FOREIGN KEY(loan_id) REFERENCES loan (id),
    CONSTRAINT fk_loan_extension_bank_id FOREIGN KEY(bank_id) REFERENCES bank (id)
);;
CREATE INDEX ix_loan_extension_bank ON loan_extension (bank_id, id);;
CREATE INDEX ix_loan_extension_loan ON loan_extension (loan_id, id);;
CREATE UNIQUE INDEX uq_loan_extension_asked ON loan_extension (loan_id) WHERE state = 'asked';;
CREATE TABLE loan_standing (
    loan_id VARCHAR(36) NOT NULL,
    from_on DATE NOT NULL,
    to_on DATE,
    oldest_due_on DATE,
    principal NUMERIC(16, 2) NOT NULL,
    overdue NUMERIC(16, 2) NOT NULL,
    CONSTRAINT pk_loan_standing PRIMARY KEY (loan_id, from_on)
);;
CREATE INDEX ix_loan_standing_bounded ON loan_standing (from_on)
    INCLUDE (to_on, oldest_due_on, principal, overdue, loan_id) WHERE to_on IS NOT NULL;;
CREATE INDEX ix_loan_standing_unbounded ON loan_standing (from_on)
    INCLUDE (oldest_due_on, principal, overdue, loan_id) WHERE to_on IS NULL;;
CREATE TABLE repayment_file (
    id VARCHAR(36) NOT NULL,
    bank_id VARCHAR(36) NOT NULL,
    digest VARCHAR(64) NOT NULL,
    lines INTEGER NOT NULL,
    total NUMERIC(16, 2) NOT NULL,
    recorded INTEGER NOT NULL,
    recorded_total NUMERIC(16, 2) NOT NULL,
    duplicate INTEGER NOT NULL,
    refused JSONB NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_repayment_file PRIMARY KEY (id),
    CONSTRAINT fk_repayment_file_bank_id FOREIGN KEY(bank_id) REFERENCES bank (id)
);;
CREATE UNIQUE INDEX uq_repayment_file_digest ON repayment_file (bank_id, digest);;
CREATE INDEX ix_repayment_file_bank ON repayment_file (bank_id, id);;
CREATE TABLE reconciliation (
    id VARCHAR(36) NOT NULL,
    bank_id VARCHAR(36) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    as_of DATE NOT NULL,
    since_on DATE,
    digest VARCHAR(64) NOT NULL,
    lines INTEGER NOT NULL,
    agreed INTEGER NOT NULL,
    differences INTEGER NOT NULL,
    their_total NUMERIC(16, 2) NOT NULL,
    our_total NUMERIC(16, 2) NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_reconciliation PRIMARY KEY (id),
    CONSTRAINT fk_reconciliation_bank_id FOREIGN KEY(bank_id) REFERENCES bank (id)
);;
CREATE INDEX ix_reconciliation_bank ON reconciliation (bank_id, id);;
CREATE TABLE reconciliation_difference (
    reconciliation_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    row INTEGER,
    kind VARCHAR(40) NOT NULL,
    loan_id VARCHAR NOT NULL,
    reference VARCHAR NOT NULL,
    theirs VARCHAR NOT NULL,
    ours VARCHAR NOT NULL,
    CONSTRAINT pk_reconciliation_difference PRIMARY KEY (reconciliation_id, number),
    CONSTRAINT fk_reconciliation_difference_reconciliation_id FOREIGN KEY(reconciliation_id)
        REFERENCES reconciliation (id)
)
"""

STANDINGS = """
WITH owed AS (
    SELECT loan_id, due_on, sum(principal + interest) OVER (PARTITION BY loan_id ORDER BY number) AS owed_then
    FROM instalment
), in_force AS (
    SELECT DISTINCT ON (repayment_id) repayment_id, balance FROM allocation ORDER BY repayment_id, version DESC
), moments AS (
    SELECT id AS loan_id, disbursed_on AS from_on FROM loan
    UNION SELECT loan_id, due_on + 1 FROM instalment
    UNION SELECT loan_id, paid_on FROM repayment
), standing AS (
    SELECT moment.loan_id, moment.from_on,
        lead(moment.from_on) OVER (PARTITION BY moment.loan_id ORDER BY moment.from_on) AS to_on,
        least(loan.principal, (
            SELECT min(in_force.balance) FROM repayment JOIN in_force ON in_force.repayment_id = repayment.id
            WHERE repayment.loan_id = loan.id AND repayment.paid_on <= moment.from_on)) AS principal,
        coalesce((SELECT max(owed_then) FROM owed WHERE owed.loan_id = loan.id AND owed.due_on < moment.from_on), 0)
            - paid.paid AS overdue,
        (SELECT min(due_on) FROM owed
            WHERE owed.loan_id = loan.id AND owed.due_on < moment.from_on AND owed.owed_then > paid.paid) AS oldest_due_on
    FROM moments AS moment JOIN loan ON loan.id = moment.loan_id
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(amount), 0) AS paid FROM repayment
        WHERE repayment.loan_id = loan.id AND repayment.paid_on <= moment.from_on) AS paid
    WHERE loan.closed_on IS NULL OR moment.from_on <= loan.closed_on
)
INSERT INTO loan_standing (loan_id, from_on, to_on, oldest_due_on, principal, overdue)
SELECT standing.loan_id, piece::date, 
    CASE WHEN standing.to_on IS NULL THEN NULL ELSE least(standing.to_on, (piece + interval '31 days')::date) END,
    standing.oldest_due_on, standing.principal, greatest(standing.overdue, 0)
FROM standing JOIN loan ON loan.id = standing.loan_id
CROSS JOIN LATERAL generate_series(
    standing.from_on, coalesce(standing.to_on - 1, standing.from_on), interval '31 days') AS piece
WHERE loan.closed_on IS NULL OR standing.from_on < loan.closed_on
"""
"""The standings of the loans there are, whose repayments had neither reversals nor extensions yet."""

NEVER_CHANGED = ("repayment_reversal", "repayment_file", "reconciliation", "reconciliation_difference")


def upgrade() -> None:
    """Tables, and the standings of the loans there are."""
    for statement in TABLES.split(";;"):
        op.execute(statement)
    for table in NEVER_CHANGED:
        make_append_only(table)
    op.execute(STANDINGS)


def downgrade() -> None:
    """They go."""
    op.execute("DROP TABLE reconciliation_difference, reconciliation, repayment_file, loan_standing, loan_extension, repayment_reversal")
    op.execute("ALTER TABLE allocation DROP COLUMN excess")
    op.execute("DROP INDEX ix_repayment_file")
    op.execute("ALTER TABLE repayment DROP COLUMN settles, DROP COLUMN file_id")
    op.execute("ALTER TABLE loan DROP COLUMN excess")
