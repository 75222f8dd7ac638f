"""Loan applications: saved once, then moved along their route; every step kept with its verdicts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from kit.database import Row, Transaction
from kit.ids import new_id
from kit.money import Money
from kit.refusal import NotFound
from sqlalchemy import RowMapping, Select, select, update

from credit.domain.applications import LoanApplication, State
from credit.domain.counter_guarantees import CounterGuarantee, Kind, Member
from credit.domain.evidence import Evidence
from credit.domain.hands import Hands
from credit.domain.joint_groups import household_marks
from credit.domain.promises import Guarantor
from credit.domain.rules import Rules
from credit.domain.verdicts import Verdict
from credit.store.scope import visible
from credit.store.securities import evidence_of, in_force
from credit.store.sets import one_of, update_rows
from credit.store.tables.applications import counter_guarantee, decision, loan_application


async def lock_application(tx: Transaction, application_id: str) -> tuple[LoanApplication, int]:
    """An application that the caller may see, locked, with its version; If-Match is honoured.

    Raises NotFound, VersionStale.
    """
    row = await lock_application_row(tx, application_id)
    return application_of(row), row["version"]


async def read_visible(tx: Transaction, application_id: str) -> RowMapping:
    """The row of an application that the caller may see. Raises NotFound."""
    row = await tx.one(
        select(loan_application).where(
            loan_application.c.id == application_id, visible(loan_application, tx.call.actor)
        )
    )
    if row is None:
        raise NotFound(where="application_id", noun="loan application")
    return row


async def lock_application_row(tx: Transaction, application_id: str) -> RowMapping:
    """As :func:`lock_application`, all columns."""
    row = await tx.lock_one(
        select(loan_application).where(
            loan_application.c.id == application_id, visible(loan_application, tx.call.actor)
        )
    )
    if row is None:
        raise NotFound(where="application_id", noun="loan application")
    tx.expect_version(row["version"])
    return row


def application_of(row: RowMapping) -> LoanApplication:
    """The aggregate from its row."""
    return LoanApplication(
        id=row["id"],
        applicant_id=row["applicant_id"],
        bank_id=row["bank_id"],
        area=row["area"],
        amount=Money(row["amount"]),
        term_months=row["term_months"],
        certificate_number=row["certificate_number"],
        applied_on=row["applied_on"],
        applied_by=row["applied_by"],
        state=State(row["state"]),
        recommended_on=row["recommended_on"],
        recommended_by=row["recommended_by"],
        reviewed_on=row["reviewed_on"],
        reviewed_by=tuple(row["reviewed_by"]),
        committed_on=row["committed_on"],
        committed_by=row["committed_by"],
        decided_on=row["decided_on"],
        decided_by=row["decided_by"],
        ended_on=row["ended_on"],
        revision=row["revision"],
        approved_by=tuple(row["approved_by"]),
        waiting_since=row["waiting_since"],
        decide_by=row["decide_by"],
        disburse_by=row["disburse_by"],
        hands=Hands.of_facts(row["hands"]),
        securities_from=row["securities_from"],
    )


def insert_application(tx: Transaction, application: LoanApplication, extra: Mapping[str, Any]) -> None:
    """Buffer a new application; ``extra``: sector, purpose and plan."""
    row: Row = {
        "id": application.id,
        "applicant_id": application.applicant_id,
        "bank_id": application.bank_id,
        "area": application.area,
        "amount": application.amount,
        "term_months": application.term_months,
        "certificate_number": application.certificate_number,
        **extra,
        "applied_on": application.applied_on,
        "applied_by": application.applied_by,
        **_progress(application),
        "version": 1,
        "recorded_at": tx.now,
    }
    tx.insert(loan_application, row)


async def save_application(
    tx: Transaction, application: LoanApplication, version: int, changed: Mapping[str, Any] | None = None
) -> int:
    """Write how far an application that was locked has come, and what a revision ``changed``; its new version."""
    await tx.execute(
        update(loan_application)
        .where(loan_application.c.id == application.id)
        .values(**_progress(application), **(changed or {}), version=version + 1)
    )
    return version + 1


async def save_ended(tx: Transaction, ended: Mapping[str, LoanApplication], versions: Mapping[str, int]) -> None:
    """Write the end of many applications that were locked, by one statement."""
    rows: list[Row] = [
        {
            "id": item.id,
            "state": item.state.value,
            "ended_on": item.ended_on,
            "waiting_since": item.last_step_on,
            "is_open": item.open,
            "version": versions[item.id] + 1,
        }
        for item in ended.values()
    ]
    await tx.execute(update_rows(loan_application, rows))


def _progress(application: LoanApplication) -> dict[str, Any]:
    return {
        "state": application.state.value,
        "recommended_on": application.recommended_on,
        "recommended_by": application.recommended_by,
        "reviewed_on": application.reviewed_on,
        "reviewed_by": list(application.reviewed_by),
        "committed_on": application.committed_on,
        "committed_by": application.committed_by,
        "decided_on": application.decided_on,
        "decided_by": application.decided_by,
        "ended_on": application.ended_on,
        "revision": application.revision,
        "approved_by": list(application.approved_by),
        "waiting_since": application.last_step_on,
        "decide_by": application.decide_by,
        "disburse_by": application.disburse_by,
        "hands": application.hands.as_facts(),
        "securities_from": application.securities_from,
        "is_open": application.open,
    }


def insert_counter_guarantees(
    tx: Transaction, application_id: str, items: Sequence[CounterGuarantee], evidence: Sequence[str], rules: Rules
) -> None:
    """Buffer what secures an application, with what each counts for; each has its number."""
    rows: list[Row] = [
        {
            "application_id": application_id,
            "number": item.number,
            "kind": item.kind.value,
            "value": item.value,
            "counted": item.counted(rules),
            "description": item.description,
            "evidence": seen,
            "details": _details(item),
        }
        for item, seen in zip(items, evidence, strict=True)
    ]
    if rows:
        tx.insert(counter_guarantee, *rows)


def current_securities(application_ids: Collection[str]) -> Select[Any]:
    """The rows of what secures these applications now (not their earlier versions), with their evidence, in order."""
    item = counter_guarantee
    return (
        select(*item.c, evidence_of(item.c).label("status"))
        .join(loan_application, loan_application.c.id == item.c.application_id)
        .where(one_of(item.c.application_id, application_ids), in_force(item.c))
        .order_by(item.c.application_id, item.c.number)
    )


async def read_counter_guarantees(tx: Transaction, application_id: str) -> list[CounterGuarantee]:
    """What secures an application now, with how far the documents have come."""
    return [_counter_guarantee(row) for row in await tx.all(current_securities([application_id]))]


def note_decision(
    tx: Transaction,
    application: LoanApplication,
    step: str,
    outcome: str,
    taken_on: date,
    *,
    rules: Rules,
    verdicts: Collection[Verdict] = (),
    opinion: str = "",
) -> None:
    """Buffer a step with its verdicts and the rules that it was taken by."""
    recorded_at: datetime = tx.now
    row: Row = {
        "id": new_id(),
        "application_id": application.id,
        "revision": application.revision,
        "step": step,
        "outcome": outcome,
        "taken_on": taken_on,
        "taken_by": tx.call.actor.account,
        "opinion": opinion,
        "policy_version": rules.version,
        "verdicts": [verdict.as_facts() for verdict in verdicts],
        "recorded_at": recorded_at,
    }
    tx.insert(decision, row)


def _details(item: CounterGuarantee) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: value
        for name in ("guarantor_id", "group_id", "asset_reference")
        if (value := getattr(item, name)) is not None
    }
    if item.guarantor is not None and item.guarantor_id is None:
        found |= {
            "annual_income": str(item.guarantor.annual_income),
            "insured_months": item.guarantor.insured_months,
            "retires_on": item.guarantor.retires_on.isoformat(),
            "is_spouse": item.guarantor.is_spouse,
        }
    if item.members:
        found["members"] = household_marks(item.members)
    return found


def _counter_guarantee(row: RowMapping) -> CounterGuarantee:
    """As it was given; what was found of a registered guarantor or group is found anew."""
    details = row["details"]
    guarantor = None
    if "annual_income" in details:
        guarantor = Guarantor(
            Money(details["annual_income"]),
            details["insured_months"],
            date.fromisoformat(details["retires_on"]),
            details["is_spouse"],
        )
    members = tuple(Member(item["applicant_id"], item["household"]) for item in details.get("members", []))
    return CounterGuarantee(
        Kind(row["kind"]),
        Money(row["value"]),
        row["description"],
        guarantor,
        members,
        guarantor_id=details.get("guarantor_id"),
        group_id=details.get("group_id"),
        asset_reference=details.get("asset_reference"),
        number=row["number"],
        evidence=Evidence(row["status"]),
    )
