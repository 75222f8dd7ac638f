"""What the public register answers. No names but those of institutions and their trainers."""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from training.api.views import View
from training.domain.institution import InstitutionState
from training.domain.packages import Package
from training.domain.trainer import Level


class PackageOffered(BaseModel):
    """A package that the institution's trainers may teach today, and how many of them."""

    package: Package
    trainers: int


class RateShown(View):
    """``part`` of ``whole`` people; all null where too few are behind it."""

    part: int | None
    whole: int | None
    share: Decimal | None


class ResultsShown(View):
    """Results of one package.

    Who passed of those enrolled (drop-outs included), who started a business of those whose time to do so has
    passed, who survived six months of those whose check is due.
    """

    package: Package
    passed: RateShown
    started: RateShown
    survived: RateShown


class RegisteredInstitution(BaseModel):
    """An institution that is or was certified; ``state`` is how it stands today."""

    id: str
    name: str
    area: str
    address: str | None
    state: InstitutionState
    certified_from: date
    certified_to: date
    suspended_from: date | None
    suspended_to: date | None
    revoked_on: date | None
    packages: list[PackageOffered]
    results: list[ResultsShown]


class RegisterPage(BaseModel):
    """A page of the register, as of a day; rates need ``minimum_volume`` people."""

    as_of: date
    minimum_volume: int
    items: list[RegisteredInstitution]
    next: str | None


class TrainerShown(BaseModel):
    """A trainer who may teach today."""

    name: str
    packages: list[Package]
    level: Level


class OpenClass(BaseModel):
    """A class that takes learners; with no free seats one may ask the institution for its waiting list."""

    id: str
    number: str
    institution_id: str
    institution_name: str
    area: str
    package: Package
    starts_on: date
    ends_on: date
    hours: Decimal
    venue: str
    fee: Decimal
    capacity: int
    free_seats: int


class OpenClassPage(BaseModel):
    """A page of classes that take learners, the soonest first."""

    as_of: date
    items: list[OpenClass]
    next: str | None


class RegisterEntry(RegisteredInstitution):
    """An institution with its trainers and the classes that take learners."""

    as_of: date
    minimum_volume: int
    trainers: list[TrainerShown]
    classes: list[OpenClass]
