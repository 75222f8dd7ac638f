"""Blind verification: what a verifier is asked, who may answer, and what the answers make of the claim.

The verifier sees the person and the question, never the claimed answer: no number, no date, no
amount. The comparison is made here, by rules that are the same for every line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum

from kit.refusal import DatesOutOfOrder

from training.domain.claim_lines import Facts, Outcome, Why
from training.domain.claim_rules import ClaimRules
from training.domain.errors.verification import (
    AnswersMissing,
    AnswersNotAsked,
    NotDeclaredIndependent,
    TooSoonAgain,
    VerifierInvolved,
)
from training.domain.packages import Milestone


class VisitKind(StrEnum):
    """How the person was sought."""

    HOME_VISIT = "home_visit"
    BUSINESS_VISIT = "business_visit"
    PHONE = "phone"
    OFFICE = "office"


class Verdict(StrEnum):
    """What one attempt came to; ``inconclusive`` ones are tried again."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True)
class Answers:
    """What the verifier saw and heard; a field that the task does not ask for stays None.

    ``certificate_number`` and ``business_number`` as read from the paper; None when it was not seen.
    ``licence_seen``: ``registered_on`` was read from the licence, not told from memory.
    """

    attended: bool | None = None
    certificate_number: str | None = None
    course_began_on: date | None = None
    course_ended_on: date | None = None
    business_exists: bool | None = None
    business_number: str | None = None
    licence_seen: bool | None = None
    registered_on: date | None = None
    still_open: bool | None = None
    closed_on: date | None = None


@dataclass(frozen=True)
class Question:
    """What a task asks, in two languages; ``required`` fields must be filled, ``optional`` ones may."""

    en: str
    zh: str
    required: tuple[str, ...]
    optional: tuple[str, ...]


QUESTIONS = {
    Milestone.M1: Question(
        "Did this person attend a course of this package, from when to when, and do they hold its certificate? "
        "Ask to see it and copy its number.",
        "该学员是否参加过本类培训？起止日期？是否持有合格证？请查看原件并抄录证号。",
        ("attended",),
        ("certificate_number", "course_began_on", "course_ended_on"),
    ),
    Milestone.M2: Question(
        "Does this person own a registered business? Ask to see the licence; copy its number and day of registration.",
        "该学员是否有已注册的企业？请查看执照并抄录注册号和注册日期。",
        ("business_exists",),
        ("business_number", "licence_seen", "registered_on"),
    ),
    Milestone.M3: Question(
        "Does this person own a registered business, since when, and is it still open? If it closed, on which day?",
        "该学员是否有已注册的企业？何时注册？目前是否仍在经营？如已停业，停业日期？",
        ("business_exists",),
        ("business_number", "licence_seen", "registered_on", "still_open", "closed_on"),
    ),
}


@dataclass(frozen=True)
class Involved:
    """Who had to do with a line: accounts of the institution's side, of the class, of the certificate."""

    institution_id: str
    lodged_by: str
    taught: frozenset[str]
    certified: frozenset[str]


@dataclass(frozen=True)
class Attempt:
    """One try to reach the person: ``answers`` None when nobody was reached."""

    found_on: date
    kind: VisitKind
    answers: Answers | None


def check_independent(account: str, organisation: str | None, involved: Involved, *, declared: bool) -> None:
    """Refuse a verifier who is of the institution, lodged, taught, certified, or does not declare independence.

    Who registered the person is known to the applicants' service alone; here the verifier declares it.
    """
    if organisation == involved.institution_id:
        raise VerifierInvolved(involvement="belongs to the institution that claims")
    if account == involved.lodged_by:
        raise VerifierInvolved(involvement="lodged the claim")
    if account in involved.taught:
        raise VerifierInvolved(involvement="taught this learner or kept the books of the class")
    if account in involved.certified:
        raise VerifierInvolved(involvement="issued the certificate")
    if not declared:
        raise NotDeclaredIndependent("independent")


def check_attempt(milestone: Milestone, attempt: Attempt, earlier: Iterable[date], drawn_on: date) -> None:
    """Refuse answers that were not asked or are missing, and a second attempt on one day."""
    if attempt.found_on < drawn_on:
        raise DatesOutOfOrder("found_on", later="found_on", earlier="the day the sample was drawn")
    if attempt.found_on in set(earlier):
        raise TooSoonAgain("found_on", found_on=attempt.found_on)
    if attempt.answers is not None:
        _check_answers(milestone, attempt.answers)


