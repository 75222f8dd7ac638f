"""A claim on the fund up to any step, told by its actors."""

from decimal import Decimal
from typing import Any

import pytest
from kit.testing import Client


@pytest.fixture
def claiming(journey) -> "Claiming":
    return Claiming(journey)


class Claiming:
    """What bank, guarantee institution and finance do with a claim; each step answers what the API answered."""

    def __init__(self, journey) -> None:
        self.journey = journey
        self.assessor = journey.officer
        self.checker = journey.service.as_role("guarantee_officer", account="checker")
        self.second = journey.service.as_role("manager", account="second")
        self.other_manager = journey.service.as_role("manager", account="other-manager")
        self.finance = journey.finance
        self._numbers = iter(range(1, 10_000))

    def lodging(self, loan_id: str, amount: str = "16000.00", **other: Any) -> dict[str, Any]:
        """The body of a sound claim for a loan of which nothing was paid."""
        body = {
            "loan_id": loan_id,
            "reference": f"DC-{next(self._numbers)}",
            "amount": amount,
            "lodged_on": "2008-01-22",
            "documents": [{"kind": "demand_letter", "reference": "CS-17", "dated_on": "2007-12-20"}],
            "statement": "Two visits and a letter brought nothing.",
        }
        return body | other

    async def lodge(self, bank: str, loan_id: str, amount: str = "16000.00", **other: Any) -> str:
        answer = await self.journey.bank(bank).ok("/v1/guarantee-claims", self.lodging(loan_id, amount, **other))
        return str(answer["id"])

    async def step(self, who: Client, claim_id: str, step: str, body: dict[str, Any]) -> Any:
        return await who.post(f"/v1/guarantee-claims/{claim_id}/{step}", body)

    async def assess(self, claim_id: str, amount: str = "16000.00", on: str = "2008-01-30") -> Any:
        body = {"assessed_on": on, "recommended_amount": amount, "findings": "Documented."}
        return await self.step(self.assessor, claim_id, "assessment", body)

    async def approve(
        self, claim_id: str, amount: str = "16000.00", on: str = "2008-02-01", who: Client | None = None
    ) -> Any:
        body = {"approved_on": on, "amount": amount, "reasons": "Agrees with the assessment."}
        return await self.step(who or self.checker, claim_id, "approval", body)

    async def reject(self, claim_id: str, on: str = "2008-02-01") -> Any:
        body = {"rejected_on": on, "reasons": "A pledge was released."}
        return await self.step(self.checker, claim_id, "rejection", body)

    async def approved(self, bank: str, loan_id: str, amount: str = "16000.00", approved: str | None = None) -> str:
        claim_id = await self.lodge(bank, loan_id, amount)
        assert (await self.assess(claim_id, amount)).is_success
        response = await self.approve(claim_id, approved or amount)
        assert response.json()["state"] == "approved", response.text
        return claim_id

    async def pay(self, claim_id: str, on: str = "2008-02-05", reference: str | None = None, **options: Any) -> Any:
        body = {"paid_on": on, "reference": reference or f"ZF-{next(self._numbers)}", "note": "Transfer."}
        return await self.finance.post(f"/v1/guarantee-claims/{claim_id}/payment", body, **options)

    async def paid(self, bank: str, loan_id: str, amount: str = "16000.00", approved: str | None = None) -> str:
        claim_id = await self.approved(bank, loan_id, amount, approved)
        response = await self.pay(claim_id)
        assert response.is_success, response.text
        return claim_id

    async def recover(self, claim_id: str, amount: str, source: str = "borrower", **other: Any) -> Any:
        body = {
            "reference": f"ZC-{next(self._numbers)}",
            "source": source,
            "amount": amount,
            "received_on": "2008-04-01",
            "note": "Came in.",
        }
        return await self.finance.post(f"/v1/guarantee-claims/{claim_id}/recoveries", body | other)

    async def detail(self, claim_id: str, **query: Any) -> Any:
        response = await self.journey.manager.get(f"/v1/guarantee-claims/{claim_id}", params=query)
        assert response.is_success, response.text
        return response.json()

    async def balances(self) -> dict[str, Decimal]:
        """The trial balance, by account over all banks; it must balance and agree with the fund."""
        ledger = (await self.journey.finance.get("/v1/fund/ledger", params={"limit": 500})).json()
        assert ledger["balanced"]
        found: dict[str, Decimal] = {}
        for item in ledger["accounts"]:
            found[item["account"]] = found.get(item["account"], Decimal(0)) + Decimal(item["balance"])
        assert found.get("special_account", Decimal(0)) == Decimal((await self.journey.fund())["net"])
        return found
