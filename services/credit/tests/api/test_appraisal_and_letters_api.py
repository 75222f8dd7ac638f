"""The plan is appraised and explained at each step; letters go out as PDF, always the same, and can be verified."""

import re
from datetime import date

import pypdfium2
import pytest

MONTH = {
    "sales": "7600.00",
    "cost_of_goods": "3000.00",
    "wages": "500.00",
    "rent": "300.00",
    "other_costs": "200.00",
    "owner_living": "600.00",
}
FULL = {"own_contribution": "8000.00", "initial_investment": "20000.00", "months": [MONTH] * 12}


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return "".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "").replace("\n", "")


async def test_the_full_plan_is_appraised_at_the_application_again_at_the_guarantee_and_when_asked(journey) -> None:
    bank = await journey.register_bank()
    application_id = await journey.committed(bank, plan=FULL)
    path = f"/v1/loan-applications/{application_id}/appraisal"
    answer = await journey.officer.ok(path, {"as_of": "2007-09-20"})
    assert (answer["stage"], answer["recommendation"]) == ("recalculation", "recommend")
    shown = (await journey.bank(bank).get(path)).json()
    assert shown["id"] == answer["id"]
    assert [item["stage"] for item in shown["earlier"]] == ["guarantee", "application"]
    assert [item["as_of"] for item in shown["earlier"]] == ["2007-09-10", "2007-09-03"]
    assert len(shown["figures"]["planned"]["months"]) == 12
    assert shown["figures"]["planned"]["opening"] == "8000.00"
    for found in shown["findings"]:
        assert found["explanation_en"]
        assert re.search(r"[一-鿿]", found["explanation_zh"])
        assert found["reference"]
        assert found["binding"] is False
    assert "break_even_sales" in {found["rule"] for found in shown["findings"]}


async def test_either_form_of_the_plan_but_not_both(journey) -> None:
    bank = await journey.register_bank()
    person = await journey.applicant()
    net = {"own_contribution": "5000.00", "monthly_net_cash": ["2500.00"] * 12}
    for wrong in (
        FULL | net,
        {"own_contribution": "1.00"},
        net | {"initial_investment": "1.00"},
        FULL | {"months": [MONTH] * 11},
        FULL | {"months": [MONTH | {"sales": "-1.00"}] * 12},
        FULL | {"months": [MONTH | {"bribes": "1.00"}] * 12},
    ):
        answer = await journey.maker.post("/v1/loan-applications", journey.application(person, bank, plan=wrong))
        assert (answer.status_code, answer.json()["code"]) == (422, "input_invalid"), wrong
    assert await journey.apply(bank, person, plan=net)


async def test_a_weak_plan_is_advised_against_and_still_people_decide(journey) -> None:
    bank = await journey.register_bank()
    weak = {"own_contribution": "0.00", "monthly_net_cash": ["100.00"] * 12}
    application_id = await journey.committed(bank, plan=weak)
    shown = (await journey.officer.get(f"/v1/loan-applications/{application_id}/appraisal")).json()
    assert shown["recommendation"] == "advise_against"


