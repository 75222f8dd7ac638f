"""The documents behind a counter-guarantee: seen by one person, verified or rejected by another."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kit.refusal import IllegalTransition, SamePerson

from credit.domain.errors.securities import DocumentsMissing
from credit.domain.verdicts import Limit


class Evidence(StrEnum):
    """How far the documents of a counter-guarantee have come; only verified ones count at commitment."""

    MISSING = "missing"
    SEEN = "seen"
    VERIFIED = "verified"
    REJECTED = "rejected"


@dataclass
class Papers:
    """The documents of one counter-guarantee; ``seen_by`` is an account id."""

    kind: str
    status: Evidence = Evidence.MISSING
    documents: tuple[str, ...] = ()
    seen_by: str = ""

    def see(self, documents: Sequence[str], by: str, required: Limit[tuple[str, ...]]) -> None:
        """Someone has the originals before them; those seen earlier stay.

        Raises DocumentsMissing when one that the kind requires is not among them, IllegalTransition once judged.
        """
        if self.status not in (Evidence.MISSING, Evidence.SEEN):
            raise IllegalTransition(noun="counter-guarantee", state=self.status.value, verb="documented")
        together = tuple(dict.fromkeys([*self.documents, *documents]))
        missing = [name for name in required.value if name not in together]
        if missing:
            raise DocumentsMissing(where="documents", kind=self.kind, missing=", ".join(missing))
        self.status, self.documents, self.seen_by = Evidence.SEEN, together, by

    def judge(self, by: str, *, genuine: bool) -> None:
        """Another person has checked them. Raises SamePerson, IllegalTransition."""
        if self.status is not Evidence.SEEN:
            raise IllegalTransition(noun="counter-guarantee", state=self.status.value, verb="verified")
        if by == self.seen_by:
            raise SamePerson(first="saw the documents", second="verifies them")
        self.status = Evidence.VERIFIED if genuine else Evidence.REJECTED
