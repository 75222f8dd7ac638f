"""Guarantors: registered once, masked, promising no more than they have, in no circle and to no relation."""

import asyncio

import pytest
from credit.store.tables import securities
from kit import tables
from kit.ids import new_id
from sqlalchemy import select

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PATH = "/v1/loan-applications"


def identity(order: int, born: str = "19680315") -> str:
    seventeen = f"500381{born}{order:03d}"
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, seventeen, strict=True))
    return seventeen + "10X98765432"[total % 11]


def facts(order: int, **other) -> dict:
    return {
        "name": "李建国",
        "identity_number": identity(order),
        "area": "500116103",
        "employer": "public_employee",
        "employer_name": "江津中学",
        "annual_income": "40000.00",
        "insured_months": 96,
        "retires_on": "2028-03-15",
        "registered_on": "2007-09-01",
    } | other


async def register(journey, order: int, **other) -> str:
    return (await journey.maker.ok("/v1/guarantors", facts(order, **other)))["id"]


def promise(guarantor_id: str, value: str = "16000.00", **other) -> dict:
    return {
        "kind": "public_employee",
        "value": value,
        "description": "Teacher",
        "guarantor_id": guarantor_id,
    } | other


async def apply(journey, bank: str, person, *items):
    return await journey.maker.post(PATH, journey.application(person, bank, counter_guarantees=list(items)))


async def test_a_person_is_registered_once_encrypted_and_shown_masked(journey, service) -> None:
    found = await register(journey, 1)
    again = await journey.maker.post("/v1/guarantors", facts(1, name="Another"))
    assert (again.status_code, again.json()["code"]) == (409, "guarantor_registered_already")
    assert found in again.json()["detail"]
    assert identity(1) not in again.text
    detail = (await journey.maker.get(f"/v1/guarantors/{found}")).json()
    assert (detail["name"], detail["identity_number"]) == ("李**", "500***********" + identity(1)[-4:])
    assert identity(1) not in str(detail)
    async with service.database.engine.connect() as one:
        for table in (securities.guarantor, tables.audit, tables.outbox, tables.idempotency):
            rows = (await one.execute(select(table))).all()
            assert identity(1) not in str(rows), table.name
            assert "李建国" not in str(rows), table.name
    clear = await journey.officer.ok(f"/v1/guarantors/{found}/reveal", {"reason": "Contract"})
    assert (clear["name"], clear["identity_number"]) == ("李建国", identity(1))
    refused = await journey.maker.post(f"/v1/guarantors/{found}/reveal", {"reason": "Curious"})
    assert refused.status_code == 403
    event = (await service.events("credit.guarantor.registered"))[0]["data"]
    assert set(event) == {"guarantor_id", "kind", "area", "applicant_id", "registered_on"}


@pytest.mark.parametrize(
    ("flaw", "code"),
    [
        ({"identity_number": "50038119680315001"}, "identity_number_invalid"),
        ({"identity_number": identity(1)[:-1] + ("1" if identity(1)[-1] != "1" else "2")}, "identity_number_invalid"),
        ({"identity_number": identity(1, "19681315")}, "identity_number_invalid"),
        ({"identity_number": identity(1, "19900301")}, "guarantor_too_young"),
        ({"area": "500107"}, "not_found"),
        ({"registered_on": "2999-01-01"}, "date_in_future"),
    ],
)
async def test_a_registration_with_a_fault_is_refused_by_name(journey, flaw, code) -> None:
    answer = await journey.maker.post("/v1/guarantors", facts(1, **flaw))
    assert answer.json()["code"] == code, answer.text
    assert (await journey.maker.get("/v1/guarantors")).json() == {"items": [], "next": None}


async def test_a_stranger_sees_no_guarantor_of_another_area(journey, service) -> None:
    found = await register(journey, 1)
    stranger = service.as_role("case_worker", account="far", area="500107")
    assert (await stranger.get(f"/v1/guarantors/{found}")).status_code == 404
    assert (await stranger.get("/v1/guarantors")).json()["items"] == []


