"""Letters go out with the step that they tell of; what they say is kept as it was that day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kit.database import Transaction

from credit.domain.applications import LoanApplication
from credit.domain.guarantees import Guarantee
from credit.domain.letters import Letter, LetterKind, LetterOutcome, Security
from credit.domain.rules import Rules
from credit.domain.verdicts import Verdict
from credit.store.letters import bank_names, decision_numbers, insert_letters, securities_of, verdicts_so_far


@dataclass(frozen=True)
class Told:
    """What a letter is to tell: which application, what was decided, by which day and rules.

    ``verdicts``: those of the step itself when it has not been noted yet.
    """

    application: LoanApplication
    outcome: LetterOutcome
    on: date
    rules: Rules
    reason: str = ""
    guarantee: Guarantee | None = None
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True)
class Papers:
    """What letters are drawn up from, by bank or application."""

    bank_names: Mapping[str, str]
    verdicts: Mapping[str, list[Mapping[str, object]]]
    securities: Mapping[str, tuple[Security, ...]]


async def read_papers(tx: Transaction, applications: Sequence[LoanApplication]) -> Papers:
    """Three reads, however many applications; the steps that were noted before are read back."""
    ids = [item.id for item in applications]
    names = await bank_names(tx, {item.bank_id for item in applications})
    return Papers(names, await verdicts_so_far(tx, ids), await securities_of(tx, ids))


def issue_guarantee_letter(tx: Transaction, told: Told, papers: Papers) -> None:
    """The letter to the bank, under the guarantee's own number; reads nothing, for the fund is locked."""
    if told.guarantee is None:
        raise ValueError("a guarantee letter needs a guarantee")
    insert_letters(tx, [_letter(told, LetterKind.GUARANTEE, told.guarantee.letter_number, papers)])


async def issue_decision_letters(tx: Transaction, told: Sequence[Told]) -> None:
    """Letters to applicants, numbered in order; a few statements however many they are."""
    if not told:
        return
    serials = await decision_numbers(tx, len(told))
    papers = await read_papers(tx, [item.application for item in told])
    letters = [
        _letter(item, LetterKind.DECISION, f"J{item.on.year}-{serial:06d}", papers)
        for item, serial in zip(told, serials, strict=True)
    ]
    insert_letters(tx, letters)


def _letter(told: Told, kind: LetterKind, number: str, papers: Papers) -> Letter:
    application, guarantee = told.application, told.guarantee
    verdicts = {item["rule"]: item for item in papers.verdicts.get(application.id, ())}
    verdicts.update({item.rule: item.as_facts() for item in told.verdicts})
    return Letter(
        kind=kind,
        outcome=told.outcome,
        number=number,
        application_id=application.id,
        applicant_id=application.applicant_id,
        bank_id=application.bank_id,
        bank_name=papers.bank_names[application.bank_id],
        issued_on=told.on,
        amount=application.amount,
        term_months=application.term_months,
        revision=application.revision,
        policy_version=told.rules.version,
        guaranteed=None if guarantee is None else guarantee.amount,
        coverage_percent=None if guarantee is None else guarantee.coverage_percent,
        guarantee_number="" if guarantee is None else guarantee.letter_number,
        valid_until=_valid_until(told, kind),
        reason=told.reason,
        securities=papers.securities.get(application.id, ()),
        verdicts=tuple(verdicts.values()),
    )


def _valid_until(told: Told, kind: LetterKind) -> date | None:
    if kind is LetterKind.GUARANTEE:
        return told.application.decide_by
    return told.application.disburse_by if told.outcome is LetterOutcome.APPROVED else None