def _check_answers(milestone: Milestone, answers: Answers) -> None:
    """Refuse what was not asked; ask for what belongs to what was answered."""
    question = QUESTIONS[milestone]
    given = {field.name for field in fields(answers) if getattr(answers, field.name) is not None}
    for name in sorted(given - {*question.required, *question.optional}):
        raise AnswersNotAsked(f"answers.{name}", field=name)
    needed = list(question.required)
    if answers.business_exists:
        needed += ["registered_on", "licence_seen" if milestone is Milestone.M2 else "still_open"]
    if answers.still_open is False:
        needed.append("closed_on")
    for name in needed:
        if name not in given:
            raise AnswersMissing(f"answers.{name}", field=name)


def compare(milestone: Milestone, facts: Facts, answers: Answers | None, rules: ClaimRules) -> tuple[Verdict, Why]:
    """What one attempt says of the claimed facts, and why."""
    if answers is None:
        return Verdict.INCONCLUSIVE, Why("nobody was reached", "未找到本人")
    if milestone is Milestone.M1:
        return _certificate(facts, answers, rules)
    return _business(milestone, facts, answers, rules)


def _certificate(facts: Facts, answers: Answers, rules: ClaimRules) -> tuple[Verdict, Why]:
    if not answers.attended:
        return Verdict.REFUTED, Why("the person says they did not attend the course", "本人称未参加培训")
    seen = answers.certificate_number
    if seen is not None and _plain(seen) != _plain(facts.certificate_number):
        return Verdict.REFUTED, Why("the certificate that was seen has another number", "所见合格证号码与申报不符")
    days = (
        (answers.course_began_on, facts.course_began_on, "began", "开课"),
        (answers.course_ended_on, facts.course_ended_on, "ended", "结课"),
    )
    for told, claimed, what, what_zh in days:
        if told is not None and abs(told - claimed) > timedelta(days=rules.date_tolerance_days):
            return Verdict.REFUTED, Why(f"the course {what} on another day than claimed", f"{what_zh}日期与申报不符")
    if seen is not None:
        return Verdict.CONFIRMED, Why("the certificate was seen", "已见合格证原件")
    if answers.course_began_on is not None:
        return Verdict.CONFIRMED, Why("the person attended the course of those days", "本人确认在该期间参加培训")
    return Verdict.INCONCLUSIVE, Why(
        "neither the certificate nor the days of the course were learnt", "未见合格证，也未问明培训日期"
    )


def _business(milestone: Milestone, facts: Facts, answers: Answers, rules: ClaimRules) -> tuple[Verdict, Why]:
    if not answers.business_exists:
        return Verdict.REFUTED, Why("the person has no registered business", "本人没有已注册的企业")
    claimed, told = facts.business_registered_on, answers.registered_on
    if claimed is None or told is None:
        return Verdict.INCONCLUSIVE, Why("the day of registration was not learnt", "未问明注册日期")
    tolerance = 0 if answers.licence_seen else rules.date_tolerance_days
    if abs(told - claimed) > timedelta(days=tolerance):
        return Verdict.REFUTED, Why("the business was registered on another day than claimed", "注册日期与申报不符")
    if milestone is Milestone.M2:
        seen = (
            Why("the licence was seen", "已见执照"),
            Why("registration was told as claimed", "口述注册日期与申报相符"),
        )
        return Verdict.CONFIRMED, seen[0] if answers.licence_seen else seen[1]
    return _survival(facts, answers)


def _survival(facts: Facts, answers: Answers) -> tuple[Verdict, Why]:
    if answers.still_open:
        return Verdict.CONFIRMED, Why("the business is open", "企业仍在经营")
    if answers.closed_on is not None and answers.closed_on < facts.earned_on:
        return Verdict.REFUTED, Why(
            "the business had closed before its survival was confirmed", "企业在存活确认之前已停业"
        )
    return Verdict.CONFIRMED, Why("the business closed after its survival was confirmed", "企业在存活确认之后停业")


def outcome_of(verdict: Verdict, attempts: Collection[date], rules: ClaimRules) -> Outcome | None:
    """What a line comes to after these attempts, the last one with ``verdict``; None: it is tried again.

    Untraceable after so many attempts over so many days (as for visits: three over 14 days, rulebook section 5).
    """
    if verdict is not Verdict.INCONCLUSIVE:
        return Outcome(verdict.value)
    spread = max(attempts) - min(attempts)
    enough = len(attempts) >= rules.attempts and spread >= timedelta(days=rules.attempts_over_days)
    return Outcome.UNTRACEABLE if enough else None


def _plain(number: str) -> str:
    """A number as compared: without spaces, hyphens and case."""
    return "".join(sign for sign in number.upper() if sign.isalnum())