async def test_promises_stay_within_a_years_income_and_are_freed_with_the_application(journey) -> None:
    bank, guarantor = await journey.register_bank(), await register(journey, 1)
    people = [await journey.applicant() for _ in range(3)]
    first = await apply(journey, bank, people[0], promise(guarantor, "16000.00"))
    assert first.status_code == 201, first.text
    assert (await apply(journey, bank, people[1], promise(guarantor, "24000.00"))).status_code == 201
    full = await apply(journey, bank, people[2], promise(guarantor, "16000.00"))
    assert (full.status_code, full.json()["code"]) == (409, "guarantor_overcommitted")
    shown = (await journey.maker.get(f"/v1/guarantors/{guarantor}")).json()
    assert (shown["promised"], shown["capacity"]) == ("40000.00", "40000.00")
    ended = {"withdrawn_on": "2007-09-10", "reason": "Own money."}
    assert (await journey.step(journey.maker, first.json()["id"], "withdrawal", ended)).is_success
    assert (await apply(journey, bank, people[2], promise(guarantor, "16000.00"))).status_code == 201
    freed = [item["freed_on"] for item in (await journey.maker.get(f"/v1/guarantors/{guarantor}")).json()["promises"]]
    assert freed == ["2007-09-10", None, None]


async def test_many_at_once_never_oversell_a_guarantor(journey) -> None:
    bank, guarantor = await journey.register_bank(), await register(journey, 1, annual_income="50000.00")
    people = [await journey.applicant() for _ in range(10)]
    answers = await asyncio.gather(*(apply(journey, bank, person, promise(guarantor)) for person in people))
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [409] * 7
    assert (await journey.maker.get(f"/v1/guarantors/{guarantor}")).json()["promised"] == "48000.00"


async def test_a_repaid_loan_frees_the_guarantor_and_a_bounced_repayment_binds_again(journey) -> None:
    bank, guarantor = await journey.register_bank(), await register(journey, 1)
    loan = await journey.disbursed(bank, counter_guarantees=[promise(guarantor)])
    rest = sum(float(line["principal"]) + float(line["interest"]) for line in loan["schedule"])
    await journey.repay(bank, ("JS-1", loan["loan_id"], f"{rest:.2f}", "2008-09-21"))
    shown = (await journey.maker.get(f"/v1/guarantors/{guarantor}")).json()
    assert (shown["promised"], shown["promises"][0]["freed_on"]) == ("0.00", "2008-09-21")


@pytest.mark.parametrize(
    "flaw",
    [
        {"annual_income": "19999.99"},
        {"insured_months": 11},
        {"retires_on": "2010-09-02"},
        {"employer": "local_employee"},
    ],
)
async def test_a_registered_guarantor_meets_the_same_rules(journey, flaw) -> None:
    bank, guarantor = await journey.register_bank(), await register(journey, 1, **flaw)
    refused = await apply(journey, bank, await journey.applicant(), promise(guarantor))
    assert (refused.status_code, refused.json()["code"]) == (422, "guarantor_not_qualified"), refused.text


async def test_what_is_named_must_be_known_once_and_in_one_form(journey) -> None:
    bank, guarantor = await journey.register_bank(), await register(journey, 1)
    person = await journey.applicant()
    cases = [
        ([promise(new_id())], "guarantor_unknown"),
        ([promise(guarantor, "8000"), promise(guarantor, "8000")], "security_named_twice"),
        ([{"kind": "public_employee", "value": "1", "description": "x"}], None),
        ([{"kind": "deposit", "description": "x"}], "counter_guarantee_incomplete"),
        ([{"kind": "deposit", "value": "1", "description": "x", "guarantor_id": guarantor}], None),
    ]
    for items, code in cases:
        answer = await apply(journey, bank, person, *items)
        assert answer.json()["code"] == (code or "counter_guarantee_incomplete"), answer.text


