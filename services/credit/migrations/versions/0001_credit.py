"""The first tables of credit."""

from alembic import op
from kit.migrations import create_plumbing, drop_plumbing, make_append_only

revision = "0001"
down_revision = None

TABLES = """
CREATE TABLE applicant (
    applicant_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    accepted_on DATE,
    withdrawn_on DATE,
    CONSTRAINT pk_applicant PRIMARY KEY (applicant_id)
);;
CREATE TABLE bank (
    id VARCHAR(36) NOT NULL,
    name VARCHAR(100) NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_bank PRIMARY KEY (id),
    CONSTRAINT uq_bank_name UNIQUE (name)
);;
CREATE TABLE certificate (
    number VARCHAR(64) NOT NULL,
    certificate_id VARCHAR(36) NOT NULL,
    applicant_id VARCHAR(36) NOT NULL,
    package VARCHAR(40) NOT NULL,
    issued_on DATE NOT NULL,
    CONSTRAINT pk_certificate PRIMARY KEY (number)
);;
CREATE INDEX ix_certificate_applicant ON certificate (applicant_id);;
CREATE TABLE fund (
    id INTEGER NOT NULL,
    net NUMERIC(16, 2) NOT NULL,
    liability NUMERIC(16, 2) NOT NULL,
    CONSTRAINT pk_fund PRIMARY KEY (id)
);;
CREATE TABLE contribution (
    id VARCHAR(36) NOT NULL,
    bank_id VARCHAR(36) NOT NULL,
    amount NUMERIC(16, 2) NOT NULL,
    contributed_on DATE NOT NULL,
    reference VARCHAR(64) NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_contribution PRIMARY KEY (id),
    CONSTRAINT uq_contribution_reference UNIQUE (bank_id, reference),
    CONSTRAINT fk_contribution_bank_id FOREIGN KEY(bank_id) REFERENCES bank (id)
);;
CREATE TABLE fund_account (
    bank_id VARCHAR(36) NOT NULL,
    net NUMERIC(16, 2) NOT NULL,
    liability NUMERIC(16, 2) NOT NULL,
    guaranteed_ever NUMERIC(16, 2) NOT NULL,
    compensated NUMERIC(16, 2) NOT NULL,
    suspension_lifted_on DATE,
    CONSTRAINT pk_fund_account PRIMARY KEY (bank_id),
    CONSTRAINT ck_fund_account_liability CHECK (liability >= 0),
    CONSTRAINT fk_fund_account_bank_id FOREIGN KEY(bank_id) REFERENCES bank (id)
);;
CREATE TABLE journal_entry (
    id VARCHAR(36) NOT NULL,
    bank_id VARCHAR(36) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    booked_on DATE NOT NULL,
    document VARCHAR(100) NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_journal_entry PRIMARY KEY (id),
    CONSTRAINT fk_journal_entry_bank_id FOREIGN KEY(bank_id) REFERENCES bank (id)
);;
CREATE INDEX ix_journal_entry_bank ON journal_entry (bank_id, id);;
CREATE TABLE loan_application (
    id VARCHAR(36) NOT NULL,
    applicant_id VARCHAR(36) NOT NULL,
    bank_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    amount NUMERIC(16, 2) NOT NULL,
    term_months INTEGER NOT NULL,
    certificate_number VARCHAR(64) NOT NULL,
    sector VARCHAR(40) NOT NULL,
    purpose VARCHAR NOT NULL,
    plan JSONB NOT NULL,
    applied_on DATE NOT NULL,
    applied_by VARCHAR NOT NULL,
    state VARCHAR(40) NOT NULL,
    recommended_on DATE,
    recommended_by VARCHAR NOT NULL,
    reviewed_on DATE,
    reviewed_by JSONB NOT NULL,
    committed_on DATE,
    committed_by VARCHAR NOT NULL,
    decided_on DATE,
    decided_by VARCHAR NOT NULL,
    ended_on DATE,
    is_open BOOLEAN NOT NULL,
    version INTEGER NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_loan_application PRIMARY KEY (id),
    CONSTRAINT fk_loan_application_bank_id FOREIGN KEY(bank_id) REFERENCES bank (id)
);;
CREATE INDEX ix_loan_application_applicant ON loan_application (applicant_id);;
CREATE INDEX ix_loan_application_area ON loan_application (area text_pattern_ops, id);;
CREATE INDEX ix_loan_application_bank ON loan_application (bank_id, id);;
CREATE INDEX ix_loan_application_state ON loan_application (state, id);;
CREATE UNIQUE INDEX uq_loan_application_open ON loan_application (applicant_id) WHERE is_open;;
CREATE TABLE counter_guarantee (
    application_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    kind VARCHAR(40) NOT NULL,
    value NUMERIC(16, 2) NOT NULL,
    counted NUMERIC(16, 2) NOT NULL,
    description VARCHAR NOT NULL,
    evidence VARCHAR NOT NULL,
    details JSONB NOT NULL,
    CONSTRAINT pk_counter_guarantee PRIMARY KEY (application_id, number),
    CONSTRAINT fk_counter_guarantee_application_id FOREIGN KEY(application_id) REFERENCES loan_application (id)
);;
CREATE TABLE decision (
    id VARCHAR(36) NOT NULL,
    application_id VARCHAR(36) NOT NULL,
    step VARCHAR(40) NOT NULL,
    outcome VARCHAR(40) NOT NULL,
    taken_on DATE NOT NULL,
    taken_by VARCHAR NOT NULL,
    opinion VARCHAR NOT NULL,
    policy_version VARCHAR NOT NULL,
    verdicts JSONB NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_decision PRIMARY KEY (id),
    CONSTRAINT fk_decision_application_id FOREIGN KEY(application_id) REFERENCES loan_application (id)
);;
CREATE INDEX ix_decision_application ON decision (application_id, id);;
CREATE TABLE guarantee (
    id VARCHAR(36) NOT NULL,
    application_id VARCHAR(36) NOT NULL,
    applicant_id VARCHAR(36) NOT NULL,
    bank_id VARCHAR(36) NOT NULL,
    letter_number VARCHAR(40) NOT NULL,
    amount NUMERIC(16, 2) NOT NULL,
    coverage_percent NUMERIC(9, 4) NOT NULL,
    outstanding NUMERIC(16, 2) NOT NULL,
    issued_on DATE NOT NULL,
    state VARCHAR(40) NOT NULL,
    ended_on DATE,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_guarantee PRIMARY KEY (id),
    CONSTRAINT uq_guarantee_application UNIQUE (application_id),
    CONSTRAINT uq_guarantee_letter_number UNIQUE (letter_number),
    CONSTRAINT fk_guarantee_application_id FOREIGN KEY(application_id) REFERENCES loan_application (id),
    CONSTRAINT fk_guarantee_bank_id FOREIGN KEY(bank_id) REFERENCES bank (id)
);;
CREATE TABLE loan (
    id VARCHAR(36) NOT NULL,
    application_id VARCHAR(36) NOT NULL,
    applicant_id VARCHAR(36) NOT NULL,
    bank_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    principal NUMERIC(16, 2) NOT NULL,
    principal_owed NUMERIC(16, 2) NOT NULL,
    term_months INTEGER NOT NULL,
    annual_rate_percent NUMERIC(9, 4) NOT NULL,
    rate_reference VARCHAR NOT NULL,
    method VARCHAR(40) NOT NULL,
    day_count VARCHAR(40) NOT NULL,
    rounding VARCHAR(40) NOT NULL,
    grace_instalments INTEGER NOT NULL,
    policy_version VARCHAR NOT NULL,
    disbursed_on DATE NOT NULL,
    disbursed_by VARCHAR NOT NULL,
    reference VARCHAR(64) NOT NULL,
    state VARCHAR(40) NOT NULL,
    closed_on DATE,
    replays INTEGER NOT NULL,
    version INTEGER NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_loan PRIMARY KEY (id),
    CONSTRAINT uq_loan_application_id UNIQUE (application_id),
    CONSTRAINT uq_loan_reference UNIQUE (bank_id, reference),
    CONSTRAINT fk_loan_application_id FOREIGN KEY(application_id) REFERENCES loan_application (id),
    CONSTRAINT fk_loan_bank_id FOREIGN KEY(bank_id) REFERENCES bank (id)
);;
CREATE INDEX ix_loan_applicant ON loan (applicant_id);;
CREATE INDEX ix_loan_area ON loan (area text_pattern_ops, id);;
CREATE INDEX ix_loan_bank ON loan (bank_id, id);;
CREATE INDEX ix_loan_open ON loan (id) WHERE closed_on IS NULL;;
CREATE TABLE posting (
    entry_id VARCHAR(36) NOT NULL,
    line INTEGER NOT NULL,
    bank_id VARCHAR(36) NOT NULL,
    account VARCHAR(40) NOT NULL,
    booked_on DATE NOT NULL,
    amount NUMERIC(16, 2) NOT NULL,
    CONSTRAINT pk_posting PRIMARY KEY (entry_id, line),
    CONSTRAINT fk_posting_entry_id FOREIGN KEY(entry_id) REFERENCES journal_entry (id)
);;
CREATE INDEX ix_posting_account ON posting (bank_id, account, booked_on);;
CREATE TABLE arrears_spell (
    loan_id VARCHAR(36) NOT NULL,
    began_on DATE NOT NULL,
    assessed_on DATE NOT NULL,
    days_past_due INTEGER NOT NULL,
    overdue NUMERIC(16, 2) NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_arrears_spell PRIMARY KEY (loan_id, began_on),
    CONSTRAINT fk_arrears_spell_loan_id FOREIGN KEY(loan_id) REFERENCES loan (id)
);;
CREATE TABLE instalment (
    loan_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    due_on DATE NOT NULL,
    principal NUMERIC(16, 2) NOT NULL,
    interest NUMERIC(16, 2) NOT NULL,
    balance NUMERIC(16, 2) NOT NULL,
    CONSTRAINT pk_instalment PRIMARY KEY (loan_id, number),
    CONSTRAINT fk_instalment_loan_id FOREIGN KEY(loan_id) REFERENCES loan (id)
);;
CREATE TABLE repayment (
    id VARCHAR(36) NOT NULL,
    bank_id VARCHAR(36) NOT NULL,
    reference VARCHAR(64) NOT NULL,
    loan_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    amount NUMERIC(16, 2) NOT NULL,
    paid_on DATE NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_repayment PRIMARY KEY (id),
    CONSTRAINT uq_repayment_reference UNIQUE (bank_id, reference),
    CONSTRAINT uq_repayment_number UNIQUE (loan_id, number),
    CONSTRAINT fk_repayment_bank_id FOREIGN KEY(bank_id) REFERENCES bank (id),
    CONSTRAINT fk_repayment_loan_id FOREIGN KEY(loan_id) REFERENCES loan (id)
);;
CREATE TABLE allocation (
    repayment_id VARCHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    loan_id VARCHAR(36) NOT NULL,
    interest NUMERIC(16, 2) NOT NULL,
    principal NUMERIC(16, 2) NOT NULL,
    balance NUMERIC(16, 2) NOT NULL,
    guarantee_freed NUMERIC(16, 2) NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_allocation PRIMARY KEY (repayment_id, version),
    CONSTRAINT fk_allocation_repayment_id FOREIGN KEY(repayment_id) REFERENCES repayment (id),
    CONSTRAINT fk_allocation_loan_id FOREIGN KEY(loan_id) REFERENCES loan (id)
);;
CREATE INDEX ix_allocation_loan ON allocation (loan_id);;
CREATE SEQUENCE letter_number
"""

