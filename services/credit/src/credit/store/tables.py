"""Credit's tables. Facts carry when they happened (``*_on``) and when they were recorded (``recorded_at``)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

ID = 36
WORD = 40

LETTER_NUMBERS = "letter_number"
"""The sequence from which guarantee letters take their numbers."""


class Base(SQLModel, registry=registry()):
    """Base of credit's tables, on metadata of its own."""


Base.metadata.naming_convention = {"pk": "pk_%(table_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s"}


def table_of(row: type[SQLModel]) -> sa.Table:
    """The Core table of a row class, for statements."""
    return cast("sa.Table", row.__table__)  # type: ignore[attr-defined]  # set by SQLAlchemy on mapped classes


def _id(**options: Any) -> Any:
    return Field(max_length=ID, **options)


def _word(**options: Any) -> Any:
    return Field(max_length=WORD, **options)


def _money() -> Any:
    return Field(max_digits=16, decimal_places=2)


def _percent() -> Any:
    return Field(max_digits=9, decimal_places=4)


def _at() -> Any:
    return Field(sa_type=cast("Any", sa.DateTime(timezone=True)))


def _json() -> Any:
    return Field(sa_type=cast("Any", JSONB))


def _number() -> Any:
    return Field(primary_key=True, sa_column_kwargs={"autoincrement": False})


class BankRow(Base, table=True):
    """A partner bank."""

    __tablename__ = "bank"
    __table_args__: ClassVar[Any] = (sa.UniqueConstraint("name", name="uq_bank_name"),)

    id: str = _id(primary_key=True)
    name: str = Field(max_length=100)
    recorded_by: str
    recorded_at: datetime = _at()


class FundRow(Base, table=True):
    """One row: the whole fund, and what is guaranteed (reserved and effective). Locked to reserve capacity."""

    __tablename__ = "fund"

    id: int = _number()
    net: Decimal = _money()
    liability: Decimal = _money()


class FundAccountRow(Base, table=True):
    """A bank's special account and what is guaranteed through it. Locked to reserve capacity."""

    __tablename__ = "fund_account"
    __table_args__: ClassVar[Any] = (sa.CheckConstraint("liability >= 0", name="ck_fund_account_liability"),)

    bank_id: str = _id(primary_key=True, foreign_key="bank.id")
    net: Decimal = _money()
    liability: Decimal = _money()
    guaranteed_ever: Decimal = _money()
    compensated: Decimal = _money()
    suspension_lifted_on: date | None


class ContributionRow(Base, table=True):
    """Money paid into a special account; never changed."""

    __tablename__ = "contribution"
    __table_args__: ClassVar[Any] = (sa.UniqueConstraint("bank_id", "reference", name="uq_contribution_reference"),)

    id: str = _id(primary_key=True)
    bank_id: str = _id(foreign_key="bank.id")
    amount: Decimal = _money()
    contributed_on: date
    reference: str = Field(max_length=64)
    recorded_by: str
    recorded_at: datetime = _at()


class JournalEntryRow(Base, table=True):
    """An entry of the fund's ledger; never changed, its postings sum to zero (a trigger sees to both)."""

    __tablename__ = "journal_entry"
    __table_args__: ClassVar[Any] = (sa.Index("ix_journal_entry_bank", "bank_id", "id"),)

    id: str = _id(primary_key=True)
    bank_id: str = _id(foreign_key="bank.id")
    kind: str = _word()
    booked_on: date
    document: str = Field(max_length=100)
    recorded_at: datetime = _at()


class PostingRow(Base, table=True):
    """A line of an entry, debit positive; never changed. Bank and day are those of its entry."""

    __tablename__ = "posting"
    __table_args__: ClassVar[Any] = (sa.Index("ix_posting_account", "bank_id", "account", "booked_on"),)

    entry_id: str = _id(primary_key=True, foreign_key="journal_entry.id")
    line: int = _number()
    bank_id: str = _id()
    account: str = _word()
    booked_on: date
    amount: Decimal = _money()


