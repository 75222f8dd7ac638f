"""Events: CloudEvents 1.0, named ``qibu.<service>.<noun>.<past-tense>.v<n>``.

The publisher owns the schema (:class:`Published`); a consumer declares only the fields that it
reads (:class:`Consumed`). ``subject`` is the id of the thing that it happened to; order is kept
per subject.
"""

import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

LANES = 8
"""Events are spread over this many lanes by a checksum of their subject; order is kept within a lane."""


class Published(BaseModel):
    """Data of an event that this service publishes; subclasses set the class variables."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    event: ClassVar[str]
    version: ClassVar[int] = 1
    subject_field: ClassVar[str]
    example: ClassVar[dict[str, Any]]

    @classmethod
    def type_name(cls) -> str:
        """The CloudEvents type, for example ``qibu.credit.loan.disbursed.v1``."""
        return type_name(cls.event, cls.version)

    @property
    def subject(self) -> str:
        """The id of the thing that it happened to."""
        return str(getattr(self, self.subject_field))


class Consumed(BaseModel):
    """The fields of an event that this service reads; others are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    event: ClassVar[str]
    version: ClassVar[int] = 1

    @classmethod
    def type_name(cls) -> str:
        """The CloudEvents type, for example ``qibu.credit.loan.disbursed.v1``."""
        return type_name(cls.event, cls.version)


Data = TypeVar("Data", bound=Consumed)


@dataclass(frozen=True, slots=True)
class Received(Generic[Data]):
    """An event as a handler gets it. ``recorded_at`` is when its publisher learnt of it."""

    id: str
    type: str
    subject: str
    recorded_at: datetime
    data: Data
    traceparent: str = ""


class CloudEvent(BaseModel):
    """The envelope, structured mode, as it travels."""

    specversion: str = "1.0"
    id: str
    source: str
    type: str
    subject: str
    time: datetime
    datacontenttype: str = "application/json"
    traceparent: str = ""
    data: dict[str, Any]


def type_name(event: str, version: int = 1) -> str:
    """``credit.loan.disbursed`` → ``qibu.credit.loan.disbursed.v1``."""
    return f"qibu.{event}.v{version}"


def lane_of(subject: str) -> int:
    """The lane, 0 to LANES - 1, in which all events of ``subject`` travel."""
    return zlib.crc32(subject.encode()) % LANES


def bus_subject(type_: str, lane: int) -> str:
    """The subject on the bus: the event's type, then its lane."""
    return f"{type_}.l{lane}"
