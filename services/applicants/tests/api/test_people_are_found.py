"""People are found by what a case worker has in hand, and only those that may be seen."""

import pytest
from applicants.store.name_readings import readings


async def found(client, text):
    answer = await client.ok("/v1/applicant-searches", {"text": text})
    return answer["found_by"], [one["id"] for one in answer["items"]]


@pytest.mark.parametrize(
    ("name", "among"),
    [
        ("王秀英", {"wangxiuying", "wxy"}),
        ("单小王", {"shanxiaowang", "danxiaowang", "sxw", "dxw"}),
        ("吕布", {"lvbu", "lb"}),
        ("Anna Li", {"annali"}),
        ("买买提·阿不都", {"maimaitiabudu"}),
    ],
)
def test_names_have_all_their_readings(name, among):
    assert among <= readings(name)
    assert len(readings(name)) <= 32


async def test_by_name_pinyin_initials_number_phone_and_certificate(service, worker, form, number):
    identity, phone = number(), "13912345678"
    person = (await worker.ok("/v1/applicants", form(name="欧阳锡鑫", identity_number=identity, phone=phone)))["id"]
    for text, by in (
        ("欧阳锡", "name"),
        ("欧阳 锡鑫", "name"),
        ("ouyangxi", "pinyin"),
        ("OYXX", "pinyin"),
        (identity, "identity_number"),
        (f" {phone[:3]} {phone[3:7]} {phone[7:]}", "phone"),
    ):
        assert await found(worker, text) == (by, [person]), text
    assert await found(worker, "JJ-SYB-2007-77001") == ("name", [])
    issued = {
        "certificate_id": "c",
        "number": "JJ-SYB-2007-77001",
        "applicant_id": person,
        "enrolment_id": "e",
        "class_id": "k",
        "institution_id": "i",
        "package": "SYB",
        "issued_on": "2007-08-31",
    }
    await service.deliver("training.certificate.issued", "e", issued)
    assert await found(worker, "jj-syb-2007-77001") == ("certificate", [person])
    elsewhere = service.as_role("case_worker", account="far", area="500117")
    for text in ("欧阳锡鑫", "ouyangxixin", identity, phone, "JJ-SYB-2007-77001"):
        assert (await found(elsewhere, text))[1] == []


async def test_numbers_found_by_are_shown_masked(worker, form, number):
    identity = number()
    await worker.ok("/v1/applicants", form(identity_number=identity))
    answer = await worker.ok("/v1/applicant-searches", {"text": identity})
    assert identity not in str(answer)


async def test_signs_of_a_pattern_are_letters_like_others(worker):
    for text in ("%", "_", "\\", "'"):
        assert (await found(worker, text))[1] == []
