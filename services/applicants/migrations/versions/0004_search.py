"""Searching: readings of names in pinyin, and numbers of certificates."""

import sqlalchemy as sa
from alembic import op
from applicants.store.name_readings import rows_of

revision = "0004"
down_revision = "0003"

TABLES = """
CREATE TABLE name_reading (
    applicant_id VARCHAR(36) NOT NULL,
    reading TEXT COLLATE "C" NOT NULL,
    CONSTRAINT pk_name_reading PRIMARY KEY (applicant_id, reading),
    CONSTRAINT fk_name_reading_applicant_id FOREIGN KEY(applicant_id) REFERENCES applicant (id)
);;
CREATE INDEX ix_name_reading ON name_reading (reading, applicant_id);;
CREATE TABLE known_certificate (
    number VARCHAR NOT NULL,
    applicant_id VARCHAR(36) NOT NULL,
    CONSTRAINT pk_known_certificate PRIMARY KEY (number),
    CONSTRAINT fk_known_certificate_applicant_id FOREIGN KEY(applicant_id) REFERENCES applicant (id)
)
"""


def upgrade() -> None:
    """Up; names there are get their readings."""
    for statement in TABLES.split(";;"):
        op.execute(statement)
    connection = op.get_bind()
    known = connection.execute(sa.text("SELECT id, name FROM applicant")).all()
    rows = rows_of((row.id, row.name) for row in known)
    if rows:
        connection.execute(
            sa.text("INSERT INTO name_reading (applicant_id, reading) VALUES (:applicant_id, :reading)"), rows
        )


def downgrade() -> None:
    """Down."""
    op.execute("DROP TABLE known_certificate")
    op.execute("DROP TABLE name_reading")
