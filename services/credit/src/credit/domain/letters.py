"""The letters that go out: the guarantee letter to the bank, the decision letter to the applicant.

A letter's facts are kept when it is issued and never recomputed; the same facts make the same letter.
It names the application and the applicant by number only: credit knows no names and no identity numbers.
"""

import hashlib
import json
from base64 import b32encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from kit.money import Money

Made = TypeVar("Made")


class LetterKind(StrEnum):
    """What a letter says."""

    GUARANTEE = "guarantee"
    DECISION = "decision"


class LetterOutcome(StrEnum):
    """What was decided."""

    GUARANTEED = "guaranteed"
    APPROVED = "approved"
    DECLINED = "declined"
    REJECTED = "rejected"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Security:
    """A counter-guarantee as a letter names it: its kind, full value and what it counts for."""

    kind: str
    value: Money
    counted: Money


@dataclass(frozen=True)
class Letter:
    """Everything a letter says; amounts in yuan.

    ``valid_until``: the last day on which the bank may act on it. ``verdicts``: stored facts of every rule.
    """

    kind: LetterKind
    outcome: LetterOutcome
    number: str
    application_id: str
    applicant_id: str
    bank_id: str
    bank_name: str
    issued_on: date
    amount: Money
    term_months: int
    revision: int
    policy_version: str
    guaranteed: Money | None = None
    coverage_percent: Decimal | None = None
    guarantee_number: str = ""
    valid_until: date | None = None
    reason: str = ""
    securities: tuple[Security, ...] = ()
    verdicts: tuple[Mapping[str, object], ...] = field(default=())

    def as_facts(self) -> dict[str, object]:
        """Plain values, as they are stored."""
        return {
            "kind": self.kind.value,
            "outcome": self.outcome.value,
            "number": self.number,
            "application_id": self.application_id,
            "applicant_id": self.applicant_id,
            "bank_id": self.bank_id,
            "bank_name": self.bank_name,
            "issued_on": self.issued_on.isoformat(),
            "amount": str(self.amount),
            "term_months": self.term_months,
            "revision": self.revision,
            "policy_version": self.policy_version,
            "guaranteed": None if self.guaranteed is None else str(self.guaranteed),
            "coverage_percent": None if self.coverage_percent is None else f"{self.coverage_percent.normalize():f}",
            "guarantee_number": self.guarantee_number,
            "valid_until": None if self.valid_until is None else self.valid_until.isoformat(),
            "reason": self.reason,
            "securities": [
                {"kind": item.kind, "value": str(item.value), "counted": str(item.counted)} for item in self.securities
            ],
            "verdicts": [dict(item) for item in self.verdicts],
        }

    @property
    def code(self) -> str:
        """The verification code: 80 bits of the digest of all that the letter says, in groups of four."""
        return code_of(self.as_facts())


def code_of(facts: Mapping[str, object]) -> str:
    """The verification code of a letter's facts."""
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    letters = b32encode(hashlib.sha256(text.encode()).digest()[:10]).decode()
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def letter_of(facts: Mapping[str, object]) -> Letter:
    """A letter from its stored facts."""
    given = {name: facts[name] for name in _PLAIN}
    securities: Sequence[Mapping[str, str]] = facts["securities"]  # type: ignore[assignment]  # stored by as_facts
    verdicts: Sequence[Mapping[str, object]] = facts["verdicts"]  # type: ignore[assignment]  # stored by as_facts
    return Letter(
        **given,  # type: ignore[arg-type]  # stored by as_facts
        kind=LetterKind(str(facts["kind"])),
        outcome=LetterOutcome(str(facts["outcome"])),
        issued_on=date.fromisoformat(str(facts["issued_on"])),
        amount=Money(str(facts["amount"])),
        guaranteed=_maybe(Money, facts["guaranteed"]),
        coverage_percent=_maybe(Decimal, facts["coverage_percent"]),
        valid_until=_maybe(date.fromisoformat, facts["valid_until"]),
        securities=tuple(Security(i["kind"], Money(i["value"]), Money(i["counted"])) for i in securities),
        verdicts=tuple(verdicts),
    )


_PLAIN = (
    "number",
    "application_id",
    "applicant_id",
    "bank_id",
    "bank_name",
    "term_months",
    "revision",
    "policy_version",
    "guarantee_number",
    "reason",
)


def _maybe(make: Callable[[str], Made], value: object) -> Made | None:
    return None if value is None else make(str(value))
