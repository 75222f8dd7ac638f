"""A payment batch as files for the bank: XLSX, CSV and ISO 20022 XML that is checked against its schema."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files

import xmlschema
from openpyxl import Workbook

from training.domain.pain_001 import Transfer, pain_001
from training.domain.payment import PaymentBatch
from training.domain.payment_rules import Payer

HEADER = (
    "业务编号 EndToEndId",
    "收款人 Creditor",
    "收款账号 Account",
    "开户行 Bank",
    "行号 Clearing code",
    "金额（元） Amount",
    "附言 Remittance",
)
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@lru_cache(maxsize=1)
def schema() -> xmlschema.XMLSchema:
    """ISO 20022's own schema of ``pain.001.001.09``, as the installed sepaxml package carries it."""
    return xmlschema.XMLSchema(str(files("sepaxml") / "schemas" / "pain.001.001.09.xsd"))


def files_of(
    batch: PaymentBatch, made_at: datetime, sent_on: date, payer: Payer, transfers: Sequence[Transfer]
) -> dict[str, bytes]:
    """By format: what goes to the bank. Nothing to transfer makes no XML. Raises XMLSchemaValidationError."""
    made = {"xlsx": _xlsx(batch.number, transfers), "csv": _csv(transfers)}
    if transfers:
        text = pain_001(batch.number, made_at, sent_on, payer, transfers)
        schema().validate(text.decode())
        made["xml"] = text
    return made


def _rows(transfers: Sequence[Transfer]) -> list[list[str]]:
    return [
        [_neutral(cell) for cell in (one.end_to_end_id, one.name, one.account, one.bank_name, one.clearing_code)]
        + [str(one.amount.amount), _neutral(one.remittance)]
        for one in transfers
    ]


def _neutral(text: str) -> str:
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


def _csv(transfers: Sequence[Transfer]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADER)
    writer.writerows(_rows(transfers))
    return ("\ufeff" + out.getvalue()).encode()


def _xlsx(number: str, transfers: Sequence[Transfer]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(number)
    sheet.append(HEADER)
    for row, one in zip(_rows(transfers), transfers, strict=True):
        sheet.append([*row[:5], one.amount.amount, row[6]])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
