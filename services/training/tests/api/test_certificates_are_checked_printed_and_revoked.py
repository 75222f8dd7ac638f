"""A certificate on paper leads to its public page; once it is revoked nothing rests on it any more."""

import io
from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp
from sqlalchemy import text

NAME = "王秀英"


async def first_certificate(school, service, learners: int = 1, **options):
    taught = await school.certified_class(learners, **options)
    events = await service.events("training.certificate.issued")
    return taught, [event["data"]["number"] for event in events if event["data"]["applicant_id"] in taught.applicants]


async def paper(school, number: str, **body):
    path = f"/v1/certificates/{number}/prints"
    noted = await school.inspector.post(path, body)
    if noted.status_code != 201:
        return noted
    return await school.inspector.get(f"{path}/{noted.json()['print_number']}")


def page_of(pdf: bytes):
    return pypdfium2.PdfDocument(io.BytesIO(pdf))[0]


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_code_on_the_paper_leads_to_the_public_page(school, service, language):
    _, [number] = await first_certificate(school, service)
    answer = await paper(school, number, language=language, holder_name=NAME)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    page = page_of(answer.content)
    words = page.get_textpage().get_text_range()
    assert NAME in words
    assert number in words
    (found,) = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    address = urlsplit(found.text)
    assert f"{address.scheme}://{address.netloc}" == service.app.state.public_url
    seen = await service.http.get(f"{address.path}?{address.query}")
    assert seen.status_code == 200, "without an account"
    assert "证书有效" in seen.text
    assert "王**" in seen.text
    assert NAME not in seen.text
    assert "<script" not in seen.text


async def test_a_number_without_its_code_tells_nothing(school, service):
    taught, [number] = await first_certificate(school, service)
    for code in ("", "AAAAAAAAAAAA"):
        guess = await service.http.get(f"/v1/certificate-checks/{number}", params={"code": code})
        assert (guess.status_code, guess.json()["code"]) == (404, "not_found")
        page = await service.http.get(f"/v1/certificate-checks/{number}/page", params={"code": code})
        assert "没有该编号和核验码的证书" in page.text
        assert taught.applicants[0] not in guess.text + page.text


async def test_the_name_is_asked_for_once_kept_encrypted_and_must_stay_the_same(school, service):
    _, [number] = await first_certificate(school, service)
    unnamed = await paper(school, number)
    assert (unnamed.status_code, unnamed.json()["code"]) == (422, "holder_unknown")
    assert (await paper(school, number, holder_name=" 王 秀英 ")).status_code == 200
    other = await paper(school, number, holder_name="王秀兰")
    assert (other.status_code, other.json()["code"]) == (409, "holder_differs")
    again = await paper(school, number)
    assert "第 2 次打印" in page_of(again.content).get_textpage().get_text_range()
    async with service.database.reading(service.call) as tx:
        for table in ("certificate_holder", "idempotency", "audit", "outbox"):
            rows = await tx.all(text(f"SELECT t::text AS row FROM {table} t"))  # noqa: S608 - names of the test's own
            assert not any(NAME in row["row"] for row in rows), table