class ApplicantRow(Base, table=True):
    """What the applicants service has told us about a person."""

    __tablename__ = "applicant"

    applicant_id: str = _id(primary_key=True)
    area: str = _word()
    accepted_on: date | None
    withdrawn_on: date | None


class CertificateRow(Base, table=True):
    """What the training service has told us about a certificate."""

    __tablename__ = "certificate"
    __table_args__: ClassVar[Any] = (sa.Index("ix_certificate_applicant", "applicant_id"),)

    number: str = Field(primary_key=True, max_length=64)
    certificate_id: str = _id()
    applicant_id: str = _id()
    package: str = _word()
    issued_on: date


class LoanApplicationRow(Base, table=True):
    """A loan application; the index keeps an applicant to one that is open."""

    __tablename__ = "loan_application"
    __table_args__: ClassVar[Any] = (
        sa.Index("uq_loan_application_open", "applicant_id", unique=True, postgresql_where=sa.text("is_open")),
        sa.Index("ix_loan_application_applicant", "applicant_id"),
        sa.Index("ix_loan_application_bank", "bank_id", "id"),
        sa.Index("ix_loan_application_area", "area", "id", postgresql_ops={"area": "text_pattern_ops"}),
        sa.Index("ix_loan_application_state", "state", "id"),
    )

    id: str = _id(primary_key=True)
    applicant_id: str = _id()
    bank_id: str = _id(foreign_key="bank.id")
    area: str = _word()
    amount: Decimal = _money()
    term_months: int
    certificate_number: str = Field(max_length=64)
    sector: str = _word()
    purpose: str
    plan: dict[str, Any] = _json()
    applied_on: date
    applied_by: str
    state: str = _word()
    recommended_on: date | None
    recommended_by: str
    reviewed_on: date | None
    reviewed_by: list[str] = _json()
    committed_on: date | None
    committed_by: str
    decided_on: date | None
    decided_by: str
    ended_on: date | None
    is_open: bool
    version: int
    recorded_at: datetime = _at()


class CounterGuaranteeRow(Base, table=True):
    """What secures an application; never changed. ``details``: guarantor or group members."""

    __tablename__ = "counter_guarantee"

    application_id: str = _id(primary_key=True, foreign_key="loan_application.id")
    number: int = _number()
    kind: str = _word()
    value: Decimal = _money()
    counted: Decimal = _money()
    description: str
    evidence: str
    details: dict[str, Any] = _json()


class DecisionRow(Base, table=True):
    """A step of an application: who, when, what, by which rules; never changed."""

    __tablename__ = "decision"
    __table_args__: ClassVar[Any] = (sa.Index("ix_decision_application", "application_id", "id"),)

    id: str = _id(primary_key=True)
    application_id: str = _id(foreign_key="loan_application.id")
    step: str = _word()
    outcome: str = _word()
    taken_on: date
    taken_by: str
    opinion: str
    policy_version: str
    verdicts: list[dict[str, Any]] = _json()
    recorded_at: datetime = _at()


class GuaranteeRow(Base, table=True):
    """A guarantee and what the fund answers for today (``outstanding``)."""

    __tablename__ = "guarantee"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("application_id", name="uq_guarantee_application"),
        sa.UniqueConstraint("letter_number", name="uq_guarantee_letter_number"),
    )

    id: str = _id(primary_key=True)
    application_id: str = _id(foreign_key="loan_application.id")
    applicant_id: str = _id()
    bank_id: str = _id(foreign_key="bank.id")
    letter_number: str = _word()
    amount: Decimal = _money()
    coverage_percent: Decimal = _percent()
    outstanding: Decimal = _money()
    issued_on: date
    state: str = _word()
    ended_on: date | None
    recorded_at: datetime = _at()


