"""Counter-guarantees as a form gives them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from kit.http import Id
from kit.money import Money
from pydantic import Field

from credit.domain.counter_guarantees import CounterGuarantee, Kind, with_value
from credit.domain.evidence import Papers
from credit.domain.rules import Rules
from credit.fields import Input, Reference, Text, Yuan

Documents = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z_]+$")], ...],
    Field(max_length=20, description="Names of the documents of which the originals were seen."),
]


class MemberGiven(Input):
    """A member of a joint guarantee group, the borrower included."""

    applicant_id: Id
    household: Annotated[str, Field(min_length=1, max_length=40, description="Any mark that tells households apart.")]


class CounterGuaranteeGiven(Input):
    """What secures the fund.

    Employees are named by ``guarantor_id`` of a registered guarantor, a joint group by its ``group_id``, so that what
    they have promised elsewhere and whom they stand for is known. A mutual-fund deposit is the borrower's own.
    ``asset_reference`` names a mortgaged, pledged or deposited thing (title number, passbook number) so that it is
    pledged once. With ``documents`` (all that the kind requires) they are noted as seen.
    """

    kind: Kind
    value: Annotated[
        Yuan | None,
        Field(description="Before the haircut; a group or a waiver counts for what is required when it is left out."),
    ] = None
    description: Text
    evidence: Annotated[str, Field(max_length=500, description="Remarks on the documents.")] = ""
    documents: Documents = ()
    guarantor_id: Id | None = None
    group_id: Id | None = None
    asset_reference: Reference | None = None


def counter_guarantees_of(
    given: Sequence[CounterGuaranteeGiven], loan: Money, rules: Rules, *, first: int = 1
) -> list[CounterGuarantee]:
    """As the domain has them, numbered from ``first``. Raises CounterGuaranteeIncomplete."""
    found = []
    for index, item in enumerate(given):
        where = f"counter_guarantees[{index}]"
        value = None if item.value is None else Money(item.value)
        found.append(with_value(replace(_described(item), number=first + index), value, loan, rules, where))
    return found


def papers_of(
    given: Sequence[CounterGuaranteeGiven], by: str, rules: Rules, *, first: int = 1
) -> list[tuple[int, Papers]]:
    """The documents seen with the form, by number; those without any are left out. Raises DocumentsMissing."""
    found = []
    for number, item in enumerate(given, start=first):
        if item.documents:
            papers = Papers(item.kind.value)
            papers.see(item.documents, by, rules.counter_guarantee_documents[item.kind])
            found.append((number, papers))
    return found


def _described(given: CounterGuaranteeGiven) -> CounterGuarantee:
    return CounterGuarantee(
        given.kind,
        Money.zero(),
        given.description,
        guarantor_id=given.guarantor_id,
        group_id=given.group_id,
        asset_reference=given.asset_reference,
    )
