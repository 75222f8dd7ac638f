"""A running training service, and a builder that plays its actors."""

import asyncio
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from kit.ids import new_id
from kit.testing import Client, RunningService, running_service
from training.events.handlers import handlers
from training.main import make_app

FOLDER = Path(__file__).parents[1]

PAPERS = [
    {"kind": kind, "received_on": "2007-05-02"}
    for kind in ("legal_status", "premises", "equipment", "finance", "staff")
]
CHECKLIST = [
    {"item": item, "met": True}
    for item in (
        "originals_seen",
        "fire_safety",
        "rooms",
        "equipment",
        "licensed_trainers",
        "records",
        "fees_displayed",
    )
]


@pytest.fixture(scope="session")
async def service(engines: None) -> AsyncIterator[RunningService]:
    async with running_service("training", make_app, handlers, FOLDER / "migrations") as running:
        yield running


GRADER = "陈华"
"""The expert who graded on paper: registered once in each service."""


async def register_grader(service: RunningService) -> None:
    manager = service.as_role("manager", account="manager")
    known = (await manager.get("/v1/experts?limit=500")).json()["items"]
    if GRADER not in {one["name"] for one in known}:
        subjects = ["GYB", "SYB", "IYB", "EYB"]
        await manager.ok("/v1/experts", {"name": GRADER, "subjects": subjects, "registered_on": "2005-01-10"})


