"""Credit on a database of its own, and the journey of an application up to any step."""

import itertools
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from credit.events.handlers import handlers
from credit.main import make_app
from credit.settings import Settings
from kit.ids import new_id
from kit.testing import Client, RunningService, running_service

FOLDER = Path(__file__).parents[1]
PROGRAMME = FOLDER.parents[1] / "programmes" / "jiangjin-2007"
AREA = "500116103"
DEPOSIT = {
    "kind": "deposit",
    "value": "40000.00",
    "description": "Savings book",
    "documents": ["deposit_receipt", "pledge_contract"],
}


@pytest.fixture
async def service(engines: None) -> AsyncIterator[RunningService]:
    def app(url: str, key: bytes) -> Any:
        return make_app(url, key, Settings(programme=PROGRAMME))

    async with running_service("credit", app, handlers, FOLDER / "migrations") as running:
        yield running


@pytest.fixture
def journey(service: RunningService) -> "Journey":
    return Journey(service)


class Journey:
    """The actors, and what they do; each step answers what the API answered."""

    def __init__(self, service: RunningService) -> None:
        self.service = service
        self.maker = service.as_role("case_worker", account="maker", area="500116")
        self.community = service.as_role("case_worker", account="community", area=AREA)
        self.bureau = service.as_role("manager", account="bureau")
        self.officer = service.as_role("guarantee_officer", account="officer")
        self.verifier = service.as_role("guarantee_officer", account="verifier")
        self.finance = service.as_role("finance", account="finance")
        self.manager = service.as_role("manager", account="manager")
        self._numbers = itertools.count(1)

    def bank(self, bank_id: str) -> Client:
        return self.service.as_role("bank", account=f"banker-{bank_id}", organisation=bank_id)

    async def register_bank(self, *, fund: str | None = "1000000.00", name: str | None = None) -> str:
        """A bank with money in its special account."""
        number = next(self._numbers)
        bank = await self.manager.ok("/v1/banks", {"name": name or f"Bank {number}"})
        if fund is not None:
            await self.contribute(bank["id"], fund)
        return str(bank["id"])

    async def contribute(self, bank_id: str, amount: str, on: str = "2007-07-02") -> Any:
        return await self.finance.ok(
            "/v1/fund/contributions",
            {"bank_id": bank_id, "amount": amount, "contributed_on": on, "reference": f"CZ-{next(self._numbers)}"},
        )

    async def applicant(self, *, area: str = AREA, accepted_on: str = "2007-07-10", package: str = "SYB") -> "Person":
        """An accepted participant with a certificate."""
        applicant_id, number = new_id(), f"{package}-2007-{next(self._numbers):06d}"
        await self.service.deliver(
            "applicants.applicant.accepted",
            applicant_id,
            {"applicant_id": applicant_id, "accepted_on": accepted_on, "area": area},
        )
        await self.service.deliver(
            "training.certificate.issued",
            new_id(),
            {
                "certificate_id": new_id(),
                "number": number,
                "applicant_id": applicant_id,
                "package": package,
                "issued_on": "2007-08-20",
            },
        )
        return Person(applicant_id, number)

    async def joint_group(self, people: "list[Person]") -> str:
        """A joint guarantee group of people of different households."""
        members = [{"applicant_id": person.id, "household": f"h{n}"} for n, person in enumerate(people)]
        number = f"LB-{next(self._numbers)}"
        body = {"agreement_number": number, "area": AREA, "members": members, "formed_on": "2007-08-20"}
        return str((await self.maker.ok("/v1/joint-groups", body))["id"])

    def application(self, person: "Person", bank: str, **other: Any) -> dict[str, Any]:
        """The body of a sound application."""
        body = {
            "applicant_id": person.id,
            "certificate_number": person.certificate,
            "bank_id": bank,
            "amount": "20000.00",
            "term_months": 12,
            "sector": "H62",
            "purpose": "A noodle shop",
            "plan": {"own_contribution": "5000.00", "monthly_net_cash": ["2500.00"] * 12},
            "counter_guarantees": [DEPOSIT],
            "applied_on": "2007-09-03",
        }
        return body | other

    async def apply(self, bank_id: str, person: "Person | None" = None, **other: Any) -> str:
        person = person or await self.applicant()
        answer = await self.maker.ok("/v1/loan-applications", self.application(person, bank_id, **other))
        return str(answer["id"])

    async def step(self, who: Client, application_id: str, step: str, body: dict[str, Any]) -> Any:
        return await who.post(f"/v1/loan-applications/{application_id}/{step}", body)

    async def reviewed(self, bank_id: str, person: "Person | None" = None, **other: Any) -> str:
        application_id = await self.apply(bank_id, person, **other)
        said = {"recommended_on": "2007-09-05", "opinion": "Reliable."}
        checked = {"reviewed_on": "2007-09-07", "approved": True, "opinion": "Sound."}
        assert (await self.step(self.community, application_id, "recommendation", said)).is_success
        assert (await self.step(self.bureau, application_id, "review", checked)).is_success
        await self.verify(application_id)
        return application_id

    async def verify(self, application_id: str, on: str = "2007-09-07") -> None:
        """One person sees all documents of every counter-guarantee, another finds them genuine."""
        path = f"/v1/loan-applications/{application_id}/counter-guarantees"
        for item in (await self.maker.get(path)).json()["items"]:
            if item["status"] == "missing":
                seen = {"documents": item["required_documents"], "seen_on": on}
                await self.maker.ok(f"{path}/{item['number']}/evidence", seen)
            if item["status"] in ("missing", "seen"):
                genuine = {"verified": True, "checked_on": on, "note": "Originals compared."}
                await self.verifier.ok(f"{path}/{item['number']}/verification", genuine)

    async def commit(self, application_id: str, on: str = "2007-09-10") -> Any:
        return await self.step(self.officer, application_id, "guarantee", {"committed_on": on})

    async def committed(self, bank_id: str, person: "Person | None" = None, **other: Any) -> str:
        application_id = await self.reviewed(bank_id, person, **other)
        response = await self.commit(application_id)
        assert response.status_code == 201, response.text
        return application_id

    async def decide(self, bank_id: str, application_id: str, *, approved: bool = True, on: str = "2007-09-20") -> Any:
        body = {"decided_on": on, "approved": approved, "reason": "Cash flow."}
        return await self.step(self.bank(bank_id), application_id, "decision", body)

    async def disbursed(self, bank_id: str, person: "Person | None" = None, **other: Any) -> dict[str, Any]:
        """A loan of 20,000 over twelve months, disbursed on 21 September 2007 at 7.29 %."""
        application_id = await self.committed(bank_id, person, **other)
        assert (await self.decide(bank_id, application_id)).is_success
        body = {"disbursed_on": "2007-09-21", "reference": f"FK-{next(self._numbers)}"}
        response = await self.step(self.bank(bank_id), application_id, "disbursement", body)
        assert response.status_code == 201, response.text
        return dict(response.json())

    async def repay(self, bank_id: str, *items: tuple[str, str, str, str]) -> Any:
        """Items of reference, loan, amount, day."""
        names = ("reference", "loan_id", "amount", "paid_on")
        body = {"items": [dict(zip(names, item, strict=True)) for item in items]}
        return await self.bank(bank_id).ok("/v1/repayments", body)

    async def fund(self, **query: Any) -> Any:
        response = await self.finance.get("/v1/fund", params=query)
        assert response.is_success, response.text
        return response.json()


class Person:
    """An applicant and the number of their certificate."""

    def __init__(self, id_: str, certificate: str) -> None:
        self.id = id_
        self.certificate = certificate