async def test_saturation_comes_from_credits_own_book_of_the_trade_in_the_street(journey) -> None:
    bank = await journey.register_bank()
    for _ in range(2):
        await journey.disbursed(bank)
    await journey.apply(bank)
    await journey.apply(bank, sector="F52")
    await journey.apply(bank, await journey.applicant(area="500116104"))
    application_id = await journey.apply(bank, await journey.applicant(area="500116103004"))
    path = f"/v1/loan-applications/{application_id}/appraisal"

    async def saturation(day: str):
        answer = await journey.officer.ok(path, {"as_of": day})
        return next(item for item in answer["findings"] if item["rule"] == "local_saturation")

    before = await saturation("2007-10-21")
    assert before["value"] == "3 active, 0.0% failing"
    assert "3 applications, 1 under way; 2 loans, of them 2 running (0 in arrears)" in before["explanation_en"]
    late = await saturation("2007-10-22")
    assert (late["met"], late["value"]) == (False, "3 active, 100.0% failing")


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_guarantee_letter_is_a_pdf_with_everything_in_words_and_always_the_same_bytes(
    journey, language
) -> None:
    bank = await journey.register_bank(name="江津区农村信用合作联社")
    person = await journey.applicant()
    application_id = await journey.committed(bank, person, plan=FULL)
    path = f"/v1/loan-applications/{application_id}/letter.pdf"
    first = await journey.bank(bank).get(path, params={"language": language})
    assert (first.status_code, first.headers["content-type"]) == (200, "application/pdf"), first.text
    again = await journey.officer.get(path, params={"language": language, "kind": "guarantee"})
    assert again.content == first.content
    text = text_of(first.content)
    number = re.search(r"G2007-\d{6}", text).group()
    for needed in (person.id, application_id, "16,000.00", "20,000.00", "80%", "jiangjin-2007/credit@"):
        assert needed in text.replace(" ", "") or needed in text, needed
    words = (
        ["担保函", "壹万陆仟元整", "全年偿债备付率"] if language == "zh" else ["Guarantee Letter", "Debt service cover"]
    )
    for word in words:
        assert word in text, word
    assert not re.search(r"\d{17}[\dX]", text), "no identity number"
    code = re.search(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", text).group()
    found = (await journey.bank(bank).get(f"/v1/letters/{number}", params={"code": code})).json()
    assert (found["guaranteed"], found["guarantee_state"]) == ("16000.00", "issued")
    wrong = await journey.bank(bank).get(f"/v1/letters/{number}", params={"code": "AAAA-AAAA-AAAA-AAAA"})
    assert wrong.status_code == 404


async def test_a_decision_letter_goes_out_with_each_end_of_the_route(journey) -> None:
    bank = await journey.register_bank()
    waiting = await journey.apply(bank)
    none_yet = await journey.maker.get(f"/v1/loan-applications/{waiting}/letter.pdf")
    assert (none_yet.status_code, none_yet.json()["code"]) == (409, "letter_not_yet")
    approved, declined, expired = [await journey.committed(bank) for _ in range(3)]
    assert (await journey.decide(bank, approved)).is_success
    assert (await journey.decide(bank, declined, approved=False)).is_success
    assert (await journey.decide(bank, expired, on="2007-10-05")).json()["code"] == "decision_too_late"
    rejected = await journey.apply(bank)
    no = {"rejected_on": "2007-09-10", "reason": "Not known in the community."}
    assert (await journey.step(journey.community, rejected, "rejection", no)).is_success
    cases = {
        approved: ["Loan approved", "Pay-out by", "2008-01-18", "Guarantee letter No.", "Cash flow."],
        declined: ["Declined by the bank", "Nothing is reserved"],
        expired: ["Application expired", "The bank decides in time", "not met"],
        rejected: ["Application rejected", "Not known in the community."],
    }
    numbers = set()
    for application_id, words in cases.items():
        path = f"/v1/loan-applications/{application_id}/letter.pdf"
        answer = await journey.maker.get(path, params={"language": "en", "kind": "decision"})
        assert answer.status_code == 200, answer.text
        text = text_of(answer.content)
        numbers.add(re.search(r"J2007-\d{6}", text).group())
        for word in words:
            assert word.replace(" ", "") in text.replace(" ", ""), (word, text)
    assert len(numbers) == 4


async def test_letters_are_seen_by_those_who_may_see_the_application(journey, service) -> None:
    mine, theirs = await journey.register_bank(), await journey.register_bank()
    application_id = await journey.committed(mine)
    for path in ("letter.pdf", "appraisal", "decision-record"):
        answer = await journey.bank(theirs).get(f"/v1/loan-applications/{application_id}/{path}")
        assert answer.status_code == 404, path
        assert (
            await service.as_role("administrator").get(f"/v1/loan-applications/{application_id}/{path}")
        ).status_code == 403
    assert date.fromisoformat(
        (await journey.officer.get(f"/v1/loan-applications/{application_id}")).json()["bank_deadline"]
    )