async def test_a_revocation_takes_two_people_and_ends_what_rested_on_the_certificate(school, service):
    taught, [number] = await first_certificate(school, service)
    person = taught.applicants[0]
    await school.business(person, "2008-01-05")
    assert set(await school.milestones(person)) == {"M1", "M2"}
    await paper(school, number, holder_name=NAME)
    path = f"/v1/certificates/{number}/revocation"
    body = {"cause": "attendance_false", "reason": "Signed by another person.", "proposed_on": "2008-02-04"}
    early = await school.inspector.post(path, body | {"proposed_on": "2007-08-01"})
    assert early.json()["code"] == "dates_out_of_order"
    proposed = await school.inspector.ok(path, body)
    assert (await school.verifier.post(path, body)).json()["code"] == "certificate_revoked_already"
    waiting = (await school.manager.get("/v1/certificate-revocations", params={"state": "proposed"})).json()["items"]
    assert number in [item["number"] for item in waiting]
    decision = f"/v1/certificate-revocations/{proposed['id']}/decision"
    decided = await school.manager.ok(
        decision, {"decided_on": "2008-02-11", "confirmed": True, "reason": "Two learners confirmed it."}
    )
    assert (decided["revoked_on"], decided["milestones_taken_back"]) == ("2008-02-11", 2)
    assert {m["state"] for m in (await school.milestones(person)).values()} == {"void"}
    assert (await paper(school, number)).json()["code"] == "certificate_not_in_force"
    (told,) = [e for e in await service.events("training.certificate.revoked") if e["data"]["number"] == number]
    assert told["data"]["cause"] == "attendance_false"
    again = await school.second_manager.post(
        decision, {"decided_on": "2008-02-12", "confirmed": False, "reason": "Too late."}
    )
    assert again.json()["code"] == "illegal_transition"


async def test_a_rejected_revocation_changes_nothing_and_another_may_follow(school, service):
    taught, [number] = await first_certificate(school, service)
    path = f"/v1/certificates/{number}/revocation"
    body = {"cause": "issued_in_error", "reason": "Wrong class?", "proposed_on": "2008-02-04"}
    first = await school.inspector.ok(path, body)
    await school.manager.ok(
        f"/v1/certificate-revocations/{first['id']}/decision",
        {"decided_on": "2008-02-05", "confirmed": False, "reason": "It was the right class."},
    )
    assert (await school.milestones(taught.applicants[0]))["M1"]["state"] == "earned"
    assert (await school.inspector.post(path, body)).status_code == 201
    history = (await school.manager.get(f"/v1/certificates/{number}/revocations")).json()
    assert [item["state"] for item in history["items"]] == ["rejected", "proposed"]
    assert history["revoked_on"] is None


async def test_a_line_leaves_its_claim_when_the_certificate_is_revoked(school, service):
    taught, numbers = await first_certificate(school, service, 3)
    claim = await school.office.ok("/v1/claims", {"agreement_id": school.agreement, "claimed_on": "2008-02-01"})
    proposed = await school.inspector.ok(
        f"/v1/certificates/{numbers[0]}/revocation",
        {"cause": "identity_false", "reason": "Another person sat there.", "proposed_on": "2008-02-04"},
    )
    await school.manager.ok(
        f"/v1/certificate-revocations/{proposed['id']}/decision",
        {"decided_on": "2008-02-11", "confirmed": True, "reason": "Shown by the photographs."},
    )
    shown = (await school.office.get(f"/v1/claims/{claim['id']}")).json()
    refuted = [line for line in shown["lines"] if line["state"] == "refuted"]
    assert [line["applicant_id"] in taught.applicants for line in refuted] == [True]
    assert numbers[0] in refuted[0]["reason"]
    budget = (await school.manager.get(f"/v1/agreements/{school.agreement}/budget")).json()
    assert budget["reserved"] == "1000.00"


async def test_a_withdrawn_survival_takes_the_bonus_back_and_a_new_one_earns_it_again(school, service):
    taught, _ = await first_certificate(school, service)
    person = taught.applicants[0]
    shop = await school.business(person, "2007-11-20")
    await school.survival(person, shop, "2007-11-20", "2008-05-25")
    assert (await school.milestones(person))["M3"]["state"] == "earned"
    for _ in range(2):
        data = {"business_id": shop, "owners": [person], "withdrawn_on": "2008-06-02"}
        await service.deliver("followup.survival.withdrawn", shop, data)
        found = await school.milestones(person)
        assert (found["M3"]["state"], found["M2"]["state"]) == ("void", "earned")
    await school.survival(person, shop, "2007-11-20", "2008-06-20")
    again = (await school.milestones(person))["M3"]
    assert (again["state"], again["earned_on"]) == ("earned", "2008-06-20")
