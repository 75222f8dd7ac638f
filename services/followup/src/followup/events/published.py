"""Events that follow-up publishes."""

from datetime import date
from typing import Any, ClassVar

from kit.event import Published
from pydantic import ConfigDict, Field

BUSINESS = "0198c1de-7f3a-7c51-9d5e-2f1f6f1b7f10"
OWNER = "0198c1de-7f3a-7c51-9d5e-2f1f6f1b7f11"
VISIT = "0198c1de-7f3a-7c51-9d5e-2f1f6f1b7f12"


class OfBusiness(Published):
    """What every event about a business says."""

    subject_field: ClassVar[str] = "business_id"

    business_id: str


class BusinessRegistered(OfBusiness):
    """A participant's business has an official registration.

    Of its number only what a check needs: ``number_kind`` (``registration_15`` or ``unified_18``), whether its
    check character follows, and the division of the registering authority.
    """

    event: ClassVar[str] = "followup.business.registered"
    example: ClassVar[dict[str, Any]] = {
        "business_id": BUSINESS,
        "owners": [OWNER],
        "registered_on": "2007-11-12",
        "sector": "6710",
        "area": "500116107",
        "form": "individual",
        "number_valid": True,
        "number_kind": "registration_15",
        "authority": "500381",
        "licence_seen_on": "2007-11-20",
    }

    owners: list[str]
    registered_on: date
    sector: str
    area: str
    form: str | None = None
    number_valid: bool | None = None
    number_kind: str | None = None
    authority: str | None = None
    licence_seen_on: date | None = None


class BusinessShared(OfBusiness):
    """Other businesses at the same address, as of now: ids only, never the address. ``kind``: ``address``.

    The newest one of a business counts. Of very many only the first hundred are named; ``businesses`` counts
    all, this one among them.
    """

    event: ClassVar[str] = "followup.business.shared"
    example: ClassVar[dict[str, Any]] = {
        "business_id": BUSINESS,
        "kind": "address",
        "shared_with": ["0198c1de-7f3a-7c51-9d5e-2f1f6f1b7f13"],
        "businesses": 2,
    }

    kind: str
    shared_with: list[str]
    businesses: int


class VisitRecorded(OfBusiness):
    """What a visit found. A higher ``version`` of the same visit supersedes the lower ones.

    ``workers``: people working there other than the owners; null when they were not counted.
    """

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True, validate_by_alias=True)

    event: ClassVar[str] = "followup.visit.recorded"
    example: ClassVar[dict[str, Any]] = {
        "visit_id": VISIT,
        "business_id": BUSINESS,
        "owners": [OWNER],
        "visited_on": "2008-05-14",
        "outcome": "operating",
        "workers": 2,
        "version": 1,
    }

    visit_id: str
    owners: list[str]
    visited_on: date
    outcome: str
    workers: int | None
    record_version: int = Field(alias="version", description="1, 2 …; travels as `version`.")


class BusinessClosed(OfBusiness):
    """A visit verified that the business closed; provisional."""

    event: ClassVar[str] = "followup.business.closed"
    example: ClassVar[dict[str, Any]] = {"business_id": BUSINESS, "owners": [OWNER], "closed_on": "2008-02-20"}

    owners: list[str]
    closed_on: date


class BusinessReopened(OfBusiness):
    """A later visit found the business operating again, or its closing visit was corrected."""

    event: ClassVar[str] = "followup.business.reopened"
    example: ClassVar[dict[str, Any]] = {"business_id": BUSINESS, "owners": [OWNER], "reopened_on": "2008-04-02"}

    owners: list[str]
    reopened_on: date


class SurvivalConfirmed(OfBusiness):
    """The business was verified operating more than six months after its registration.

    Said once, and again only after it was withdrawn.
    """

    event: ClassVar[str] = "followup.survival.confirmed"
    example: ClassVar[dict[str, Any]] = {
        "business_id": BUSINESS,
        "owners": [OWNER],
        "confirmed_on": "2008-05-14",
        "registered_on": "2007-11-12",
    }

    owners: list[str]
    confirmed_on: date
    registered_on: date


class SurvivalWithdrawn(OfBusiness):
    """The visit that confirmed survival was corrected. A later visit may confirm it again."""

    event: ClassVar[str] = "followup.survival.withdrawn"
    example: ClassVar[dict[str, Any]] = {"business_id": BUSINESS, "owners": [OWNER], "withdrawn_on": "2008-06-02"}

    owners: list[str]
    withdrawn_on: date


class JobsConfirmed(OfBusiness):
    """People other than the owners working in a surviving business at the last verified visit."""

    event: ClassVar[str] = "followup.jobs.confirmed"
    example: ClassVar[dict[str, Any]] = {"business_id": BUSINESS, "workers": 2, "confirmed_on": "2008-05-14"}

    workers: int
    confirmed_on: date


PUBLISHED: tuple[type[Published], ...] = (
    BusinessRegistered,
    BusinessShared,
    VisitRecorded,
    BusinessClosed,
    BusinessReopened,
    SurvivalConfirmed,
    SurvivalWithdrawn,
    JobsConfirmed,
)
