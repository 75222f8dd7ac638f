"""Guarantee letters and decision letters: as PDF, and whether one that someone shows is genuine."""

import asyncio
from datetime import date
from typing import Annotated

from fastapi import Path, Query, Response
from kit.http import Caller, Db, Id, Routes
from kit.refusal import NotFound
from pydantic import BaseModel, Field
from sqlalchemy import select

from credit.api import permissions
from credit.api.letter_pdf import letter_pdf
from credit.domain.errors.route import LetterNotYet
from credit.domain.letter_text import Language
from credit.domain.letters import LetterKind, letter_of
from credit.fields import MoneyText
from credit.store.applications import read_visible
from credit.store.letters import latest_letter
from credit.store.tables.applications import guarantee
from credit.store.tables.route import letter

router = Routes(tags=["letters"])


class PdfResponse(Response):
    """A PDF document."""

    media_type = "application/pdf"


class LetterVerified(BaseModel):
    """What the register says of a letter; nobody is named."""

    number: str
    kind: LetterKind
    outcome: str
    issued_on: date
    amount: MoneyText
    guaranteed: MoneyText | None
    guarantee_state: str | None = Field(
        description="Of a guarantee letter: how it stands now; `replaced` when a later letter took its place."
    )


@router.verb(
    "GET",
    "/v1/loan-applications/{application_id}/letter.pdf",
    permission=permissions.READ_CASES,
    summary="A letter as PDF",
    description=(
        "The latest guarantee letter (to the bank) or decision letter (to the applicant), or the latest of "
        "either: amounts, "
        "coverage, term, conditions, every rule that was applied in words, policy version and verification "
        "code. It names "
        "applicant and application by number only, as credit knows neither names nor identity numbers. The same letter "
        "is always the same bytes."
    ),
    refusals=[NotFound, LetterNotYet],
    response_class=PdfResponse,
)
async def fetch_letter(
    application_id: Id,
    call: Caller,
    database: Db,
    language: Annotated[Language, Query(description="`zh` or `en`.")] = "zh",
    kind: Annotated[LetterKind | None, Query(description="Which letter; the latest one unless given.")] = None,
) -> PdfResponse:
    """A letter as PDF."""
    async with database.reading(call) as tx:
        await read_visible(tx, application_id)
        row = await latest_letter(tx, application_id, kind)
    if row is None:
        raise LetterNotYet(where="kind", kind=kind.value if kind else "any")
    content = await asyncio.to_thread(letter_pdf, letter_of(row["facts"]), language)
    headers = {
        "Content-Disposition": f'inline; filename="{row["number"]}-{language}.pdf"',
        "Content-Language": language,
    }
    return PdfResponse(content, headers=headers)


@router.verb(
    "GET",
    "/v1/letters/{number}",
    permission=permissions.VERIFY_LETTER,
    summary="Verify a letter",
    description=(
        "What the register says of the letter with this number and verification code, and whether its "
        "guarantee stands. "
        "Not found means that no such letter was issued, or that the code is not its own."
    ),
    refusals=[NotFound],
    response_model=LetterVerified,
)
async def verify_letter(
    number: Annotated[str, Path(max_length=40, examples=["G2007-000001"])],
    call: Caller,
    database: Db,
    code: Annotated[str, Query(max_length=40, description="The verification code on the letter.")],
) -> LetterVerified:
    """Verify a letter."""
    async with database.reading(call) as tx:
        row = await tx.one(select(letter).where(letter.c.number == number, letter.c.code == code.strip().upper()))
        if row is None:
            raise NotFound(where="number", noun="letter")
        given = await tx.one(select(guarantee).where(guarantee.c.application_id == row["application_id"]))
    facts, state = row["facts"], None
    if row["kind"] == LetterKind.GUARANTEE.value and given is not None:
        state = given["state"] if given["letter_number"] == number else "replaced"
    return LetterVerified(
        number=number,
        kind=row["kind"],
        outcome=facts["outcome"],
        issued_on=row["issued_on"],
        amount=facts["amount"],
        guaranteed=facts["guaranteed"],
        guarantee_state=state,
    )
