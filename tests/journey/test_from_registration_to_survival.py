"""From registration to survival: one person's way through the programme, told as the rulebook tells it.

Liu Mei was laid off in 2005. In July 2007 she registers at Jijiang street, is accepted, learns to start a
business, is certified, opens a noodle shop with a guaranteed loan, and is found operating more than six months later.
Every step is taken by the person whose step it is, through the gateway.
"""

from datetime import date, timedelta
from decimal import Decimal

from followup.domain.licence import registration_check_digit
from qibu.roster.identity import identity_number

JIANGJIN = "500116"
LICENCE = "50011620710001"


async def test_from_registration_to_survival(bureau):
    manager = await bureau.hire("manager")
    second_manager = await bureau.hire("manager")
    finance = await bureau.hire("finance")
    officer = await bureau.hire("guarantee_officer")
    case_worker = await bureau.hire("case_worker", area=JIANGJIN)
    community = await bureau.hire("case_worker", area=JIANGJIN)
    before = await manager.get("/v1/scorecard")

    # The bureau certifies a school, its trainers, and agrees what results are worth.
    school_id, trainers = await _certified_school(manager, community)
    school = await bureau.hire("institution", organisation=school_id)
    agreement = await manager.does(
        "/v1/agreements", institution_id=school_id, valid_from="2007-07-01", valid_to="2008-12-31", budget="100000.00"
    )

    # The finance bureau puts the guarantee fund's money into its account at a partner bank.
    bank_id = (await manager.does("/v1/banks", name="江津农村信用合作联社"))["id"]
    bank = await bureau.hire("bank", organisation=bank_id)
    await finance.does(
        "/v1/fund/contributions", bank_id=bank_id, amount="100000.00", contributed_on="2007-07-02", reference="拨款1"
    )

    # Liu Mei registers, and every rule of eligibility is explained.
    liu = await case_worker.does("/v1/applicants", **_liu_mei())
    screening = await case_worker.does(f"/v1/applicants/{liu['id']}/screening", screened_on="2007-07-05")
    assert screening["state"] == "accepted"
    assert screening["free_of_charge"] is True
    assert all(rule["met"] and rule["reference"] and rule["policy_version"] for rule in screening["rules"])
    await case_worker.does(
        f"/v1/applicants/{liu['id']}/referral", institution_id=school_id, package="SYB", referred_on="2007-07-06"
    )

    # She learns, attends every session, and experts who did not teach her grade her plan.
    lesson = await school.does("/v1/classes", **_a_class(trainers))
    enrolment = await school.may_now(
        f"/v1/classes/{lesson['id']}/enrolments", applicant_id=liu["id"], enrolled_on="2007-07-09"
    )
    assert enrolment["free"] is True
    for number, held_on in enumerate(_days(), start=1):
        await school.does(
            f"/v1/classes/{lesson['id']}/sessions/{number}/attendance",
            recorded_on=held_on,
            present=[enrolment["id"]],
        )
    expert = await manager.does("/v1/experts", name="王专家", subjects=["SYB"], registered_on="2007-06-20")
    result = {"enrolment_id": enrolment["id"], "plan_grade": "pass", "grader": expert["number"]}
    await school.does(f"/v1/classes/{lesson['id']}/results", graded_on="2007-07-27", results=[result])
    await school.does(f"/v1/classes/{lesson['id']}/completion", completed_on="2007-07-28")
    issued = await case_worker.does(f"/v1/classes/{lesson['id']}/certificates", issued_on="2007-08-01")
    (certificate,) = issued["certificates"]

    # With the certificate she applies for a loan; each step is somebody else's.
    guarantor = await case_worker.does("/v1/guarantors", **_teacher())
    application = await case_worker.may_now(
        "/v1/loan-applications", **_application(liu, certificate, bank_id, guarantor["id"])
    )
    path = f"/v1/loan-applications/{application['id']}"
    assert (
        await case_worker.refused(f"{path}/recommendation", recommended_on="2007-08-10", opinion="好") == "same_person"
    )
    await community.does(f"{path}/recommendation", recommended_on="2007-08-10", opinion="本人诚信，同意推荐。")
    await manager.does(f"{path}/review", reviewed_on="2007-08-13", approved=True, opinion="同意。")
    checked = {"verified": True, "checked_on": "2007-08-14", "note": "原件已核对"}
    await officer.does(f"{path}/counter-guarantees/1/verification", **checked)
    guarantee = await officer.does(f"{path}/guarantee", committed_on="2007-08-15")
    assert guarantee["amount"] == "16000.00", "the fund covers 80% of 20,000"
    await bank.does(f"{path}/decision", decided_on="2007-08-20", approved=True, reason="符合条件")
    loan = await bank.does(f"{path}/disbursement", disbursed_on="2007-08-27", reference="FK-1")
    assert sum(Decimal(line["principal"]) for line in loan["schedule"]) == 20000

    # She opens her shop; the licence is seen and the visits are planned.
    business = await case_worker.may_now("/v1/businesses", **_shop(liu))
    first = loan["schedule"][0]
    repayment = {
        "reference": "HK-1",
        "loan_id": loan["loan_id"],
        "paid_on": first["due_on"],
        "amount": str(Decimal(first["principal"]) + Decimal(first["interest"])),
    }
    paid = await bank.does("/v1/repayments", items=[repayment])
    assert [line["status"] for line in paid["lines"]] == ["recorded"]
    again = await bank.does("/v1/repayments", items=[repayment])
    assert [line["status"] for line in again["lines"]] == ["duplicate"]

    # Six months to the day is not yet more than six months; the day after is.
    visits = f"/v1/businesses/{business['id']}/visits"
    people = {"full_time": 2, "part_time": 0, "women": 1, "formerly_laid_off": 1, "with_contract": 2}
    people["with_social_insurance"] = 1
    await case_worker.does(visits, visited_on="2008-03-01", outcome="operating", people=people)
    early = await manager.get("/v1/scorecard")
    await case_worker.does(visits, visited_on="2008-03-02", outcome="operating", people=people)

    # The three measures of the pilot, and each step of the funnel.
    after = await manager.get("/v1/scorecard")
    assert _grown(before, early, "businesses_surviving_six_months") == 0
    assert _grown(before, after, "participants") == 1
    assert _grown(before, after, "businesses_surviving_six_months") == 1
    assert _grown(before, after, "new_jobs") == 2
    listed = await manager.get("/v1/scorecard/figures/participants/people")
    assert liu["id"] in str(listed)

    # The school is paid by results: certificate, start within six months, survival. Never twice.
    async def earned() -> bool:
        found = await school.get("/v1/milestones")
        return {item["milestone"] for item in found["items"]} == {"M1", "M2", "M3"}

    await school.eventually(earned)
    claim = await school.does("/v1/claims", agreement_id=agreement["id"], claimed_on="2008-03-10")
    assert [(line["milestone"], line["amount"]) for line in claim["lines"]] == [
        ("M1", "500.00"),
        ("M2", "500.00"),
        ("M3", "100.00"),
    ]
    path = f"/v1/claims/{claim['id']}"
    await manager.does(f"{path}/sample", drawn_on="2008-03-12")
    await _verified_blindly(community, liu, certificate)
    await manager.does(f"{path}/approval", approved_on="2008-03-25")
    await second_manager.does(f"{path}/approval", approved_on="2008-03-26")
    account = await finance.does(f"/v1/institutions/{school_id}/bank-accounts", **_an_account())
    await manager.does(f"/v1/bank-accounts/{account['id']}/decision", decided_on="2008-03-27", confirmed=True)
    batch = await finance.does("/v1/payment-batches", drawn_on="2008-03-28", claim_ids=[claim["id"]])
    order = f"/v1/payment-batches/{batch['id']}"
    for desk in (manager, second_manager):
        await desk.does(f"{order}/approval", approved_on="2008-03-28")
    sent = await finance.does(f"{order}/sending", sent_on="2008-03-28")
    assert {file["format"] for file in sent["files"]} == {"xlsx", "csv", "xml"}
    answer = {"end_to_end_id": sent["orders"][0]["end_to_end_id"], "status": "paid", "value_on": "2008-03-31"}
    settled = await finance.does(f"{order}/confirmation", lines=[answer])
    assert (settled["state"], settled["net"]) == ("settled", "1100.00")
    again = {"drawn_on": "2008-03-31", "claim_ids": [claim["id"]]}
    assert await finance.refused("/v1/payment-batches", **again) == "claim_not_payable"
    assert await school.refused("/v1/claims", agreement_id=agreement["id"], claimed_on="2008-04-10")

    # Her whole story stands at one address, told by four services.
    async def told() -> bool:
        story = await case_worker.get(f"/v1/participants/{liu['id']}/story")
        return story["missing"] == [] and story["parts"]["applicants"]["state"] == "surviving"

    await case_worker.eventually(told)


