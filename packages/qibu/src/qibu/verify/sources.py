"""What the services' own tables say, read with plain SQL and nothing of the read model."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import asyncpg
from kit.calendar import add_months

Rows = list[asyncpg.Record]

APPLICANTS = "SELECT id, registered_on, accepted_on, referred_on, withdrawn_on, merged_into FROM applicant"
ENROLLED = "SELECT DISTINCT applicant_id FROM enrolment"
ATTENDED = """
SELECT DISTINCT e.applicant_id
FROM attendance_sheet s
JOIN enrolment e ON e.id = ANY (s.present)
WHERE s.version = (
    SELECT max(version) FROM attendance_sheet l
    WHERE l.class_id = s.class_id AND l.session_number = s.session_number
)
"""
CERTIFIED = "SELECT DISTINCT applicant_id FROM certificate"
SUBSIDIES = """
SELECT coalesce(sum(l.amount), 0) FROM claim_line l JOIN claim c ON c.id = l.claim_id
WHERE c.state = 'paid' AND l.state = 'paid'
"""
LOAN_APPLIED = "SELECT DISTINCT applicant_id FROM loan_application"
LOANS = "SELECT applicant_id, principal FROM loan"
CLAIMED = "SELECT coalesce(sum(loss), 0) FROM claim_payment"
PRINCIPAL_REPAID = """
SELECT coalesce(sum(a.principal), 0) FROM allocation a
WHERE a.version = (SELECT max(version) FROM allocation l WHERE l.repayment_id = a.repayment_id)
"""
GUARANTEES = """
SELECT coalesce(sum(outstanding), 0) FROM guarantee WHERE state NOT IN ('released', 'expired', 'cancelled', 'claimed')
"""
BUSINESSES = "SELECT id, registered_on FROM business"
OWNERS = "SELECT business_id, applicant_id FROM business_owner"
VISITS = """
SELECT business_id, visited_on, outcome, people, sequence FROM visit_record r
WHERE version = (SELECT max(version) FROM visit_record l WHERE l.visit_id = r.visit_id)
"""


@dataclass
class Business:
    """A business as its visits tell of it."""

    registered_on: date
    owners: set[str] = field(default_factory=set)
    visits: Rows = field(default_factory=list)

    @property
    def survived(self) -> bool:
        """Found operating after registration plus six calendar months."""
        after = add_months(self.registered_on, 6)
        return any(visit["outcome"] == "operating" and visit["visited_on"] > after for visit in self.visits)

    @property
    def closed(self) -> bool:
        """Whether the last visit that found it closed was not followed by one that found it operating."""
        told = [visit["outcome"] for visit in self._in_order() if visit["outcome"] in {"closed", "operating"}]
        return bool(told) and told[-1] == "closed"

    @property
    def workers(self) -> int:
        """Other than the owners, at the last visit that counted them; none once closed."""
        if self.closed:
            return 0
        counted = [visit["people"] for visit in self._in_order() if visit["people"] is not None]
        return counted[-1]["full_time"] + counted[-1]["part_time"] if counted else 0

    def _in_order(self) -> Rows:
        return sorted(self.visits, key=lambda v: (v["visited_on"], v["outcome"] == "closed", v["sequence"]))


async def recount(databases: Mapping[str, "asyncpg.Connection[Any]"], as_of: date) -> dict[str, Decimal]:
    """Every figure of the scorecard, by name, from the owners of the facts."""
    files = await databases["applicants"].fetch(APPLICANTS)
    applicants = [row for row in files if row["merged_into"] is None]
    staying = {row["id"]: row["merged_into"] for row in files if row["merged_into"] is not None}
    training, credit = databases["training"], databases["credit"]
    businesses = await _businesses(databases["followup"], staying)
    loans = await credit.fetch(LOANS)
    people: dict[str, set[str]] = {
        "registered": {row["id"] for row in applicants if row["registered_on"]},
        "accepted": {row["id"] for row in applicants if row["accepted_on"]},
        "referred": {row["id"] for row in applicants if row["referred_on"]},
        "withdrawn": {row["id"] for row in applicants if row["withdrawn_on"]},
        "enrolled": _ids(await training.fetch(ENROLLED), staying),
        "in_training": _ids(await training.fetch(ATTENDED), staying),
        "certified": _ids(await training.fetch(CERTIFIED), staying),
        "loan_applied": _ids(await credit.fetch(LOAN_APPLIED), staying),
        "loan_disbursed": _ids(loans, staying),
        **_of_businesses(businesses),
    }
    people |= _of_participants(people, businesses, as_of)
    figures = {name: Decimal(len(found)) for name, found in people.items()}
    figures |= _counted_once(businesses, people["participants"])
    figures |= {
        "subsidies_paid": await training.fetchval(SUBSIDIES),
        "loans_disbursed": sum((row["principal"] for row in loans), Decimal(0)),
        "guarantees_outstanding": await credit.fetchval(GUARANTEES),
    }
    figures["outstanding_principal"] = figures["loans_disbursed"] - await credit.fetchval(PRINCIPAL_REPAID)
    figures["outstanding_principal"] -= await credit.fetchval(CLAIMED)
    return figures


async def _businesses(followup: "asyncpg.Connection[Any]", staying: Mapping[str, str]) -> list[Business]:
    found = {row["id"]: Business(row["registered_on"]) for row in await followup.fetch(BUSINESSES)}
    for row in await followup.fetch(OWNERS):
        found[row["business_id"]].owners.add(staying.get(row["applicant_id"], row["applicant_id"]))
    for row in await followup.fetch(VISITS):
        found[row["business_id"]].visits.append(row)
    return list(found.values())


def _ids(rows: Iterable[asyncpg.Record], staying: Mapping[str, str]) -> set[str]:
    """People; of a file that was merged the one that stays."""
    return {staying.get(row["applicant_id"], row["applicant_id"]) for row in rows}


def _owners(businesses: Iterable[Business]) -> set[str]:
    return {owner for business in businesses for owner in business.owners}


def _of_businesses(businesses: list[Business]) -> dict[str, set[str]]:
    closed = _owners(business for business in businesses if business.closed)
    running = _owners(business for business in businesses if not business.closed)
    return {"business_registered": _owners(businesses), "closed": closed - running}


def _of_participants(people: Mapping[str, set[str]], businesses: list[Business], as_of: date) -> dict[str, set[str]]:
    participants = people["accepted"] & people["in_training"]
    due = [business for business in businesses if add_months(business.registered_on, 6) < as_of]
    survived = _owners(business for business in businesses if business.survived)
    silent = _owners(business for business in due if not business.survived and not business.closed)
    certified = participants & people["certified"]
    return {
        "participants": participants,
        "businesses_surviving_six_months": participants & survived,
        "surviving": participants & survived,
        "certified_participants": certified,
        "certified_who_started": certified & people["business_registered"],
        "six_months_due": participants & _owners(due),
        "six_months_unverified": (participants & silent) - survived,
    }


def _counted_once(businesses: list[Business], participants: set[str]) -> dict[str, Decimal]:
    counted = [business for business in businesses if business.survived and business.owners & participants]
    running = [business for business in counted if not business.closed]
    jobs = sum(business.workers for business in running)
    owners = sum(len(business.owners & participants) for business in running)
    return {
        "businesses_registered": Decimal(len(businesses)),
        "surviving_businesses": Decimal(len(counted)),
        "new_jobs": Decimal(jobs),
        "new_jobs_with_owner": Decimal(jobs + owners),
    }
