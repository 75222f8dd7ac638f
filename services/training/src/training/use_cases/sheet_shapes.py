"""What is answered of uploaded sheets."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from training.domain.sheets.reading import SheetKind

CHECKED, FAULTY, COMMITTED = "checked", "faulty", "committed"


class SheetFaultShown(BaseModel):
    """One fault: where it stands in the file, which rule it breaks and where that rule comes from."""

    row: int
    column: str = Field(description="The column's header as the file has it; empty for the whole row or file.")
    rule: str = Field(description="Stable name for programs.")
    reference: str
    detail: str
    remedy: str


class ClassChange(BaseModel):
    """What the sheet changes in one class."""

    class_id: str
    class_number: str
    sessions: list[int] = Field(description="Sessions that get a new sheet.")
    corrected: list[int] = Field(description="Those of them that had one before.")
    grades: int
    enrolments: int


class SheetPreview(BaseModel):
    """An uploaded sheet: ``checked`` (may be committed), ``faulty`` or ``committed``.

    ``counts``: what would change or changed (`sheets_new`, `sheets_corrected`, `sheets_unchanged`, `grades_new`,
    `grades_again`, `grades_unchanged`, `enrolments_new`, `enrolments_free`, `enrolments_paying`,
    `enrolled_already`), and `names_unchecked`: names that the register has not told of yet.
    After a commit: whose outcome changed, and certified learners who would not pass by the hours as they are now.
    """

    id: str
    kind: SheetKind
    state: Literal["checked", "faulty", "committed"]
    recorded_on: date
    reason: str | None
    rows: int
    counts: dict[str, int]
    classes: list[ClassChange]
    error_count: int
    errors: list[SheetFaultShown] = Field(description="At most a thousand, by row.")
    outcomes_changed: list[str]
    certified_in_doubt: list[str]
    policy_version: str
    uploaded_by: str
    recorded_at: datetime
    committed_by: str | None
    committed_at: datetime | None
    version: int


def shown_import(row: Mapping[str, Any], language: str) -> SheetPreview:
    """An import as a person reads it."""
    changes = row["changes"]
    return SheetPreview(
        **{key: row[key] for key in SheetPreview.model_fields if key in row and key != "errors"},
        counts=changes["counts"],
        classes=[ClassChange(**change) for change in changes["classes"]],
        outcomes_changed=changes.get("outcomes_changed", []),
        certified_in_doubt=changes.get("certified_in_doubt", []),
        errors=[
            SheetFaultShown(
                row=fault["row"],
                column=fault["column"],
                rule=fault["rule"],
                reference=fault["reference"],
                detail=fault[f"detail_{language}"],
                remedy=fault[f"remedy_{language}"],
            )
            for fault in row["errors"]
        ],
    )
