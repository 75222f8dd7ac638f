"""Training: agreements with prices, samples, verification."""

from alembic import op
from kit.migrations import make_append_only

revision = "0007"
down_revision = "0006"

TABLES = """
ALTER TABLE agreement ADD COLUMN clawed_back NUMERIC(16, 2) NOT NULL DEFAULT 0;;
ALTER TABLE agreement ADD COLUMN ended_on DATE;;
ALTER TABLE agreement ADD COLUMN ended_by VARCHAR;;
ALTER TABLE agreement ADD COLUMN end_reason VARCHAR;;
ALTER TABLE agreement DROP CONSTRAINT ck_agreement_within_budget;;
ALTER TABLE agreement ADD CONSTRAINT ck_agreement_within_budget CHECK (
    reserved >= 0 AND clawed_back >= 0 AND clawed_back <= paid AND reserved + paid - clawed_back <= budget
);;
CREATE TABLE agreement_version (
    agreement_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    effective_from DATE NOT NULL,
    valid_to DATE NOT NULL,
    budget NUMERIC(16, 2) NOT NULL,
    prices JSONB NOT NULL,
    reason VARCHAR NOT NULL,
    state VARCHAR(40) NOT NULL,
    proposed_by VARCHAR NOT NULL,
    proposed_on DATE NOT NULL,
    decided_by VARCHAR,
    decided_on DATE,
    decision_reason VARCHAR,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_agreement_version PRIMARY KEY (agreement_id, number),
    CONSTRAINT ck_agreement_version_two_people CHECK (number = 1 OR decided_by <> proposed_by),
    CONSTRAINT fk_agreement_version_agreement_id FOREIGN KEY(agreement_id) REFERENCES agreement (id)
);;
INSERT INTO agreement_version (agreement_id, number, effective_from, valid_to, budget, prices, reason, state,
    proposed_by, proposed_on, recorded_at)
SELECT id, 1, valid_from, valid_to, budget, '[]', 'as made', 'approved', recorded_by, valid_from, recorded_at
FROM agreement;;
CREATE TABLE claims_suspension (
    id VARCHAR(36) NOT NULL,
    institution_id VARCHAR(36) NOT NULL,
    claim_id VARCHAR(36),
    suspended_on DATE NOT NULL,
    reason VARCHAR NOT NULL,
    suspended_by VARCHAR NOT NULL,
    lifted_on DATE,
    lifted_by VARCHAR,
    lift_reason VARCHAR,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_claims_suspension PRIMARY KEY (id),
    CONSTRAINT fk_claims_suspension_institution_id FOREIGN KEY(institution_id) REFERENCES institution (id)
);;
CREATE UNIQUE INDEX uq_claims_suspension_open ON claims_suspension (institution_id) WHERE lifted_on IS NULL;;
ALTER TABLE claim ADD COLUMN content_hash VARCHAR(64) NOT NULL DEFAULT '';;
ALTER TABLE claim ADD COLUMN drawn_on DATE;;
ALTER TABLE claim ADD COLUMN withdrawn_on DATE;;
ALTER TABLE claim ADD COLUMN decision VARCHAR(40);;
ALTER TABLE claim ADD COLUMN decision_reason VARCHAR;;
ALTER TABLE claim ADD COLUMN decided_on DATE;;
ALTER TABLE claim ADD COLUMN decided_by VARCHAR;;
ALTER TABLE claim ADD COLUMN first_approved_on DATE;;
ALTER TABLE claim ADD COLUMN first_approved_by VARCHAR;;
ALTER TABLE claim ADD COLUMN first_approved_role VARCHAR(40);;
ALTER TABLE claim ADD COLUMN approved_role VARCHAR(40);;
ALTER TABLE claim_line ADD COLUMN facts JSONB;;
ALTER TABLE claim_line ADD COLUMN price_source VARCHAR(40) NOT NULL DEFAULT 'policy';;
ALTER TABLE claim_line ADD COLUMN price_en VARCHAR NOT NULL DEFAULT '';;
ALTER TABLE claim_line ADD COLUMN price_zh VARCHAR NOT NULL DEFAULT '';;
ALTER TABLE claim_line ADD COLUMN reason_zh VARCHAR;;
ALTER TABLE claim_line ADD COLUMN part VARCHAR(40);;
ALTER TABLE claim_line ADD COLUMN finding VARCHAR(40);;
DROP INDEX uq_claim_line_milestone;;
CREATE UNIQUE INDEX uq_claim_line_milestone ON claim_line (milestone_id) WHERE state NOT IN ('refuted', 'withdrawn');;
CREATE TABLE claim_sample (
    claim_id VARCHAR(36) NOT NULL,
    drawn_on DATE NOT NULL,
    drawn_by VARCHAR NOT NULL,
    content_hash VARCHAR(64) NOT NULL,
    beacon VARCHAR(64) NOT NULL,
    seed VARCHAR(64) NOT NULL,
    false_share NUMERIC(5, 4) NOT NULL,
    confidence NUMERIC(5, 4) NOT NULL,
    eligible INTEGER[] NOT NULL,
    random INTEGER[] NOT NULL,
    topup INTEGER[] NOT NULL,
    policy_version VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_claim_sample PRIMARY KEY (claim_id),
    CONSTRAINT fk_claim_sample_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id)
);;
CREATE TABLE verification_task (
    id VARCHAR(36) NOT NULL,
    claim_id VARCHAR(36) NOT NULL,
    line INTEGER NOT NULL,
    institution_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    applicant_id VARCHAR(36) NOT NULL,
    milestone VARCHAR(40) NOT NULL,
    package VARCHAR(40) NOT NULL,
    part VARCHAR(40) NOT NULL,
    due_on DATE NOT NULL,
    state VARCHAR(40) NOT NULL,
    verifier VARCHAR,
    outcome VARCHAR(40),
    version INTEGER NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_verification_task PRIMARY KEY (id),
    CONSTRAINT uq_verification_task_line UNIQUE (claim_id, line),
    CONSTRAINT fk_verification_task_claim_id FOREIGN KEY(claim_id) REFERENCES claim (id)
);;
CREATE INDEX ix_verification_task_area ON verification_task (area, state, id);;
CREATE TABLE verification_finding (
    task_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    found_on DATE NOT NULL,
    kind VARCHAR(40) NOT NULL,
    answers JSONB,
    evidence VARCHAR NOT NULL,
    verdict VARCHAR(40) NOT NULL,
    why VARCHAR NOT NULL,
    why_zh VARCHAR NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_verification_finding PRIMARY KEY (task_id, number),
    CONSTRAINT fk_verification_finding_task_id FOREIGN KEY(task_id) REFERENCES verification_task (id)
);;
CREATE FUNCTION refuse_change_of_locked_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR
        (NEW.claim_id, NEW.line, NEW.milestone_id, NEW.milestone, NEW.package, NEW.applicant_id, NEW.amount,
         NEW.facts, NEW.checks, NEW.price_source, NEW.price_en, NEW.price_zh)
        IS DISTINCT FROM
        (OLD.claim_id, OLD.line, OLD.milestone_id, OLD.milestone, OLD.package, OLD.applicant_id, OLD.amount,
         OLD.facts, OLD.checks, OLD.price_source, OLD.price_en, OLD.price_zh)
    THEN
        RAISE EXCEPTION 'a locked claim line is never changed';
    END IF;
    RETURN NEW;
END $$;;
CREATE TRIGGER claim_line_locked BEFORE UPDATE OR DELETE ON claim_line
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_locked_line();;
CREATE FUNCTION refuse_change_of_content_hash() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR
        (NEW.content_hash, NEW.institution_id, NEW.agreement_id, NEW.claimed_on, NEW.lodged_by, NEW.claimed_amount)
        IS DISTINCT FROM
        (OLD.content_hash, OLD.institution_id, OLD.agreement_id, OLD.claimed_on, OLD.lodged_by, OLD.claimed_amount)
    THEN
        RAISE EXCEPTION 'a locked claim is never changed';
    END IF;
    RETURN NEW;
END $$;;
CREATE TRIGGER claim_locked BEFORE UPDATE OR DELETE ON claim
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_content_hash()
"""

