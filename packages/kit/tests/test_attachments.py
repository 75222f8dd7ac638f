"""Files are told by their content, stored once and durably, and read back whole or not at all."""

import asyncio
import io
import stat
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit.attachments import (
    AttachmentEmpty,
    Attachments,
    AttachmentTooLarge,
    AttachmentTypeDiffers,
    AttachmentTypeNotAllowed,
    AttachmentUnavailable,
    ending_of,
    receive,
)
from kit.file_types import MediaType
from kit.uploads import attachment_response

PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17) + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(40) + b"\xff\xd9"


def office(*parts: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for part in parts:
            archive.writestr(part, "<x/>")
    return target.getvalue()


XLSX = office("[Content_Types].xml", "xl/workbook.xml")
DOCX = office("[Content_Types].xml", "word/document.xml")
ALL = frozenset(MediaType)


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PDF, "计划.pdf", MediaType.PDF),
        (PNG, "room.PNG", MediaType.PNG),
        (JPEG, "room.jpeg", MediaType.JPEG),
        (XLSX, "costs.xlsx", MediaType.XLSX),
        (DOCX, "plan.docx", MediaType.DOCX),
        ("姓名,小时\n甲,7\n".encode(), "hours.csv", MediaType.CSV),
        ("\ufeff一家面馆".encode(), "plan.txt", MediaType.TEXT),
    ],
)
def test_each_type_is_known_by_its_content(content: bytes, name: str, media_type: MediaType) -> None:
    file = receive(content, name, ALL)
    assert (file.media_type, file.size) == (media_type, len(content))
    assert ending_of(media_type) in {"pdf", "png", "jpg", "xlsx", "docx", "csv", "txt"}


@pytest.mark.parametrize(
    ("content", "name", "declared", "refusal"),
    [
        (b"", "plan.pdf", None, AttachmentEmpty),
        (PDF + bytes(2000), "plan.pdf", None, AttachmentTooLarge),
        (b"MZ\x90\x00\x03", "plan.pdf", None, AttachmentTypeNotAllowed),
        (b"<html>", "plan.pdf", None, AttachmentTypeNotAllowed),
        (PDF.replace(b"%%EOF", b""), "plan.pdf", None, AttachmentTypeNotAllowed),
        (PNG[:-12], "photo.png", None, AttachmentTypeNotAllowed),
        (office("a.txt"), "plan.docx", None, AttachmentTypeNotAllowed),
        (
            office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
            "a.docx",
            None,
            AttachmentTypeNotAllowed,
        ),
        (b"PK\x03\x04broken", "plan.docx", None, AttachmentTypeNotAllowed),
        ("计划".encode("gb18030"), "plan.csv", None, AttachmentTypeNotAllowed),
        (PDF, "plan.docx", None, AttachmentTypeDiffers),
        (PDF, "plan", None, AttachmentTypeDiffers),
        (PDF, "plan.pdf", "image/png", AttachmentTypeDiffers),
    ],
)
def test_what_is_not_what_it_says_is_refused(
    content: bytes, name: str, declared: str | None, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        receive(
            content,
            name,
            {MediaType.PDF, MediaType.DOCX, MediaType.PNG, MediaType.CSV},
            declared=declared,
            max_bytes=1000,
        )


def test_a_name_loses_folders_and_control_characters() -> None:
    assert receive(PDF, "..\\..\\etc/\u202eplan\n.pdf", ALL).name == "plan.pdf"
    assert len(receive(PDF, "x" * 500 + ".pdf", ALL).name) <= 150


@given(st.binary(min_size=1, max_size=300), st.sampled_from(["pdf", "png", "xlsx", "csv", "txt", ""]))
def test_any_bytes_are_taken_as_something_or_refused(content: bytes, ending: str) -> None:
    try:
        assert receive(content, f"x.{ending}", ALL).media_type in ALL
    except (AttachmentTypeNotAllowed, AttachmentTypeDiffers):
        pass


async def test_the_same_content_is_stored_once_and_read_back(tmp_path) -> None:
    store = Attachments(tmp_path / "training")
    first, second = receive(PDF, "a.pdf", ALL), receive(PDF, "b.pdf", ALL)
    await asyncio.gather(*(store.keep(file) for file in (first, second, first, second)))
    files = [path for path in store.folder.rglob("*") if path.is_file()]
    assert [path.name for path in files] == [first.content_hash]
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600
    assert await store.read(first.content_hash, first.size) == PDF


async def test_a_damaged_or_missing_file_is_never_given_out_and_mended_by_the_same_upload(tmp_path) -> None:
    store = Attachments(tmp_path)
    file = receive(PDF, "a.pdf", ALL)
    with pytest.raises(AttachmentUnavailable):
        await store.read(file.content_hash, file.size)
    await store.keep(file)
    store.path(file.content_hash).write_bytes(PDF.replace(b"trailer", b"traiter"))
    with pytest.raises(AttachmentUnavailable):
        await store.read(file.content_hash, file.size)
    await store.keep(file)
    assert await store.read(file.content_hash, file.size) == PDF
    with pytest.raises(ValueError, match="not a SHA-256"):
        store.path("../../etc/passwd")


def test_a_download_is_an_attachment_that_browsers_do_not_guess_at() -> None:
    headers = attachment_response(PDF, MediaType.PDF, '计划".pdf').headers
    assert headers["content-disposition"] == (
        "attachment; filename=\"___.pdf\"; filename*=UTF-8''%E8%AE%A1%E5%88%92%22.pdf"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert "no-store" in headers["cache-control"]
