"""What every verb works with beside the transaction: rules, areas, and the key to people's data."""

from dataclasses import dataclass

from kit.marks import Marks
from kit.private import PrivateData

from applicants.domain.areas import AreaTree
from applicants.policy import RulesAsOf


@dataclass(frozen=True, slots=True)
class Office:
    """The programme's rules by day, its areas, and the cipher of identity and phone numbers."""

    rules_as_of: RulesAsOf
    areas: AreaTree
    private: PrivateData
    marks: Marks
    """One-way marks of names, which training compares with those in a sheet."""
