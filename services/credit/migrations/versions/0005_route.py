"""Appraisals, revisions and approvals on the route of an application."""

from alembic import op
from kit.migrations import make_append_only

revision = "0005"
down_revision = "0004"

UP = """
ALTER TABLE loan_application
    ADD COLUMN revision INTEGER NOT NULL DEFAULT 1,
    ADD COLUMN securities_from INTEGER NOT NULL DEFAULT 1,
    ADD COLUMN approved_by JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN waiting_since DATE,
    ADD COLUMN decide_by DATE,
    ADD COLUMN disburse_by DATE,
    ADD COLUMN hands JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN township VARCHAR(40) GENERATED ALWAYS AS ("left"(area::text, 9)) STORED NOT NULL;;
UPDATE loan_application SET
    waiting_since = greatest(applied_on, recommended_on, reviewed_on, committed_on, decided_on, ended_on),
    decide_by = committed_on + 21,
    disburse_by = CASE WHEN state IN ('approved', 'disbursed') THEN decided_on + 120 END,
    approved_by = CASE WHEN committed_by = '' THEN '[]' ELSE jsonb_build_array(committed_by) END,
    hands = (
        SELECT jsonb_agg(jsonb_build_object('step', step, 'person', person, 'revision', 1) ORDER BY place)
        FROM (
            SELECT 1 AS place, 'application' AS step, applied_by AS person
            UNION ALL SELECT 2, 'recommendation', recommended_by
            UNION ALL SELECT 3, 'review', jsonb_array_elements_text(reviewed_by)
            UNION ALL SELECT 4, 'guarantee', committed_by
            UNION ALL SELECT 5, 'decision', decided_by
        ) AS step WHERE person <> ''
    );;
ALTER TABLE loan_application
    ALTER COLUMN waiting_since SET NOT NULL,
    ALTER COLUMN revision DROP DEFAULT,
    ALTER COLUMN securities_from DROP DEFAULT,
    ALTER COLUMN approved_by DROP DEFAULT,
    ALTER COLUMN hands DROP DEFAULT;;
CREATE INDEX ix_loan_application_waiting ON loan_application (state, waiting_since, id);;
CREATE INDEX ix_loan_application_trade ON loan_application (sector, township, id);;
ALTER TABLE decision ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;;
ALTER TABLE decision ALTER COLUMN revision DROP DEFAULT;;
CREATE TABLE application_version (
    application_id VARCHAR(36) NOT NULL,
    revision INTEGER NOT NULL,
    amount NUMERIC(16, 2) NOT NULL,
    term_months INTEGER NOT NULL,
    sector VARCHAR(40) NOT NULL,
    purpose VARCHAR NOT NULL,
    plan JSONB NOT NULL,
    securities_from INTEGER NOT NULL,
    made_by VARCHAR NOT NULL,
    replaced_on DATE NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_application_version PRIMARY KEY (application_id, revision),
    CONSTRAINT fk_application_version_application_id FOREIGN KEY(application_id) REFERENCES loan_application (id)
);;
CREATE TABLE appraisal (
    id VARCHAR(36) NOT NULL,
    application_id VARCHAR(36) NOT NULL,
    revision INTEGER NOT NULL,
    stage VARCHAR(40) NOT NULL,
    as_of DATE NOT NULL,
    recommendation VARCHAR(40) NOT NULL,
    figures JSONB NOT NULL,
    findings JSONB NOT NULL,
    policy_version VARCHAR NOT NULL,
    taken_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_appraisal PRIMARY KEY (id),
    CONSTRAINT fk_appraisal_application_id FOREIGN KEY(application_id) REFERENCES loan_application (id)
);;
CREATE INDEX ix_appraisal_application ON appraisal (application_id, id);;
CREATE TABLE letter (
    id VARCHAR(36) NOT NULL,
    application_id VARCHAR(36) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    number VARCHAR(40) NOT NULL,
    code VARCHAR(40) NOT NULL,
    issued_on DATE NOT NULL,
    facts JSONB NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_letter PRIMARY KEY (id),
    CONSTRAINT uq_letter_number UNIQUE (number),
    CONSTRAINT uq_letter_code UNIQUE (code),
    CONSTRAINT fk_letter_application_id FOREIGN KEY(application_id) REFERENCES loan_application (id)
);;
CREATE INDEX ix_letter_application ON letter (application_id, id);;
CREATE SEQUENCE decision_letter_number
"""

DOWN = """
DROP TABLE letter, appraisal, application_version;;
DROP SEQUENCE decision_letter_number;;
ALTER TABLE decision DROP COLUMN revision;;
DROP INDEX ix_loan_application_waiting;;
DROP INDEX ix_loan_application_trade;;
ALTER TABLE loan_application DROP COLUMN township, DROP COLUMN revision, DROP COLUMN securities_from, DROP COLUMN approved_by,
    DROP COLUMN waiting_since, DROP COLUMN decide_by, DROP COLUMN disburse_by, DROP COLUMN hands
"""


def upgrade() -> None:
    """Deadlines of older records are those of the rules of their time: 21 days to decide, 120 to pay out."""
    for statement in UP.split(";;"):
        op.execute(statement)
    for table in ("application_version", "appraisal", "letter"):
        make_append_only(table)


def downgrade() -> None:
    """Everything goes; an application that was sent back counts as applied for again."""
    op.execute("UPDATE loan_application SET state = 'applied' WHERE state = 'revision_requested'")
    for statement in DOWN.split(";;"):
        op.execute(statement)