@dataclass
class School:
    """A certified institution with two trainers and an agreement, and everybody who deals with it."""

    service: RunningService
    id: str = ""
    trainers: list[str] = field(default_factory=list)
    agreement: str = ""
    area: str = "500116101"

    @property
    def office(self) -> Client:
        return self.service.as_role("institution", account=f"school-{self.id}", organisation=self.id)

    @property
    def inspector(self) -> Client:
        return self.service.as_role("case_worker", account="inspector", area="500116")

    @property
    def verifier(self) -> Client:
        return self.service.as_role("case_worker", account="verifier", area="500116")

    @property
    def manager(self) -> Client:
        return self.service.as_role("manager", account="manager")

    @property
    def finance(self) -> Client:
        return self.service.as_role("finance", account="finance")

    async def set_up(self, budget: str = "100000.00") -> "School":
        applied = {"name": "Jijiang school", "area": self.area, "applied_on": "2007-05-02", "documents": PAPERS}
        self.id = (await self.inspector.ok("/v1/institutions", applied))["id"]
        found = {"inspected_on": "2007-05-20", "items": CHECKLIST, "findings": "two rooms"}
        await self.inspector.ok(f"/v1/institutions/{self.id}/inspection", found)
        period = {"certified_from": "2007-06-01", "certified_to": "2009-05-31"}
        await self.manager.ok(f"/v1/institutions/{self.id}/certification", period)
        self.trainers = [await self.trainer(name) for name in ("李明", "王芳")]
        await register_grader(self.service)
        self.agreement = await self.agree(budget)
        return self

    @property
    def checklist(self) -> list[dict[str, Any]]:
        """Every item of an inspection met."""
        return [dict(item) for item in CHECKLIST]

    @property
    def papers(self) -> list[dict[str, Any]]:
        """Every paper that an application needs."""
        return [dict(paper) for paper in PAPERS]

    @property
    def second_manager(self) -> Client:
        return self.service.as_role("manager", account="second-manager")

    async def agree(
        self, budget: str, valid_from: str = "2007-07-01", valid_to: str = "2008-06-30", **terms: Any
    ) -> str:
        terms |= {"valid_from": valid_from, "valid_to": valid_to, "budget": budget}
        return (await self.manager.ok("/v1/agreements", {"institution_id": self.id, **terms}))["id"]

    async def trainer(self, name: str) -> str:
        licence = {"package": "SYB", "level": "trainer", "valid_from": "2006-03-01", "valid_to": "2009-02-28"}
        body = {"institution_id": self.id, "name": name, "licences": [licence]}
        return (await self.manager.ok("/v1/trainers", body))["id"]

    def class_body(self, first: str = "2007-08-06", **changes: Any) -> dict[str, Any]:
        start = date.fromisoformat(first)
        body = {
            "package": "SYB",
            "capacity": 20,
            "fee": "800.00",
            "venue": "room 201",
            "trainer_ids": self.trainers,
            "sessions": [
                {
                    "number": number,
                    "held_on": str(start + timedelta(days=number - 1)),
                    "starts_at": "09:00",
                    "hours": "7",
                    "trainer_id": self.trainers[number % 2],
                    "venue": "room 201",
                }
                for number in range(1, 11)
            ],
        }
        return body | changes

    async def open_class(self, first: str = "2007-08-06", **changes: Any) -> str:
        return (await self.office.ok("/v1/classes", self.class_body(first, **changes)))["id"]

    async def accepted(self, *, free: bool = True, group: str = "laid_off") -> str:
        applicant = new_id()
        data = {
            "applicant_id": applicant,
            "accepted_on": "2007-07-05",
            "area": "500116103",
            "target_group": group,
            "free_of_charge": free,
            "policy_version": "applicants@1",
        }
        await self.service.deliver("applicants.applicant.accepted", applicant, data)
        return applicant

    async def enrol(self, class_id: str, applicant: str, enrolled_on: str = "2007-07-20") -> dict[str, Any]:
        body = {"applicant_id": applicant, "enrolled_on": enrolled_on}
        return await self.office.ok(f"/v1/classes/{class_id}/enrolments", body)

    async def teach(self, class_id: str, present: list[str]) -> None:
        """Everybody comes, of ten and more each misses one session; every plan passes; the class is completed."""
        sessions = (await self.manager.get(f"/v1/classes/{class_id}")).json()["sessions"]
        for number in range(1, 11):
            there = [one for at, one in enumerate(present, start=1) if len(present) < 10 or at % 10 != number % 10]
            await self.office.ok(
                f"/v1/classes/{class_id}/sessions/{number}/attendance",
                {"recorded_on": sessions[number - 1]["held_on"], "present": there},
            )
        results = [{"enrolment_id": e, "plan_grade": "pass", "grader": "陈华"} for e in present]
        await self.office.ok(f"/v1/classes/{class_id}/results", {"graded_on": "2007-12-02", "results": results})
        await self.office.ok(f"/v1/classes/{class_id}/completion", {"completed_on": "2007-12-03"})

    async def certified_class(self, count: int = 3, first: str = "2007-08-06", *, free: bool = True) -> "Taught":
        """A class with ``count`` certified learners, certificates issued on 2007-12-10."""
        class_id = await self.open_class(first)
        applicants = [await self.accepted(free=free) for _ in range(count)]
        enrolments = [(await self.enrol(class_id, applicant))["id"] for applicant in applicants]
        await self.teach(class_id, enrolments)
        issued = await self.inspector.ok(f"/v1/classes/{class_id}/certificates", {"issued_on": "2007-12-10"})
        return Taught(class_id, applicants, enrolments, [c["number"] for c in issued["certificates"]])

    async def business(self, owner: str, registered_on: str, business: str = "") -> str:
        business = business or new_id()
        data = {
            "business_id": business,
            "owners": [owner],
            "registered_on": registered_on,
            "sector": "F",
            "area": self.area,
        }
        await self.service.deliver("followup.business.registered", business, data)
        return business

    async def survival(self, owner: str, business: str, registered_on: str, confirmed_on: str) -> None:
        data = {
            "business_id": business,
            "owners": [owner],
            "registered_on": registered_on,
            "confirmed_on": confirmed_on,
        }
        await self.service.deliver("followup.survival.confirmed", business, data)

    async def milestones(self, applicant: str) -> dict[str, dict[str, Any]]:
        found = await self.manager.get(f"/v1/milestones?applicant_id={applicant}")
        return {item["milestone"]: item for item in found.json()["items"]}

    async def lodge(self, claimed_on: str = "2008-07-20", **more: Any) -> dict[str, Any]:
        body = {"agreement_id": self.agreement, "claimed_on": claimed_on, **more}
        return await self.office.ok("/v1/claims", body)

    async def draw(self, claim_id: str, drawn_on: str) -> dict[str, Any]:
        return await self.manager.ok(f"/v1/claims/{claim_id}/sample", {"drawn_on": drawn_on})

    async def answer_tasks(self, claim_id: str, found_on: str, false: Collection[int] = ()) -> dict[str, Any]:
        """Record a finding for every open task of a claim: the truth, but for the lines that are ``false``."""
        claim = (await self.manager.get(f"/v1/claims/{claim_id}")).json()
        lines = {line["line"]: line for line in claim["lines"]}
        tasks = (await self.manager.get(f"/v1/claims/{claim_id}/findings?limit=500")).json()["items"]
        for one in tasks:
            if one["state"] == "open":
                line = lines[one["line"]]
                body = found(line, found_on, true=line["line"] not in false)
                await self.verifier.ok(f"/v1/verification-tasks/{one['task_id']}/findings", body)
        return (await self.manager.get(f"/v1/claims/{claim_id}")).json()

    async def verify(self, claim_id: str, on: str, false: Collection[int] = ()) -> dict[str, Any]:
        """Draw the sample and answer every task, also those of a full verification; a suspended claim is decided."""
        await self.draw(claim_id, on)
        claim = await self.answer_tasks(claim_id, on, false)
        if claim["state"] == "full_verification":
            claim = await self.answer_tasks(claim_id, on, false)
        if claim["state"] == "suspended":
            body = {"decided_on": on, "decision": "pay_verified", "reason": "the rest holds"}
            await self.manager.ok(f"/v1/claims/{claim_id}/decision", body)
            claim = (await self.manager.get(f"/v1/claims/{claim_id}")).json()
        return claim

    async def approve(self, claim_id: str, on: str) -> dict[str, Any]:
        """Both approvals."""
        path = f"/v1/claims/{claim_id}/approval"
        await self.manager.ok(path, {"approved_on": on})
        return await self.second_manager.ok(path, {"approved_on": on})

    async def bank_account(self) -> str:
        """A confirmed account, proposed by the institution; its id."""
        body = {"holder": "几江培训学校", "number": "6222000000000000001", "clearing_code": "102653000025"}
        body |= {"bank_name": "中国工商银行江津支行", "valid_from": "2007-07-01", "proposed_on": "2007-07-01"}
        account = await self.office.ok(f"/v1/institutions/{self.id}/bank-accounts", body)
        decided = {"decided_on": "2007-07-02", "confirmed": True}
        await self.finance.ok(f"/v1/bank-accounts/{account['id']}/decision", decided)
        return account["id"]

    async def draw_up(self, on: str, *claim_ids: str) -> dict[str, Any]:
        """A batch of these claims."""
        return await self.finance.ok("/v1/payment-batches", {"drawn_on": on, "claim_ids": list(claim_ids)})

    async def send(self, batch: dict[str, Any], on: str) -> dict[str, Any]:
        """Approve a batch twice and send it."""
        path = f"/v1/payment-batches/{batch['id']}"
        for desk in (self.manager, self.second_manager):
            await desk.ok(f"{path}/approval", {"approved_on": on})
        return await self.finance.ok(f"{path}/sending", {"sent_on": on})

    async def pay(self, on: str, *claim_ids: str, status: str = "paid") -> dict[str, Any]:
        """Draw up, approve, send, and take in the bank's answer; the batch as it then stands."""
        sent = await self.send(await self.draw_up(on, *claim_ids), on)
        lines = [
            {"end_to_end_id": order["end_to_end_id"], "status": status, "value_on": on, "reason": "户名不符"}
            for order in sent["orders"]
            if order["state"] == "sent"
        ]
        if not lines:
            return sent
        return await self.finance.ok(f"/v1/payment-batches/{sent['id']}/confirmation", {"lines": lines})

    async def budget(self) -> dict[str, str]:
        found = await self.manager.get(f"/v1/agreements?institution_id={self.id}")
        item = next(item for item in found.json()["items"] if item["id"] == self.agreement)
        return {key: item[key] for key in ("budget", "reserved", "paid", "free")}


def found(line: dict[str, Any], found_on: str, *, true: bool = True) -> dict[str, Any]:
    """A finding of a claim's line as `facts` has it, or one that belies it."""
    facts = line["facts"]
    if line["milestone"] == "M1":
        answers: dict[str, Any] = {"attended": true}
        if true:
            answers["certificate_number"] = facts["certificate_number"]
    else:
        answers = {"business_exists": true}
        if true:
            answers |= {"registered_on": facts["business_registered_on"], "licence_seen": True}
            answers |= {"still_open": True} if line["milestone"] == "M3" else {}
    return {
        "found_on": found_on,
        "kind": "home_visit",
        "evidence": "seen at home",
        "independent": True,
        "answers": answers,
    }


@dataclass
class Taught:
    class_id: str
    applicants: list[str]
    enrolments: list[str]
    numbers: list[str]


@pytest.fixture
async def school(service: RunningService) -> School:
    return await School(service).set_up()


@pytest.fixture
def together():
    """Run coroutines at the same time."""

    async def run(*awaitables):
        return await asyncio.gather(*awaitables)

    return run
