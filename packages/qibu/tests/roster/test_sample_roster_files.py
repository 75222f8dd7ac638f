"""The files: the same bytes each time, readable, and what the samples directory holds."""

import io
from pathlib import Path

import openpyxl
from applicants.domain.roster import COLUMNS, column_of
from qibu.roster.mistakes import rows, table
from qibu.roster.people import draw_people
from qibu.roster.samples import samples
from qibu.roster.sheet import headers, roster_bytes

SAMPLES = Path(__file__).parents[4] / "samples"


def _values(content: bytes) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))


def test_the_same_seed_gives_the_same_bytes():
    first = roster_bytes(draw_people(50, 11))
    assert first == roster_bytes(draw_people(50, 11))
    assert first != roster_bytes(draw_people(50, 12))


def test_headers_are_the_ones_that_the_import_knows():
    assert [column_of(header) for header in headers()] == list(COLUMNS)


def test_identity_numbers_are_text_cells():
    for row in _values(roster_bytes(draw_people(30, 1)))[1:]:
        assert isinstance(row[1], str)
        assert len(row[1]) in {15, 18}


def test_committed_samples_are_what_the_code_writes():
    for name, content in samples().items():
        assert _values((SAMPLES / name).read_bytes()) == _values(content), name


def test_the_readme_lists_every_mistake():
    assert table() in (SAMPLES / "README.md").read_text()


def test_every_wrong_row_is_wrong_in_one_way_only():
    sound = rows()[0]
    assert sound.tolerated
    assert all(row.column for row in rows()[1:])
    assert len({(row.column, row.what) for row in rows()}) == len(rows())