UNDONE = """
DROP TRIGGER claim_locked ON claim;;
DROP FUNCTION refuse_change_of_content_hash();;
DROP TRIGGER claim_line_locked ON claim_line;;
DROP FUNCTION refuse_change_of_locked_line();;
DROP TABLE verification_finding;;
DROP TABLE verification_task;;
DROP TABLE claim_sample;;
DROP INDEX uq_claim_line_milestone;;
DELETE FROM claim_line WHERE state = 'withdrawn';;
CREATE UNIQUE INDEX uq_claim_line_milestone ON claim_line (milestone_id) WHERE state <> 'refuted';;
ALTER TABLE claim_line DROP COLUMN facts, DROP COLUMN price_source, DROP COLUMN price_en, DROP COLUMN price_zh,
    DROP COLUMN reason_zh, DROP COLUMN part, DROP COLUMN finding;;
ALTER TABLE claim DROP COLUMN content_hash, DROP COLUMN drawn_on, DROP COLUMN withdrawn_on, DROP COLUMN decision,
    DROP COLUMN decision_reason, DROP COLUMN decided_on, DROP COLUMN decided_by, DROP COLUMN first_approved_on,
    DROP COLUMN first_approved_by, DROP COLUMN first_approved_role, DROP COLUMN approved_role;;
DROP TABLE claims_suspension;;
DROP TABLE agreement_version;;
ALTER TABLE agreement DROP CONSTRAINT ck_agreement_within_budget;;
ALTER TABLE agreement DROP COLUMN clawed_back, DROP COLUMN ended_on, DROP COLUMN ended_by, DROP COLUMN end_reason;;
ALTER TABLE agreement ADD CONSTRAINT ck_agreement_within_budget
    CHECK (reserved >= 0 AND paid >= 0 AND reserved + paid <= budget)
"""

APPEND_ONLY = ("claim_sample", "verification_finding")


def upgrade() -> None:
    """Up."""
    for statement in TABLES.split(";;"):
        op.execute(statement)
    for table in APPEND_ONLY:
        make_append_only(table)


def downgrade() -> None:
    """Down."""
    for statement in UNDONE.split(";;"):
        op.execute(statement)
