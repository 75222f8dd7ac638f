import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from applicants.domain import errors
from applicants.domain.roster import COLUMNS, column_of
from applicants.store.sheets import MOST_UNPACKED_BYTES, read_sheet
from applicants.store.template import roster_template
from hypothesis import given, settings
from hypothesis import strategies as st
from kit.refusal import Refusal
from openpyxl import Workbook, load_workbook

ROWS, BYTES = 100, 1_000_000
DAY_CELL = datetime(2007, 7, 2)  # noqa: DTZ001 -- a sheet's cells know no time zone


def read(content: bytes):
    return read_sheet(content, ROWS, BYTES)


def test_xlsx_cells_come_as_text_numbers_and_days():
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["姓名", "a", "b", "c", "d"])
    sheet.append([])
    sheet.append(["王秀英", 65, 0.1, DAY_CELL, True])
    written = io.BytesIO()
    book.save(written)
    found = read(written.getvalue())
    assert found.headers[0] == "姓名"
    [(number, cells)] = found.rows
    assert number == 3
    assert list(cells) == ["王秀英", Decimal(65), Decimal("0.1"), date(2007, 7, 2), "true"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_the_encodings_that_spreadsheets_write(files, row, encoding, delimiter):
    found = read(files.as_csv([row(name="李建国")], encoding, delimiter=delimiter))
    assert [column_of(header) for header in found.headers] == list(COLUMNS)
    assert found.rows[0][1][0] == "李建国"


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", errors.RosterEmpty),
        (b"name\n", errors.RosterEmpty),
        (b"\x89PNG\r\n\x1a\n\x00\x00", errors.RosterFormatUnknown),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", errors.RosterFormatUnknown),
        (b"\xff\xfe\xff", errors.RosterFormatUnknown),
        (b'name\n"open', errors.RosterFormatUnknown),
        (b"PK\x03\x04 not a zip at all", errors.RosterDamaged),
        (b"x" * (BYTES + 1), errors.RosterTooManyBytes),
        (b"name\n" + b"x\n" * (ROWS + 1), errors.RosterTooManyRows),
        (b"name\n" + b"\n" * (3 * ROWS) + b"x\n", errors.RosterEmpty),
    ],
)
def test_files_that_are_no_roster_are_refused_by_what_they_are(content, refusal):
    with pytest.raises(refusal):
        read(content)


def archive(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return written.getvalue()


def test_a_zip_that_is_no_workbook_is_refused():
    with pytest.raises(errors.RosterDamaged):
        read(archive({"readme.txt": b"hello"}))


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = archive({"xl/worksheets/sheet1.xml": b"\0" * (MOST_UNPACKED_BYTES + 1)})
    assert len(bomb) < BYTES
    with pytest.raises(errors.RosterExpandsTooMuch):
        read(bomb)
    with pytest.raises(errors.RosterExpandsTooMuch):
        read(archive({f"{number}.xml": b"" for number in range(300)}))


def test_a_workbook_with_entities_is_refused(files, row):
    parts = {}
    with zipfile.ZipFile(io.BytesIO(files.as_xlsx([row()]))) as sound:
        for name in sound.namelist():
            parts[name] = sound.read(name)
    parts["xl/workbook.xml"] = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + parts["xl/workbook.xml"]
    with pytest.raises(errors.RosterDamaged):
        read(archive(parts))


def test_a_workbook_that_claims_a_million_rows_is_read_no_further_than_allowed():
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "姓名"
    sheet["A1048576"] = "王秀英"
    written = io.BytesIO()
    book.save(written)
    with pytest.raises(errors.RosterEmpty):
        read(written.getvalue())


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_workbook_is_a_sheet_or_a_refusal_and_nothing_else(data):
    content = bytearray(roster_template("zh"))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(content[: data.draw(st.integers(1, len(content)))])
    for damaged in (bytes(content), cut):
        with pytest.raises(Refusal):
            read(damaged)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_template_has_every_column_and_offers_the_accepted_words(language):
    book = load_workbook(io.BytesIO(roster_template(language)))
    sheet, explained = book.worksheets
    assert [column_of(cell.value) for cell in sheet[1]] == list(COLUMNS)
    assert len(sheet.data_validations.dataValidation) == sum(column.words is not None for column in COLUMNS)
    assert explained.max_row == len(COLUMNS) + 1
    with pytest.raises(errors.RosterEmpty):
        read(roster_template(language))
