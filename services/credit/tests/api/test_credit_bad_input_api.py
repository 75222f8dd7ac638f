"""What bad input, haste and two people at once get: a problem by name, nothing half done."""

import asyncio

import pytest
from credit.store.tables.applications import loan_application
from credit.store.tables.loans import loan
from sqlalchemy import func, select


async def count(service, table) -> int:
    async with service.database.reading(service.call) as tx:
        return int(await tx.value(select(func.count()).select_from(table)))


@pytest.mark.parametrize(
    "change",
    [
        {"amount": "NaN"},
        {"amount": True},
        {"amount": "1e30"},
        {"amount": "-1"},
        {"amount": "0.001"},
        {"amount": {"yuan": 1}},
        {"term_months": 0},
        {"term_months": True},
        {"purpose": ""},
        {"purpose": "x" * 3000},
        {"applied_on": "2007-02-30"},
        {"applied_on": 0},
        {"applied_on": 1183248000},
        {"applicant_id": "1"},
        {"plan": {"own_contribution": "1.00", "monthly_net_cash": ["1.00"] * 11}},
        {"counter_guarantees": []},
        {"counter_guarantees": [{"kind": "promise", "value": "1", "description": "x"}]},
    ],
    ids=str,
)
async def test_an_application_with_a_fault_names_the_field(journey, service, change) -> None:
    bank = await journey.register_bank()
    body = journey.application(await journey.applicant(), bank) | change
    answer = await journey.maker.post("/v1/loan-applications", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "input_invalid"), answer.text
    assert answer.json()["where"].startswith(next(iter(change)))
    assert await count(service, loan_application) == 0


async def test_odd_but_valid_input_is_never_an_error_of_ours(journey) -> None:
    bank = await journey.register_bank()
    person = await journey.applicant()
    tiny = journey.application(person, bank, amount="0.01", term_months=24)
    refused = await journey.maker.post("/v1/loan-applications", tiny)
    assert (refused.status_code, refused.json()["code"]) == (422, "multiple_too_coarse")
    assert (await journey.maker.post("/v1/loan-applications", tiny | {"amount": "0.24"})).status_code == 201
    lone = journey.application(await journey.applicant(), bank)
    raw = __import__("json").dumps(lone | {"purpose": "?"}).replace('"?"', '"\\ud800"')
    headers = {"Content-Type": "application/json"}
    answer = await journey.maker.post("/v1/loan-applications", None, content=raw, headers=headers)
    assert answer.status_code == 422
    for path in ("/v1/fund", "/v1/fund/ledger", "/v1/portfolio"):
        for day in ("0001-01-01", "9999-12-31", "yesterday"):
            assert (await journey.manager.get(path, params={"as_of": day})).status_code == 422


async def test_someone_who_made_the_application_does_not_recommend_it(journey) -> None:
    application_id = await journey.apply(await journey.register_bank())
    body = {"recommended_on": "2007-09-05", "opinion": "Mine."}
    answer = await journey.step(journey.maker, application_id, "recommendation", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "same_person")


async def test_an_illegal_step_is_refused(journey) -> None:
    bank = await journey.register_bank()
    application_id = await journey.apply(bank)
    for answer in (await journey.commit(application_id), await journey.decide(bank, application_id)):
        assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")


async def test_a_larger_loan_waits_for_a_second_reviewer(journey, service) -> None:
    bank = await journey.register_bank()
    application_id = await journey.apply(bank, amount="30000.00", applied_on="2008-02-01")
    said = {"recommended_on": "2008-02-02", "opinion": "Reliable."}
    assert (await journey.step(journey.community, application_id, "recommendation", said)).is_success
    checked = {"reviewed_on": "2008-02-03", "approved": True, "opinion": "Sound."}
    first = (await journey.step(journey.bureau, application_id, "review", checked)).json()
    assert (first["state"], first["reviewers"], first["reviewers_needed"]) == ("recommended", 1, 2)
    assert await service.events("credit.application.reviewed") == []
    same = await journey.step(journey.bureau, application_id, "review", checked)
    assert same.json()["code"] == "same_person"
    second = (await journey.step(journey.manager, application_id, "review", checked)).json()
    assert second["state"] == "reviewed"


async def test_two_disbursements_at_once_pay_out_once(journey, service) -> None:
    bank = await journey.register_bank()
    application_id = await journey.committed(bank)
    assert (await journey.decide(bank, application_id)).is_success
    answers = await asyncio.gather(
        *(
            journey.step(
                journey.bank(bank),
                application_id,
                "disbursement",
                {"disbursed_on": "2007-09-21", "reference": f"FK-{number}"},
            )
            for number in range(5)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    assert await count(service, loan) == 1


async def test_a_grace_as_long_as_the_loan_is_refused(journey) -> None:
    bank = await journey.register_bank()
    application_id = await journey.committed(bank)
    assert (await journey.decide(bank, application_id)).is_success
    body = {"disbursed_on": "2007-09-21", "reference": "FK-1", "grace_months": 12}
    answer = await journey.step(journey.bank(bank), application_id, "disbursement", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "grace_too_long")


async def test_a_problem_is_told_in_chinese_when_asked(journey) -> None:
    bank = await journey.register_bank(fund=None)
    application_id = await journey.reviewed(bank)
    path = f"/v1/loan-applications/{application_id}/guarantee"
    answer = await journey.officer.post(path, {"committed_on": "2007-09-10"}, headers={"Accept-Language": "zh-CN"})
    assert answer.status_code == 409
    assert "可用额度 0.00 元" in answer.json()["detail"]
