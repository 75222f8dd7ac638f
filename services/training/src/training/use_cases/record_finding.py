"""A verifier records what they found of a person; the comparison with the claim is the system's."""

from dataclasses import asdict
from datetime import date

from kit.auth import Actor
from kit.database import Transaction, use_case
from kit.refusal import IllegalTransition
from pydantic import BaseModel
from sqlalchemy import RowMapping

from training.domain.claim_lines import ClaimLine, Outcome, Why
from training.domain.dates import check_fact
from training.domain.errors.verification import TaskOfAnother
from training.domain.rules import Rules
from training.domain.verification import (
    Answers,
    Attempt,
    Verdict,
    VisitKind,
    check_attempt,
    check_independent,
    compare,
    outcome_of,
)
from training.policy import RulesAsOf
from training.store.agreements import lock_any_agreement, save_budget
from training.store.claims import agreement_of, lock_known_claim, save_claim, save_lines
from training.store.samples import DONE, DROPPED, OPEN, findings_of, involved_in, lock_task, read_task, save_task
from training.store.tables.verification import VerificationFindingRow
from training.use_cases.settling import settle_if_done
from training.use_cases.shapes import Command, Day, Name, Text


class AnswersGiven(Command):
    """What was seen and heard; only what the task asks for. Numbers and days as they were read."""

    attended: bool | None = None
    certificate_number: Name | None = None
    course_began_on: Day | None = None
    course_ended_on: Day | None = None
    business_exists: bool | None = None
    business_number: Name | None = None
    licence_seen: bool | None = None
    registered_on: Day | None = None
    still_open: bool | None = None
    closed_on: Day | None = None


class RecordFinding(Command):
    """One attempt. ``answers`` is left out when nobody was reached.

    ``independent``: the verifier declares to have neither registered nor taught this person.
    """

    found_on: Day
    kind: VisitKind
    evidence: Text
    independent: bool
    answers: AnswersGiven | None = None


class FindingRecorded(BaseModel):
    """Where the task stands; what the answers made of the claim is not shown to the verifier."""

    task_id: str
    attempt: int
    state: str
    version: int


@use_case("training.verification.record")
async def record_finding(
    tx: Transaction, rules_as_of: RulesAsOf, task_id: str, command: RecordFinding
) -> FindingRecorded:
    """Record an attempt; by a case worker of the area who had nothing to do with the line.

    The last task's finding settles the sample: what its error rate means follows at once.
    """
    actor = tx.call.actor
    rules = rules_as_of(tx.today)
    check_fact("found_on", command.found_on, tx.today, rules)
    seen = await read_task(tx, task_id, actor)
    agreement = await lock_any_agreement(tx, await agreement_of(tx, seen["claim_id"]))
    claim, _, _ = await lock_known_claim(tx, seen["claim_id"], agreement, expect_version=False)
    row = await lock_task(tx, task_id)
    _may_record(row, actor)
    check_independent(
        actor.account,
        actor.organisation,
        await involved_in(tx, claim.claim_id, row["line"]),
        declared=command.independent,
    )
    line = next(line for line in claim.lines if line.line == row["line"])
    earlier = [one["found_on"] for one in await findings_of(tx, [task_id])]
    attempt = Attempt(command.found_on, command.kind, _answers(command))
    check_attempt(line.milestone, attempt, earlier, claim.drawn_on or claim.claimed_on)
    verdict, why, outcome = _judge(line, attempt, [*earlier, command.found_on], rules)
    _insert(tx, task_id, len(earlier) + 1, command, verdict, why)
    state = DROPPED if not line.open else DONE if outcome else OPEN
    version = await save_task(
        tx, task_id, state=state, outcome=outcome.value if outcome else None, verifier=actor.account
    )
    if state != OPEN:
        before = list(claim.lines)
        if outcome is not None and line.open:
            agreement.release(claim.find(line.line, outcome, why))
        await settle_if_done(tx, claim, rules, by=actor.account)
        await save_budget(tx, agreement)
        await save_claim(tx, claim)
        await save_lines(tx, claim, before)
    tx.about(task_id, claim_id=claim.claim_id, line=line.line, attempt=len(earlier) + 1)
    return FindingRecorded(task_id=task_id, attempt=len(earlier) + 1, state=state, version=version)


def _may_record(row: RowMapping, actor: Actor) -> None:
    if row["state"] != OPEN:
        raise IllegalTransition(noun="verification task", state=row["state"], verb="recorded")
    if row["verifier"] not in {None, actor.account}:
        raise TaskOfAnother


def _answers(command: RecordFinding) -> Answers | None:
    return None if command.answers is None else Answers(**command.answers.model_dump())


def _judge(line: ClaimLine, attempt: Attempt, days: list[date], rules: Rules) -> tuple[Verdict, Why, Outcome | None]:
    if line.facts is None:
        raise IllegalTransition(noun="claim line", state="locked without its facts", verb="verified")
    verdict, why = compare(line.milestone, line.facts, attempt.answers, rules.claims)
    outcome = outcome_of(verdict, days, rules.claims)
    if outcome is Outcome.UNTRACEABLE:
        why = Why(f"untraceable after {len(days)} attempts: {why.en}", f"{len(days)} 次核查均未能查实：{why.zh}")
    return verdict, why, outcome


def _insert(tx: Transaction, task_id: str, number: int, command: RecordFinding, verdict: Verdict, why: Why) -> None:
    answers = _answers(command)
    tx.insert(
        VerificationFindingRow,
        {
            "task_id": task_id,
            "number": number,
            "found_on": command.found_on,
            "kind": command.kind.value,
            "answers": None
            if answers is None
            else {name: str(value) if isinstance(value, date) else value for name, value in asdict(answers).items()},
            "evidence": command.evidence,
            "verdict": verdict.value,
            "why": why.en,
            "why_zh": why.zh,
            "recorded_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