NEVER_CHANGED = [
    "allocation",
    "arrears_spell",
    "contribution",
    "counter_guarantee",
    "decision",
    "instalment",
    "journal_entry",
    "posting",
    "repayment",
]

BALANCE = """
CREATE FUNCTION refuse_unbalanced_postings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM posting WHERE entry_id IN (SELECT entry_id FROM fresh)
        GROUP BY entry_id HAVING sum(amount) <> 0 OR count(*) < 2
    ) THEN
        RAISE EXCEPTION 'debits and credits of an entry differ' USING ERRCODE = '23514', CONSTRAINT = 'ck_posting_balance';
    END IF;
    RETURN NULL;
END $$;;
CREATE TRIGGER posting_balance AFTER INSERT ON posting
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION refuse_unbalanced_postings();;
CREATE FUNCTION refuse_empty_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM posting WHERE entry_id = NEW.id) THEN
        RAISE EXCEPTION 'an entry has postings' USING ERRCODE = '23514', CONSTRAINT = 'ck_journal_entry_postings';
    END IF;
    RETURN NULL;
END $$;;
CREATE CONSTRAINT TRIGGER journal_entry_postings AFTER INSERT ON journal_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_empty_entry()
"""

SEED = "INSERT INTO fund (id, net, liability) VALUES (1, 0, 0)"


def upgrade() -> None:
    """Tables, the ledger's guards, the one row of the fund."""
    create_plumbing()
    for statement in (TABLES + ";;" + BALANCE).split(";;"):
        op.execute(statement)
    for table in NEVER_CHANGED:
        make_append_only(table)
    op.execute(SEED)


def downgrade() -> None:
    """Everything goes, the newest first."""
    op.execute("DROP TABLE allocation, repayment, instalment, arrears_spell, posting, loan, guarantee, decision, counter_guarantee, loan_application, journal_entry, fund_account, contribution, fund, certificate, bank, applicant")
    op.execute("DROP FUNCTION refuse_unbalanced_postings(), refuse_empty_entry()")
    op.execute("DROP SEQUENCE letter_number")
    drop_plumbing()