@pytest.mark.parametrize("relation", ["spouse", "business_partner"])
async def test_spouses_and_partners_may_not_guarantee_each_other_in_either_direction(journey, relation) -> None:
    bank = await journey.register_bank()
    one, two = await journey.applicant(), await journey.applicant()
    first = await register(journey, 1, applicant_id=one.id)
    second = await register(journey, 2, applicant_id=two.id)
    older = await apply(journey, bank, two, promise(first))
    assert older.status_code == 201
    body = {"relation": relation, "other_guarantor_id": second, "since_on": "2001-05-01"}
    told = await journey.maker.ok(f"/v1/guarantors/{first}/relations", body)
    assert told["affected_applications"] == [older.json()["id"]], "an open guarantee between the two is pointed out"
    twice = await journey.maker.post(f"/v1/guarantors/{second}/relations", body | {"other_guarantor_id": first})
    assert twice.json()["code"] == "relation_already_recorded"
    refused = await apply(journey, bank, one, promise(second))
    assert (refused.status_code, refused.json()["code"]) == (409, "guarantor_related"), refused.text
    said = {"recommended_on": "2007-09-05", "opinion": "Reliable."}
    assert (await journey.step(journey.community, older.json()["id"], "recommendation", said)).is_success
    checked = {"reviewed_on": "2007-09-07", "approved": True, "opinion": "Sound."}
    assert (await journey.step(journey.bureau, older.json()["id"], "review", checked)).is_success
    await journey.verify(older.json()["id"])
    assert (await journey.commit(older.json()["id"])).json()["code"] == "guarantor_related"
    end = f"/v1/guarantors/{first}/relations/{told['id']}/end"
    await journey.maker.ok(end, {"ended_on": "2007-09-09"})
    assert (await journey.commit(older.json()["id"])).status_code == 201


async def test_a_spouse_recorded_as_applicant_is_refused(journey) -> None:
    bank, guarantor = await journey.register_bank(), await register(journey, 1)
    wife = await journey.applicant()
    body = {"relation": "spouse", "other_applicant_id": wife.id, "since_on": "2001-05-01"}
    await journey.maker.ok(f"/v1/guarantors/{guarantor}/relations", body)
    assert (await apply(journey, bank, wife, promise(guarantor))).json()["code"] == "guarantor_related"
    assert (await apply(journey, bank, await journey.applicant(), promise(guarantor))).status_code == 201


async def circle_of(journey, length: int):
    """Participants who are guarantors too; each but the last guarantees the next one's loan."""
    bank = await journey.register_bank()
    people = [await journey.applicant() for _ in range(length)]
    ids = [await register(journey, order, applicant_id=person.id) for order, person in enumerate(people)]
    for borrower, guarantor in zip(people[1:], ids, strict=False):
        assert (await apply(journey, bank, borrower, promise(guarantor))).status_code == 201
    return bank, people, ids


@pytest.mark.parametrize("length", [1, 2, 5])
async def test_a_guarantee_that_closes_a_circle_is_refused(journey, length) -> None:
    bank, people, ids = await circle_of(journey, length)
    refused = await apply(journey, bank, people[0], promise(ids[-1]))
    expected = (422, "guarantor_not_qualified") if length == 1 else (409, "guarantee_circle")
    assert (refused.status_code, refused.json()["code"]) == expected, refused.text


async def test_two_that_together_would_close_a_circle_do_not_both_pass(journey) -> None:
    bank = await journey.register_bank()
    for round_number in range(4):
        one, two = await journey.applicant(), await journey.applicant()
        first = await register(journey, 2 * round_number, applicant_id=one.id)
        second = await register(journey, 2 * round_number + 1, applicant_id=two.id)
        answers = await asyncio.gather(
            apply(journey, bank, two, promise(first)), apply(journey, bank, one, promise(second))
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409]
        assert {answer.json().get("code") for answer in answers} == {None, "guarantee_circle"}