def _an_account():
    account = {"holder": "江津区职业培训学校", "number": "6222000000000000001", "clearing_code": "102653000025"}
    return account | {"bank_name": "中国工商银行江津支行", "valid_from": "2007-07-01", "proposed_on": "2008-03-26"}


def _grown(before, after, figure):
    return after["figures"][figure]["value"] - before["figures"][figure]["value"]


async def _certified_school(manager, inspector):
    papers = [
        {"kind": kind, "received_on": "2007-06-01"}
        for kind in ("legal_status", "premises", "equipment", "finance", "staff")
    ]
    school = await manager.does(
        "/v1/institutions", name="江津区就业训练中心", area=JIANGJIN, applied_on="2007-06-01", documents=papers
    )
    path = f"/v1/institutions/{school['id']}"
    checklist = (
        "originals_seen",
        "fire_safety",
        "rooms",
        "equipment",
        "licensed_trainers",
        "records",
        "fees_displayed",
    )
    items = [{"item": item, "met": True} for item in checklist]
    await inspector.does(f"{path}/inspection", inspected_on="2007-06-10", items=items, findings="场地、师资合格")
    await manager.does(f"{path}/certification", certified_from="2007-06-15", certified_to="2009-06-14")
    licence = {"package": "SYB", "level": "trainer", "valid_from": "2006-01-01", "valid_to": "2008-12-31"}
    trainers = [
        (await manager.does("/v1/trainers", institution_id=school["id"], name=name, licences=[licence]))["id"]
        for name in ("张讲师", "李讲师")
    ]
    return school["id"], trainers


