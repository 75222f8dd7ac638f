import sqlalchemy as sa
from alembic import op
from kit.migrations import create_plumbing, drop_plumbing

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_plumbing()
    op.create_table(
        "note",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("word", sa.String(50), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("word", name="uq_note_word"),
    )
    op.create_table(
        "tally", sa.Column("subject", sa.String(50), primary_key=True), sa.Column("words", sa.String, nullable=False)
    )


def downgrade() -> None:
    op.drop_table("tally")
    op.drop_table("note")
    drop_plumbing()
