"""Files that were merged are one person: what is told of either counts for the one that stays."""

from pathlib import Path
from runpy import run_path

from alembic import op

revision = "0004"
down_revision = "0003"

FOLDER = Path(__file__).parent
FIRST = run_path(str(FOLDER / "0001_first_journey.py"))
"""How the text of a measure becomes the function of today and the one of any day."""

ALL = "ids || ARRAY(SELECT applicant_id FROM merged_people(NULL) WHERE into_id = ANY (ids))"
NOW = {
    **FIRST["NOW"],
    "merged": "merged_people(NULL)",
    "person": f"f.applicant_id = ANY ({ALL}) AND coalesce(m.into_id, f.applicant_id) = ANY (ids)",
}
AS_OF = {**FIRST["AS_OF"], "merged": "merged_people(known_at)", "person": "f.applicant_id IS NOT NULL"}


def upgrade() -> None:
    """Up."""
    op.execute(
        "CREATE INDEX ix_fact_merged ON fact (applicant_id, recorded_at DESC, id DESC) "
        "WHERE kind = 'applicants.applicant.merged'"
    )
    for statement in FIRST["statements"]("merged_0004.sql"):
        op.execute(statement)
    for measure in FIRST["statements"]("measures_0004.sql"):
        for reading in (NOW, AS_OF):
            op.execute(filled(measure, reading))


def downgrade() -> None:
    """Down: the measures and the trigger as they were before."""
    for measure in FIRST["statements"]("measures_0002.sql"):
        for reading in (FIRST["NOW"], FIRST["AS_OF"]):
            op.execute(FIRST["filled"](measure, reading))
    for statement in FIRST["statements"]("apply_facts_0001.sql"):
        if "CREATE FUNCTION" in statement:
            op.execute(statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
    op.execute("DROP FUNCTION merged_people")
    op.execute("DROP INDEX ix_fact_merged")


def filled(statement: str, reading: dict[str, str]) -> str:
    """The measure's text for today or for any day."""
    statement = statement.replace("<<merged>>", reading["merged"]).replace("<<person>>", reading["person"])
    superseded = reading["known"].partition(" AND ")[2]
    return str(FIRST["filled"](statement.replace("<<in force>>", superseded), reading))
