"""What follow-up's lists and records look like."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import RowMapping


class BusinessItem(BaseModel):
    """A business in a list. ``closed_on`` is provisional: a later operating visit reopens."""

    id: str
    owners: list[str]
    name: str
    licence_number: str
    registered_on: date
    sector: str
    area: str
    address: str
    form: str
    licence_seen_on: date
    state: str
    survives_after: date
    closed_on: date | None
    survival_confirmed_on: date | None = Field(description="When survival was first confirmed and published.")
    jobs: int | None = Field(description="People other than the owners at the last verified visit, once surviving.")
    version: int

    @classmethod
    def of(cls, row: RowMapping) -> "BusinessItem":
        """From a row of ``store.queries.businesses``."""
        return cls(**_business(row))


class VisitItem(BaseModel):
    """A visit in the work list."""

    id: str
    business_id: str
    kind: str
    state: str
    due_from: date | None
    due_by: date | None
    overdue: bool
    area: str
    business_name: str
    business_address: str
    business_registered_on: date
    business_state: str
    version: int

    @classmethod
    def of(cls, row: RowMapping, today: date) -> "VisitItem":
        """From a row of ``store.queries.visits``; ``today`` decides what is overdue."""
        return cls(
            id=row["id"],
            business_id=row["business_id"],
            kind=row["kind"],
            state=row["state"],
            due_from=row["due_from"],
            due_by=row["due_by"],
            overdue=row["state"] == "planned" and row["due_by"] is not None and row["due_by"] < today,
            area=row["area"],
            business_name=row["name"],
            business_address=row["address"],
            business_registered_on=row["registered_on"],
            business_state=row["standing"],
            version=row["version"],
        )


class RecordView(BaseModel):
    """One record of a visit; ``in_force`` until a later record of the same visit supersedes it."""

    model_config = ConfigDict(extra="ignore")

    id: str
    version: int
    in_force: bool
    visited_on: date
    outcome: str
    closed_on: date | None
    reason: str | None
    people: dict[str, int] | None
    turnover: Decimal | None
    costs: Decimal | None
    owner_income: Decimal | None
    problems: str | None
    evidence: list[str]
    recorded_at: datetime
    recorded_by: str
    policy_version: str


class VisitView(BaseModel):
    """A visit with all its records, oldest first."""

    id: str
    kind: str
    state: str
    due_from: date | None
    due_by: date | None
    version: int
    records: list[RecordView]


class BusinessView(BusinessItem):
    """A business with its visits."""

    policy_version: str
    recorded_at: datetime
    visits: list[VisitView]

    @classmethod
    def whole(cls, row: RowMapping, visits: Sequence[RowMapping], records: Sequence[RowMapping]) -> "BusinessView":
        """From the rows of the business, its visits and their records."""
        return cls(
            **_business(row),
            policy_version=row["policy_version"],
            recorded_at=row["recorded_at"],
            visits=[_visit(visit, [r for r in records if r["visit_id"] == visit["id"]]) for visit in visits],
        )


class BusinessPage(BaseModel):
    """A page of businesses."""

    items: list[BusinessItem]
    next: str | None


class VisitPage(BaseModel):
    """A page of visits."""

    items: list[VisitItem]
    next: str | None


def _business(row: RowMapping) -> dict[str, Any]:
    return {
        **{name: row[name] for name in BusinessItem.model_fields if name in row},
        "owners": sorted(row["owners"] or []),
        "survival_confirmed_on": row["survival_said"],
        "jobs": row["jobs_workers"],
    }


def _visit(visit: RowMapping, records: Sequence[RowMapping]) -> VisitView:
    latest = max((record["version"] for record in records), default=0)
    return VisitView(
        id=visit["id"],
        kind=visit["kind"],
        state=visit["state"],
        due_from=visit["due_from"],
        due_by=visit["due_by"],
        version=visit["version"],
        records=[RecordView(**record, in_force=record["version"] == latest) for record in records],
    )
