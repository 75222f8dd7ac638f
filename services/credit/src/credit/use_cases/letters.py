"""Letters go out with the step that they tell of; what they say is kept as it was that day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kit.database import Transaction

from credit.domain.applications import LoanApplication
from credit.domain.guarantees import Guarantee
from credit.domain.letters import Letter, LetterKind, LetterOutcome
from credit.domain.rules import Rules
from credit.store.letters import bank_names, decision_numbers, insert_letters, securities_of, verdicts_so_far


@dataclass(frozen=True)
class Told:
    """What a letter is to tell: which application, what was decided, by which day and rules."""

    application: LoanApplication
    outcome: LetterOutcome
    on: date
    rules: Rules
    reason: str = ""
    guarantee: Guarantee | None = None


async def issue_guarantee_letter(tx: Transaction, told: Told) -> None:
    """The letter to the bank, under the guarantee's own number."""
    guarantee = told.guarantee
    if guarantee is None:
        raise ValueError("a guarantee letter needs a guarantee")
    await _issue(tx, [told], LetterKind.GUARANTEE, [guarantee.letter_number])


async def issue_decision_letters(tx: Transaction, told: Sequence[Told]) -> None:
    """Letters to applicants, numbered in order; a few statements however many they are."""
    if told:
        serials = await decision_numbers(tx, len(told))
        numbers = [f"J{item.on.year}-{serial:06d}" for item, serial in zip(told, serials, strict=True)]
        await _issue(tx, told, LetterKind.DECISION, numbers)


async def _issue(tx: Transaction, told: Sequence[Told], kind: LetterKind, numbers: Sequence[str]) -> None:
    """The steps that were noted before are read back with their verdicts."""
    ids = [item.application.id for item in told]
    names = await bank_names(tx, {item.application.bank_id for item in told})
    verdicts, securities = await verdicts_so_far(tx, ids), await securities_of(tx, ids)
    letters = []
    for item, number in zip(told, numbers, strict=True):
        application, guarantee = item.application, item.guarantee
        letters.append(
            Letter(
                kind=kind,
                outcome=item.outcome,
                number=number,
                application_id=application.id,
                applicant_id=application.applicant_id,
                bank_id=application.bank_id,
                bank_name=names[application.bank_id],
                issued_on=item.on,
                amount=application.amount,
                term_months=application.term_months,
                revision=application.revision,
                policy_version=item.rules.version,
                guaranteed=None if guarantee is None else guarantee.amount,
                coverage_percent=None if guarantee is None else guarantee.coverage_percent,
                guarantee_number="" if guarantee is None else guarantee.letter_number,
                valid_until=_valid_until(item, kind),
                reason=item.reason,
                securities=securities.get(application.id, ()),
                verdicts=tuple(verdicts.get(application.id, ())),
            )
        )
    insert_letters(tx, letters)


def _valid_until(told: Told, kind: LetterKind) -> date | None:
    if kind is LetterKind.GUARANTEE:
        return told.application.decide_by
    return told.application.disburse_by if told.outcome is LetterOutcome.APPROVED else None
