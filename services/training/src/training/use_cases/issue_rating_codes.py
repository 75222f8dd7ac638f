"""Learners get codes with which they rate their course themselves, without an account."""

import secrets
from datetime import date, timedelta

from kit.database import Transaction, use_case
from kit.refusal import IllegalTransition
from pydantic import BaseModel

from training.domain.errors.class_files import NobodyToRate
from training.policy import RulesAsOf
from training.store.classes import lock_class
from training.store.enrolments import enrolments_of_class
from training.store.ratings import rated, renew_codes
from training.use_cases.shapes import Command

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH, GROUP = 12, 4


class IssueRatingCodes(Command):
    """For every learner who stayed and has not rated yet."""


class RatingCode(BaseModel):
    """A learner's code; it is shown this once, only its hash is kept."""

    enrolment_id: str
    code: str


class RatingCodesIssued(BaseModel):
    """The codes, and the last day on which they work."""

    class_id: str
    valid_to: date
    codes: list[RatingCode]


@use_case("training.rating.issue_codes")
async def issue_rating_codes(
    tx: Transaction, rules_as_of: RulesAsOf, class_id: str, command: IssueRatingCodes
) -> RatingCodesIssued:
    """Issue codes, once the last session was held. Earlier codes of the class stop working."""
    del command
    taught, _ = await lock_class(tx, class_id, tx.call.actor, expect_version=False)
    if tx.today < taught.ends_on:
        raise IllegalTransition(noun="class", state="being taught", verb="rated")
    done = await rated(tx, class_id)
    waiting = [
        learner.enrolment_id
        for learner in (await enrolments_of_class(tx, class_id)).values()
        if not learner.left and learner.enrolment_id not in done
    ]
    if not waiting:
        raise NobodyToRate
    valid_to = tx.today + timedelta(days=rules_as_of(tx.today).assessment.rating_window_days)
    codes = {enrolment_id: _code() for enrolment_id in waiting}
    await renew_codes(tx, class_id, codes, valid_to)
    tx.about(class_id, codes=len(codes))
    return RatingCodesIssued(
        class_id=class_id,
        valid_to=valid_to,
        codes=[RatingCode(enrolment_id=enrolment_id, code=code) for enrolment_id, code in codes.items()],
    )


def _code() -> str:
    """Sixty random bits in letters that are not mistaken for each other."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))