def _liu_mei():
    return {
        "name": "刘梅",
        "identity_number": identity_number("510225", date(1970, 3, 8), 268, male=False),
        "phone": "13983000001",
        "area": "500116001",
        "education": "junior_middle",
        "employment_status": "laid_off",
        "unemployed_since": "2005-11-01",
        "target_group": "laid_off",
        "group_document_number": "渝江再就业0001",
        "wants": "own_business",
        "idea": {"sector": "67", "description": "面馆", "own_capital": "15000.00"},
        "runs_registered_business": False,
        "consent": {"purpose": "start-up programme", "given_on": "2007-07-02"},
        "registered_on": "2007-07-02",
    }


def _days():
    return [str(date(2007, 7, 10) + timedelta(days=number)) for number in range(10)]


def _a_class(trainers):
    return {
        "package": "SYB",
        "capacity": 25,
        "fee": "900.00",
        "venue": "几江教室一",
        "trainer_ids": trainers,
        "sessions": [
            {
                "number": number,
                "held_on": held_on,
                "starts_at": "09:00",
                "hours": "7",
                "trainer_id": trainers[number % 2],
                "venue": "几江教室一",
            }
            for number, held_on in enumerate(_days(), start=1)
        ],
    }


def _teacher():
    return {
        "name": "李建国",
        "identity_number": "500381196803150011",
        "area": "500116001",
        "employer": "public_employee",
        "employer_name": "江津中学",
        "annual_income": "30000.00",
        "insured_months": 60,
        "retires_on": "2028-03-15",
        "registered_on": "2007-08-06",
    }


def _application(liu, certificate, bank_id, guarantor_id):
    return {
        "applicant_id": liu["id"],
        "certificate_number": certificate["number"],
        "bank_id": bank_id,
        "amount": "20000.00",
        "term_months": 12,
        "sector": "67",
        "purpose": "面馆开业",
        "plan": {"own_contribution": "15000.00", "monthly_net_cash": ["2600.00"] * 12},
        "counter_guarantees": [
            {
                "kind": "public_employee",
                "description": "江津中学教师",
                "value": "20000.00",
                "documents": [
                    "identity_card",
                    "employment_certificate",
                    "income_certificate",
                    "guarantee_undertaking",
                ],
                "guarantor_id": guarantor_id,
            }
        ],
        "applied_on": "2007-08-06",
    }


def _shop(liu):
    return {
        "owners": [liu["id"]],
        "name": "刘梅面馆",
        "licence_number": LICENCE + registration_check_digit(LICENCE),
        "registered_on": "2007-09-01",
        "sector": "67",
        "area": "500116001",
        "address": "几江街道大西门12号",
        "form": "individual",
        "licence_seen_on": "2007-09-05",
    }


async def _verified_blindly(verifier, liu, certificate):
    """Somebody who had nothing to do with her asks what the tasks ask; they do not say what the school claims."""
    tasks = (await verifier.get(f"/v1/verification-tasks?state=open&applicant_id={liu['id']}"))["items"]
    assert len(tasks) == 3
    assert certificate["number"] not in str(tasks)
    seen = {"business_exists": True, "registered_on": _shop(liu)["registered_on"], "licence_seen": True}
    for task in tasks:
        answers = seen | {"still_open": True} if "still_open" in task["optional"] else seen
        if "attended" in task["required"]:
            answers = {"attended": True, "certificate_number": certificate["number"]}
        await verifier.does(
            f"/v1/verification-tasks/{task['id']}/findings",
            found_on="2008-03-20",
            kind="business_visit",
            evidence="执照与合格证原件已核对",
            independent=True,
            answers=answers,
        )
