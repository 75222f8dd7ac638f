"""What is owed and guaranteed follows what loans tell of their balance."""

from collections.abc import Iterator
from pathlib import Path
from runpy import run_path

from alembic import op

revision = "0002"
down_revision = "0001"

FOLDER = Path(__file__).parent
FIRST = run_path(str(FOLDER / "0001_first_journey.py"))
"""How the text of a measure becomes the function of today and the one of any day."""


def upgrade() -> None:
    """Put the new measure in the place of the old."""
    _replace(FIRST["statements"]("measures_0002.sql"))


def downgrade() -> None:
    """Put the old one back."""
    _replace(text for text in FIRST["statements"]("measures_0001.sql") if "participant_progress_" in text)


def _replace(measures: Iterator[str]) -> None:
    for measure in measures:
        for reading in (FIRST["NOW"], FIRST["AS_OF"]):
            statement = FIRST["filled"](measure, reading)
            op.execute(statement.replace("CREATE FUNCTION participant", "CREATE OR REPLACE FUNCTION participant"))
