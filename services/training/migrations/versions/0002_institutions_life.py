"""Training: institutions and trainers: documents, suspension, licences."""

from alembic import op
from kit.migrations import make_append_only

revision = "0002"
down_revision = "0001"

TABLES = """
ALTER TABLE institution ADD COLUMN address VARCHAR;;
ALTER TABLE inspection
    ADD COLUMN score NUMERIC(5, 4),
    ADD COLUMN pass_score NUMERIC(5, 4),
    ADD COLUMN checklist JSONB,
    ADD COLUMN master_trainer_id VARCHAR(36),
    ADD COLUMN policy_version VARCHAR;;
ALTER TABLE certification
    ADD COLUMN renews INTEGER,
    ADD COLUMN policy_version VARCHAR;;
CREATE TABLE institution_document (
    institution_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    kind VARCHAR(40) NOT NULL,
    reference VARCHAR,
    issued_by VARCHAR,
    received_on DATE NOT NULL,
    valid_to DATE,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_institution_document PRIMARY KEY (institution_id, number),
    CONSTRAINT fk_institution_document_institution_id FOREIGN KEY(institution_id) REFERENCES institution (id)
);;
CREATE TABLE institution_measure (
    institution_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    measure VARCHAR(40) NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE,
    refers_to INTEGER,
    reason VARCHAR NOT NULL,
    decided_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_institution_measure PRIMARY KEY (institution_id, number),
    CONSTRAINT ck_institution_measure_refers CHECK ((measure = 'suspension') = (refers_to IS NULL)),
    CONSTRAINT fk_institution_measure_institution_id FOREIGN KEY(institution_id) REFERENCES institution (id)
);;
CREATE UNIQUE INDEX uq_institution_measure_refers
    ON institution_measure (institution_id, measure, refers_to) WHERE refers_to IS NOT NULL;;
CREATE TABLE institution_notice (
    institution_id VARCHAR(36) NOT NULL,
    certification INTEGER NOT NULL,
    days INTEGER NOT NULL,
    noticed_on DATE NOT NULL,
    noticed_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_institution_notice PRIMARY KEY (institution_id, certification, days),
    CONSTRAINT fk_institution_notice_institution_id FOREIGN KEY(institution_id) REFERENCES institution (id)
);;
ALTER TABLE trainer ALTER COLUMN institution_id DROP NOT NULL;;
ALTER TABLE licence
    ADD COLUMN licence_number VARCHAR(40),
    ADD COLUMN issued_by VARCHAR,
    ADD COLUMN renews INTEGER,
    ADD COLUMN courses_taught INTEGER,
    ADD COLUMN recorded_by VARCHAR;;
CREATE UNIQUE INDEX uq_licence_number ON licence (licence_number) WHERE licence_number IS NOT NULL;;
CREATE TABLE trainer_engagement (
    trainer_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    engaged_from DATE NOT NULL,
    institution_id VARCHAR(36),
    reason VARCHAR NOT NULL,
    recorded_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_trainer_engagement PRIMARY KEY (trainer_id, number),
    CONSTRAINT fk_trainer_engagement_trainer_id FOREIGN KEY(trainer_id) REFERENCES trainer (id),
    CONSTRAINT fk_trainer_engagement_institution_id FOREIGN KEY(institution_id) REFERENCES institution (id)
);;
CREATE INDEX ix_trainer_engagement_institution ON trainer_engagement (institution_id);;
INSERT INTO trainer_engagement (trainer_id, number, engaged_from, institution_id, reason, recorded_by, recorded_at)
    SELECT t.id, 1, least(min(l.valid_from), t.recorded_at::date), t.institution_id, 'registered', 'migration',
        t.recorded_at
    FROM trainer t LEFT JOIN licence l ON l.trainer_id = t.id GROUP BY t.id;;
CREATE TABLE licence_measure (
    trainer_id VARCHAR(36) NOT NULL,
    number INTEGER NOT NULL,
    licence INTEGER NOT NULL,
    measure VARCHAR(40) NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE,
    refers_to INTEGER,
    reason VARCHAR NOT NULL,
    decided_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_licence_measure PRIMARY KEY (trainer_id, number),
    CONSTRAINT ck_licence_measure_refers CHECK ((measure = 'lifting') = (refers_to IS NOT NULL)),
    CONSTRAINT fk_licence_measure_trainer_id FOREIGN KEY(trainer_id) REFERENCES trainer (id)
);;
CREATE UNIQUE INDEX uq_licence_measure_refers ON licence_measure (trainer_id, refers_to) WHERE refers_to IS NOT NULL;;
CREATE UNIQUE INDEX uq_licence_measure_withdrawal
    ON licence_measure (trainer_id, licence) WHERE measure = 'withdrawal';;
CREATE TABLE licence_notice (
    trainer_id VARCHAR(36) NOT NULL,
    licence INTEGER NOT NULL,
    days INTEGER NOT NULL,
    noticed_on DATE NOT NULL,
    noticed_by VARCHAR NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_licence_notice PRIMARY KEY (trainer_id, licence, days),
    CONSTRAINT fk_licence_notice_trainer_id FOREIGN KEY(trainer_id) REFERENCES trainer (id)
)
"""

NEW = (
    "institution_document",
    "institution_measure",
    "institution_notice",
    "trainer_engagement",
    "licence_measure",
    "licence_notice",
)
APPEND_ONLY = (*NEW, "licence")

BACK = """
DROP TRIGGER licence_append_only ON licence;;
DROP INDEX uq_licence_number;;
ALTER TABLE licence
    DROP COLUMN licence_number, DROP COLUMN issued_by, DROP COLUMN renews, DROP COLUMN courses_taught,
    DROP COLUMN recorded_by;;
ALTER TABLE trainer ALTER COLUMN institution_id SET NOT NULL;;
ALTER TABLE certification DROP COLUMN renews, DROP COLUMN policy_version;;
ALTER TABLE inspection
    DROP COLUMN score, DROP COLUMN pass_score, DROP COLUMN checklist, DROP COLUMN master_trainer_id,
    DROP COLUMN policy_version;;
ALTER TABLE institution DROP COLUMN address
"""


def upgrade() -> None:
    """Up."""
    for statement in filter(str.strip, TABLES.split(";;")):
        op.execute(statement)
    for table in APPEND_ONLY:
        make_append_only(table)


def downgrade() -> None:
    """Down."""
    for table in reversed(NEW):
        op.execute(f"DROP TABLE {table}")
    for statement in BACK.split(";;"):
        op.execute(statement)
