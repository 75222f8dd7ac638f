"""The four SIYB packages and the milestones that are paid for."""

from enum import StrEnum


class Package(StrEnum):
    """Generate, Start, Improve and Expand Your Business."""

    GYB = "GYB"
    SYB = "SYB"
    IYB = "IYB"
    EYB = "EYB"


class Milestone(StrEnum):
    """A result that is paid for: certificate, timely start of a business, its survival."""

    M1 = "M1"
    M2 = "M2"
    M3 = "M3"