class LoanRow(Base, table=True):
    """A disbursed loan. ``replays`` counts how often its repayments were allocated."""

    __tablename__ = "loan"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("application_id", name="uq_loan_application_id"),
        sa.UniqueConstraint("bank_id", "reference", name="uq_loan_reference"),
        sa.Index("ix_loan_applicant", "applicant_id"),
        sa.Index("ix_loan_bank", "bank_id", "id"),
        sa.Index("ix_loan_area", "area", "id", postgresql_ops={"area": "text_pattern_ops"}),
        sa.Index("ix_loan_open", "id", postgresql_where=sa.text("closed_on IS NULL")),
    )

    id: str = _id(primary_key=True)
    application_id: str = _id(foreign_key="loan_application.id")
    applicant_id: str = _id()
    bank_id: str = _id(foreign_key="bank.id")
    area: str = _word()
    principal: Decimal = _money()
    principal_owed: Decimal = _money()
    term_months: int
    annual_rate_percent: Decimal = _percent()
    rate_reference: str
    method: str = _word()
    day_count: str = _word()
    rounding: str = _word()
    grace_instalments: int
    policy_version: str
    disbursed_on: date
    disbursed_by: str
    reference: str = Field(max_length=64)
    state: str = _word()
    closed_on: date | None
    replays: int
    version: int
    recorded_at: datetime = _at()


class InstalmentRow(Base, table=True):
    """A line of a loan's schedule; never changed."""

    __tablename__ = "instalment"

    loan_id: str = _id(primary_key=True, foreign_key="loan.id")
    number: int = _number()
    due_on: date
    principal: Decimal = _money()
    interest: Decimal = _money()
    balance: Decimal = _money()


class RepaymentRow(Base, table=True):
    """A repayment; never changed. ``number``: in which order the loan's repayments were recorded."""

    __tablename__ = "repayment"
    __table_args__: ClassVar[Any] = (
        sa.UniqueConstraint("bank_id", "reference", name="uq_repayment_reference"),
        sa.UniqueConstraint("loan_id", "number", name="uq_repayment_number"),
    )

    id: str = _id(primary_key=True)
    bank_id: str = _id(foreign_key="bank.id")
    reference: str = Field(max_length=64)
    loan_id: str = _id(foreign_key="loan.id")
    number: int
    amount: Decimal = _money()
    paid_on: date
    recorded_by: str
    recorded_at: datetime = _at()


class AllocationRow(Base, table=True):
    """What a repayment paid; never changed. A later version supersedes it (a backdated one came in)."""

    __tablename__ = "allocation"
    __table_args__: ClassVar[Any] = (sa.Index("ix_allocation_loan", "loan_id"),)

    repayment_id: str = _id(primary_key=True, foreign_key="repayment.id")
    version: int = _number()
    loan_id: str = _id(foreign_key="loan.id")
    interest: Decimal = _money()
    principal: Decimal = _money()
    balance: Decimal = _money()
    guarantee_freed: Decimal = _money()
    recorded_at: datetime = _at()


class ArrearsSpellRow(Base, table=True):
    """An unbroken time in arrears that an assessment found and told; never changed."""

    __tablename__ = "arrears_spell"

    loan_id: str = _id(primary_key=True, foreign_key="loan.id")
    began_on: date = Field(primary_key=True)
    assessed_on: date
    days_past_due: int
    overdue: Decimal = _money()
    recorded_at: datetime = _at()


bank = table_of(BankRow)
fund = table_of(FundRow)
fund_account = table_of(FundAccountRow)
contribution = table_of(ContributionRow)
journal_entry = table_of(JournalEntryRow)
posting = table_of(PostingRow)
applicant = table_of(ApplicantRow)
certificate = table_of(CertificateRow)
loan_application = table_of(LoanApplicationRow)
counter_guarantee = table_of(CounterGuaranteeRow)
decision = table_of(DecisionRow)
guarantee = table_of(GuaranteeRow)
loan = table_of(LoanRow)
instalment = table_of(InstalmentRow)
repayment = table_of(RepaymentRow)
allocation = table_of(AllocationRow)
arrears_spell = table_of(ArrearsSpellRow)

letter_numbers = sa.Sequence(LETTER_NUMBERS, metadata=Base.metadata)