async def test_a_circle_that_comes_to_light_later_stops_the_next_commitment(journey) -> None:
    bank = await journey.register_bank()
    one, two = await journey.applicant(), await journey.applicant()
    first, second = await register(journey, 1), await register(journey, 2, applicant_id=two.id)
    open_one = await journey.reviewed(bank, two, counter_guarantees=[promise(first)])
    assert (await apply(journey, bank, one, promise(second))).status_code == 201
    answer = await journey.maker.patch(f"/v1/guarantors/{first}", {"facts_on": "2007-09-08", "applicant_id": one.id}, 1)
    assert answer.json()["circle"] == [one.id, two.id], answer.text
    assert (await journey.commit(open_one)).json()["code"] == "guarantee_circle"


async def test_the_graph_around_an_application_shows_the_open_guarantees(journey) -> None:
    bank, people, ids = await circle_of(journey, 4)
    del bank, ids
    query = {"applicant_id": people[1].id}
    middle = (await journey.maker.get(PATH, params=query)).json()["items"][0]["id"]
    near = (await journey.manager.get(f"{PATH}/{middle}/guarantee-graph", params={"steps": 1})).json()
    assert {(edge["guarantor_id"], edge["borrower_id"]) for edge in near["edges"]} == {
        (people[0].id, people[1].id),
        (people[1].id, people[2].id),
    }
    assert near["complete"] is False
    whole = (await journey.manager.get(f"{PATH}/{middle}/guarantee-graph", params={"steps": 3})).json()
    assert (len(whole["edges"]), whole["complete"]) == (3, True)


async def test_facts_are_brought_up_to_date_on_the_version_that_was_read(journey) -> None:
    guarantor = await register(journey, 1)
    path = f"/v1/guarantors/{guarantor}"
    answer = await journey.maker.patch(path, {"facts_on": "2008-03-01", "annual_income": "26000.00"}, 1)
    assert (answer.json()["capacity"], answer.json()["version"]) == ("26000.00", 2)
    stale = await journey.maker.patch(path, {"facts_on": "2008-03-02", "insured_months": 99}, 1)
    assert stale.json()["code"] == "version_stale"
    back = await journey.maker.patch(path, {"facts_on": "2008-02-01", "insured_months": 99}, 2)
    assert back.json()["code"] == "dates_out_of_order"


async def apply_together(journey, bank: str, lead, partner, item):
    body = journey.application(lead, bank, counter_guarantees=[item], partners=[partner.id])
    return await journey.maker.post(PATH, body)


async def test_who_borrows_together_does_not_guarantee_for_each_other(journey) -> None:
    bank = await journey.register_bank()
    lead, partner = await journey.applicant(), await journey.applicant()
    guarantor = await register(journey, 1, applicant_id=partner.id)
    refused = await apply_together(journey, bank, lead, partner, promise(guarantor))
    assert (refused.status_code, refused.json()["code"]) == (409, "guarantor_related"), refused.text
    related = {"relation": "spouse", "other_applicant_id": partner.id, "since_on": "2001-05-01"}
    husband = await register(journey, 2)
    await journey.maker.ok(f"/v1/guarantors/{husband}/relations", related)
    refused = await apply_together(journey, bank, lead, partner, promise(husband))
    assert refused.json()["code"] == "guarantor_related", "a partner owes the loan too"


async def test_a_circle_through_a_partner_is_refused_too(journey) -> None:
    bank = await journey.register_bank()
    lead, partner, friend = [await journey.applicant() for _ in range(3)]
    of_friend = await register(journey, 1, applicant_id=friend.id)
    of_partner = await register(journey, 2, applicant_id=partner.id)
    assert (await apply_together(journey, bank, lead, partner, promise(of_friend))).status_code == 201
    refused = await apply(journey, bank, friend, promise(of_partner))
    assert (refused.status_code, refused.json()["code"]) == (409, "guarantee_circle"), refused.text
