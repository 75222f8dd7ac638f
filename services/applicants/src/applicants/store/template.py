"""The roster template: an empty workbook with headers, lists of accepted words, and an explanation."""

import io
from functools import cache

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from applicants.domain.roster import COLUMNS, Column, Kind

_LAST_ROW = 5001
_WIDTH = 20
_REQUIRED = PatternFill("solid", fgColor="FFF2CC")
_EXPLAINED = {
    Kind.TEXT: ("文本", "text"),
    Kind.IDENTITY_NUMBER: ("文本，18位或15位", "text, 18 or 15 characters"),
    Kind.PHONE: ("11位手机号或带区号的固话", "11-digit mobile, or landline with area code"),
    Kind.AREA: ("街道（镇）9位代码或社区12位代码", "9 digits of a street or town, 12 of a community"),
    Kind.SECTOR: ("GB/T 4754-2002 代码，2至4位", "GB/T 4754-2002 code, 2 to 4 digits"),
    Kind.DAY: ("日期，如 2007-07-02", "date such as 2007-07-02"),
    Kind.MONEY: ("金额（元）", "amount in yuan"),
}


@cache
def roster_template(language: str) -> bytes:
    """The workbook with headers in ``language``, ``zh`` or ``en``; required columns are coloured."""
    zh = language == "zh"
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "花名册" if zh else "Roster"
    for position, column in enumerate(COLUMNS, start=1):
        _column(sheet, position, column, zh=zh)
    sheet.freeze_panes = "B2"
    _explanation(book.create_sheet("说明" if zh else "Explanation"), zh=zh)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _column(sheet: Worksheet, position: int, column: Column, *, zh: bool) -> None:
    letter = get_column_letter(position)
    header = sheet.cell(1, position, column.zh if zh else column.en)
    header.font = Font(bold=True)
    if column.required:
        header.fill = _REQUIRED
    sheet.column_dimensions[letter].width = _WIDTH
    if column.kind is not Kind.MONEY:
        sheet.column_dimensions[letter].number_format = "yyyy-mm-dd" if column.kind is Kind.DAY else "@"
    if column.words:
        choices = ",".join(word.zh if zh else word.value for word in column.words)
        choice = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=not column.required)
        choice.add(f"{letter}2:{letter}{_LAST_ROW}")
        sheet.add_data_validation(choice)


def _explanation(sheet: Worksheet, *, zh: bool) -> None:
    sheet.append(["列", "必填", "填写内容"] if zh else ["column", "required", "content"])
    yes, no = ("是", "否") if zh else ("yes", "no")
    for column in COLUMNS:
        if column.words:
            content = ("、" if zh else ", ").join(word.zh if zh else word.value for word in column.words)
        else:
            content = _EXPLAINED[column.kind][0 if zh else 1]
        sheet.append([column.zh if zh else column.en, yes if column.required else no, content])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABC", (24, 10, 90), strict=True):
        sheet.column_dimensions[letter].width = width
