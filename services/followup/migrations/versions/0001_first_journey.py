"""Businesses, visits, facts of all services, and the read model that they add up to."""

from collections.abc import Iterator
from pathlib import Path

from alembic import op

from kit.migrations import create_plumbing, drop_plumbing, make_append_only

revision = "0001"
down_revision = None

FOLDER = Path(__file__).parent
TABLES = ("visit_record", "visit", "business_owner", "participant_progress", "fact", "business_progress", "business")

NOW = {
    "suffix": "of",
    "arguments": "ids text[]",
    "businesses": "business_progress",
    "known": "{key} = ANY (ids) AND NOT EXISTS ("
    "SELECT FROM fact later WHERE later.series = f.series AND later.version > f.version)",
    "happened": "true",
}
"""The read model: everything known, of some people or businesses only."""

AS_OF = {
    "suffix": "as_of",
    "arguments": "as_of date, known_at timestamptz",
    "businesses": "business_progress_as_of(as_of, known_at)",
    "known": "{key} IS NOT NULL AND (known_at IS NULL OR f.recorded_at <= known_at) AND NOT EXISTS ("
    "SELECT FROM fact later WHERE later.series = f.series AND later.version > f.version "
    "AND (known_at IS NULL OR later.recorded_at <= known_at))",
    "happened": "(as_of IS NULL OR f.happened_on <= as_of)",
}
"""Everyone, on a past day, by what was known at a past moment; what was known supersedes, whatever its day."""


def upgrade() -> None:
    create_plumbing()
    for statement in statements("tables_0001.sql"):
        op.execute(statement)
    measures = list(statements("measures_0001.sql"))
    for reading in (NOW, AS_OF):
        for statement in measures:
            op.execute(filled(statement, reading))
    for statement in statements("apply_facts_0001.sql"):
        op.execute(statement)
    make_append_only("fact")
    make_append_only("visit_record")


def downgrade() -> None:
    for reading in (NOW, AS_OF):
        op.execute(f"DROP FUNCTION participant_progress_{reading['suffix']}")
        op.execute(f"DROP FUNCTION business_progress_{reading['suffix']}")
    op.execute(f"DROP TABLE {', '.join(TABLES)}")
    op.execute("DROP FUNCTION apply_added_facts")
    drop_plumbing()


def statements(name: str) -> Iterator[str]:
    text = (FOLDER / name).read_text()
    return (part for part in text.split(";;") if part.strip())


def filled(statement: str, reading: dict[str, str]) -> str:
    for key in ("f.business_id", "f.applicant_id"):
        statement = statement.replace(f"<<{key} known>>", reading["known"].format(key=key))
    statement = statement.replace("<<f happened>>", reading["happened"])
    for name in ("suffix", "arguments", "businesses"):
        statement = statement.replace(f"<<{name}>>", reading[name])
    return statement
