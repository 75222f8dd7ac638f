"""Training: appeals against refuted lines and clawbacks."""

from alembic import op

revision = "0010"
down_revision = "0009"

TABLES = """
CREATE TABLE appeal (
    id VARCHAR(36) NOT NULL,
    institution_id VARCHAR(36) NOT NULL,
    area VARCHAR(40) NOT NULL,
    claim_id VARCHAR(36) NOT NULL,
    line INTEGER NOT NULL,
    clawback_id VARCHAR(36),
    grounds VARCHAR NOT NULL,
    lodged_on DATE NOT NULL,
    lodged_by VARCHAR NOT NULL,
    state VARCHAR(40) NOT NULL,
    decided_on DATE,
    decided_by VARCHAR,
    reason VARCHAR,
    version INTEGER NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_appeal PRIMARY KEY (id),
    CONSTRAINT fk_appeal_line FOREIGN KEY(claim_id, line) REFERENCES claim_line (claim_id, line),
    CONSTRAINT ck_appeal_two_people CHECK (decided_by <> lodged_by),
    CONSTRAINT uq_appeal_clawback UNIQUE (clawback_id),
    CONSTRAINT fk_appeal_institution_id FOREIGN KEY(institution_id) REFERENCES institution (id),
    CONSTRAINT fk_appeal_clawback_id FOREIGN KEY(clawback_id) REFERENCES clawback (id)
);;
CREATE INDEX ix_appeal_institution ON appeal (institution_id, id);;
CREATE UNIQUE INDEX uq_appeal_line ON appeal (claim_id, line) WHERE clawback_id IS NULL
"""


def upgrade() -> None:
    """Up."""
    for statement in TABLES.split(";;"):
        op.execute(statement)


def downgrade() -> None:
    """Down."""
    op.execute("DROP TABLE appeal")
