"""A partnership borrows as many times the personal maximum as it has partners (394号)."""

from typing import Any

import pytest
from kit.ids import new_id


async def apply(journey: Any, bank: str, lead: Any, partners: list[str], **other: Any) -> Any:
    given = {"amount": "60000.00", "partners": partners} | other
    given |= {"counter_guarantees": [{"kind": "deposit", "value": "90000.00", "description": "Savings book"}]}
    return await journey.maker.post("/v1/loan-applications", journey.application(lead, bank, **given))


async def test_three_partners_borrow_three_times_as_much(journey) -> None:
    bank = await journey.register_bank()
    lead, second, third = [await journey.applicant() for _ in range(3)]
    alone = await apply(journey, bank, lead, [])
    assert alone.json()["code"] == "amount_above_cap"
    too_much = await apply(journey, bank, lead, [second.id, third.id], amount="60000.01")
    assert too_much.json()["code"] == "amount_above_cap"
    answer = await apply(journey, bank, lead, [second.id, third.id])
    assert answer.status_code == 201, answer.text
    shown = (await journey.officer.get(f"/v1/loan-applications/{answer.json()['id']}")).json()
    assert shown["partner_ids"] == sorted([second.id, third.id])


async def test_a_partner_has_no_other_loan_open(journey) -> None:
    bank = await journey.register_bank()
    lead, partner, other = [await journey.applicant() for _ in range(3)]
    assert (await apply(journey, bank, lead, [partner.id], amount="40000.00")).status_code == 201
    own = await journey.maker.post("/v1/loan-applications", journey.application(partner, bank))
    assert (own.status_code, own.json()["code"]) == (409, "loan_already_open")
    again = await apply(journey, bank, other, [partner.id], amount="40000.00")
    assert (again.status_code, again.json()["code"]) == (422, "partner_not_qualified")
    lead_too = await apply(journey, bank, other, [lead.id], amount="40000.00")
    assert lead_too.json()["code"] == "partner_not_qualified"


async def test_partners_are_free_again_when_the_application_ends(journey) -> None:
    bank = await journey.register_bank()
    lead, partner = [await journey.applicant() for _ in range(2)]
    answer = await apply(journey, bank, lead, [partner.id], amount="40000.00")
    body = {"withdrawn_on": "2007-09-10", "reason": "A relative lends the money."}
    withdrawn = await journey.step(journey.maker, answer.json()["id"], "withdrawal", body)
    assert withdrawn.is_success, withdrawn.text
    own = await journey.maker.post("/v1/loan-applications", journey.application(partner, bank))
    assert own.status_code == 201, own.text


@pytest.mark.parametrize("wrong", ["unknown", "later", "itself", "twice", "without certificate", "too many"])
async def test_only_those_who_could_apply_themselves_are_partners(journey, wrong: str) -> None:
    bank = await journey.register_bank()
    lead = await journey.applicant()
    partners = {
        "unknown": [new_id()],
        "later": [(await journey.applicant(accepted_on="2007-10-01")).id],
        "itself": [lead.id],
        "twice": [(await journey.applicant()).id] * 2,
        "without certificate": [(await journey.applicant(package="GYB")).id],
        "too many": [new_id() for _ in range(5)],
    }[wrong]
    answer = await apply(journey, bank, lead, partners, amount="20000.00")
    code = "too_many_partners" if wrong == "too many" else "partner_not_qualified"
    assert (answer.status_code, answer.json()["code"]) == (422, code)
