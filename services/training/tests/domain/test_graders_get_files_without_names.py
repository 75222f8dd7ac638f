"""A grader's copy has no author in its properties, and is otherwise the same file."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training.domain.blind_copy import PDF, blind_copy, names_found

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def pdf(info: bytes) -> bytes:
    return b"%PDF-1.4\n1 0 obj << " + info + b" /Producer (x) >> endobj\ntrailer << /Info 1 0 R >>\n%%EOF\n"


def docx(text: str, **parts: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml", f'<w:document><w:ins w:author="刘梅"><w:t>{text}</w:t></w:ins></w:document>'
        )
        for name, content in parts.items():
            archive.writestr(f"docProps/{name}.xml", content)
    return target.getvalue()


@pytest.mark.parametrize(
    "info",
    [
        b"/Author (Liu Mei)",
        b"/Author(Liu \\(Mei\\) )",
        b"/Author <FEFF52186885>",
        b"/Creator (Jijiang school) /Title (plan of Liu Mei)",
    ],
)
def test_a_pdf_loses_its_author_and_nothing_moves(info):
    content = pdf(info)
    copy = blind_copy(content, PDF)
    assert len(copy) == len(content)
    assert not [word for word in (b"Liu", b"Mei", b"5218", b"Jijiang") if word in copy]
    assert copy.index(b"/Producer (x)") == content.index(b"/Producer (x)")


def test_metadata_in_xml_is_blanked_as_well():
    content = pdf(b"").replace(
        b"trailer", b"<dc:creator><rdf:Seq><rdf:li>Liu Mei</rdf:li></rdf:Seq></dc:creator> trailer"
    )
    copy = blind_copy(content, PDF)
    assert b"Liu" not in copy
    assert len(copy) == len(content)


@given(st.binary(max_size=400))
def test_whatever_a_pdf_holds_nothing_moves(noise):
    content = b"%PDF-1.4\n/Author (" + noise + b"\n%%EOF"
    assert len(blind_copy(content, PDF)) == len(content)


def test_a_document_loses_its_properties_and_who_changed_it():
    core = "<cp:x><dc:creator>刘梅</dc:creator><cp:lastModifiedBy>吉江学校</cp:lastModifiedBy></cp:x>"
    content = docx("面馆计划", core=core, app="<Properties><Company>吉江学校</Company></Properties>")
    with zipfile.ZipFile(io.BytesIO(blind_copy(content, DOCX))) as copy:
        parts = {name: copy.read(name).decode() for name in copy.namelist()}
    assert "面馆计划" in parts["word/document.xml"]
    assert not [name for name, text in parts.items() if "刘梅" in text or "吉江学校" in text]


def test_names_are_found_however_they_are_split_over_the_text():
    content = docx("我在吉江</w:t><w:t>学校 学习")
    assert names_found(content, DOCX, {"吉江学校": "institution", "王芳": "trainer"}) == ["institution"]
    assert names_found(pdf(b""), PDF, {"x": "trainer"}) == []
