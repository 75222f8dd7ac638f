"""The bank claims from the fund for a loan that is long past due."""

from typing import Annotated

from kit.database import Transaction, use_case
from kit.http import Id
from kit.ids import new_id
from kit.money import Money
from kit.refusal import NotFound
from pydantic import BaseModel, Field
from sqlalchemy import RowMapping, select

from credit.domain.claim_rules import (
    Debt,
    Document,
    DocumentKind,
    demand_letter_of,
    judge_claim,
    limit_of,
    refuse_claim,
)
from credit.domain.claims import Claim
from credit.domain.errors.claims import ClaimAlreadyOpen, ClaimReferenceReused
from credit.domain.happened.claims import ClaimLodged
from credit.domain.rules import check_order
from credit.events.published import published
from credit.fields import Calendar, Day, Input, MoneyText, Reference, Text, Yuan, text_of
from credit.policy import RuleBook
from credit.store.claims import debt_as_of, insert_claim, insert_documents, note_step
from credit.store.guarantees import read_guarantees
from credit.store.scope import visible
from credit.store.tables.loans import loan
from credit.use_cases.claim_moved import rules_of


class DocumentGiven(Input):
    """A paper of a claim: what it is, its reference, its date, the SHA-256 of its scan."""

    kind: DocumentKind
    reference: Annotated[str, Field(min_length=1, max_length=100)]
    dated_on: Calendar | None = None
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None

    def document(self) -> Document:
        """As the domain knows it."""
        return Document(self.kind, self.reference, self.dated_on, self.sha256)


Documents = Annotated[list[DocumentGiven], Field(min_length=1, max_length=50)]


class LodgeClaim(Input):
    """A claim for ``amount`` yuan of principal, with its documents, the demand letter among them."""

    loan_id: Id
    reference: Reference
    amount: Yuan
    lodged_on: Day
    documents: Documents
    statement: Annotated[Text, Field(description="What the bank did to collect, and why it claims.")]


class ClaimTaken(BaseModel):
    """The claim, and what the fund answers for at most on that day."""

    id: str
    state: str
    version: int
    amount: MoneyText
    limit: MoneyText
    days_past_due: int
    principal_owed: MoneyText


@use_case(
    "credit.claim.lodge",
    conflicts={
        "uq_claim_open": lambda: ClaimAlreadyOpen(where="loan_id"),
        "uq_claim_reference": lambda: ClaimReferenceReused(where="reference"),
    },
)
async def lodge_claim(tx: Transaction, book: RuleBook, command: LodgeClaim) -> ClaimTaken:
    """Every rule is checked as of the day; the loan is locked, so no repayment slips in between."""
    rules = rules_of(tx, book, command.lodged_on, "lodged_on")
    owing = await _lock_loan(tx, command.loan_id)
    guarantee = (await read_guarantees(tx, [owing["application_id"]]))[owing["application_id"]]
    documents = [item.document() for item in command.documents]
    for item in documents:
        if item.dated_on is not None:
            check_order(item.dated_on, command.lodged_on, names=("dated_on", "lodged_on"))
    debt, demanded_on = await debt_as_of(tx, command.loan_id, command.lodged_on), demand_letter_of(documents)
    amount = Money(command.amount)
    refuse_claim(amount, guarantee, debt, demanded_on, rules)
    verdicts = judge_claim(amount, guarantee, debt, demanded_on, rules)
    claim = Claim(
        id=new_id(),
        loan_id=command.loan_id,
        application_id=owing["application_id"],
        applicant_id=owing["applicant_id"],
        fund_id=guarantee.fund_id,
        bank_id=owing["bank_id"],
        reference=command.reference,
        claimed=amount,
        lodged_on=command.lodged_on,
    )
    taken = claim.lodge(tx.call.actor.account)
    insert_claim(tx, claim, owing["area"], debt)
    insert_documents(tx, claim.id, documents, command.lodged_on)
    note_step(tx, claim.id, taken, rules, opinion=command.statement, verdicts=verdicts)
    tx.emit(*published(ClaimLodged(*claim.ids, amount, command.lodged_on)))
    tx.about(claim.id, loan_id=claim.loan_id)
    return _taken(claim, debt, limit=str(limit_of(guarantee, debt)))


async def _lock_loan(tx: Transaction, loan_id: str) -> RowMapping:
    row = await tx.lock_one(select(loan).where(loan.c.id == loan_id, visible(loan, tx.call.actor)))
    if row is None:
        raise NotFound(where="loan_id", noun="loan")
    return row


def _taken(claim: Claim, debt: Debt, limit: str) -> ClaimTaken:
    return ClaimTaken(
        id=claim.id,
        state=claim.state.value,
        version=1,
        amount=str(claim.claimed),
        limit=limit,
        days_past_due=debt.days_past_due,
        principal_owed=text_of(debt.principal_owed),
    )
