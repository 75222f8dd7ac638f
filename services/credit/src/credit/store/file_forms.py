"""Templates of the files that a bank sends: head and columns in both languages."""

import io
from collections.abc import Mapping
from functools import cache
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from credit.domain.bank_sheet import BANK, COUNT, PAID_ON, REPAYMENTS, TOTAL, Form
from credit.domain.reconciliation import BALANCES, PAYMENTS

FORMS: Mapping[str, Form[Any]] = {"repayments": REPAYMENTS, "balances": BALANCES, "payments": PAYMENTS}

_WIDTH = 22
_REQUIRED = PatternFill("solid", fgColor="FFF2CC")


@cache
def form_workbook(form: Form[Any]) -> bytes:
    """An empty workbook: head in rows 1 to 3, column headers in row 4, lines below; what is required is coloured."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row, name in enumerate((BANK, COUNT, TOTAL), start=1):
        sheet.cell(row, 1, name.header).font = Font(bold=True)
        sheet.cell(row, 2).fill = _REQUIRED
    for place, name in enumerate((*form.columns, *form.optional), start=1):
        header = sheet.cell(4, place, name.header)
        header.font = Font(bold=True)
        if name in form.columns:
            header.fill = _REQUIRED
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.width = _WIDTH
        dimension.number_format = "yyyy-mm-dd" if name is PAID_ON else "@"
    sheet.freeze_panes = "A5"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
