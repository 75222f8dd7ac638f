"""A payment batch as ISO 20022 ``pain.001.001.09``, in yuan, banks by their CNAPS clearing codes.

The schema is checked where the file is made; this builds the text alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from xml.etree import ElementTree as ET

from kit.money import Money

from training.domain.payment_rules import Payer

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
CNAPS = "CNAPS"
"""How the external code list of clearing systems names China's national payment system."""


@dataclass(frozen=True)
class Transfer:
    """One credit transfer; yuan above zero."""

    end_to_end_id: str
    amount: Money
    name: str
    account: str
    clearing_code: str
    bank_name: str
    remittance: str


def pain_001(
    message_id: str, made_at: datetime, execute_on: date, payer: Payer, transfers: Sequence[Transfer]
) -> bytes:
    """The message in UTF-8; at least one transfer. ``CtrlSum`` and ``NbOfTxs`` are those of ``transfers``."""
    count, total = str(len(transfers)), str(Money.sum(one.amount for one in transfers).amount)
    root = ET.Element("Document", {"xmlns": NAMESPACE})
    message = ET.SubElement(root, "CstmrCdtTrfInitn")
    header = ET.SubElement(message, "GrpHdr")
    _text(header, "MsgId", message_id)
    _text(header, "CreDtTm", made_at.isoformat(timespec="seconds"))
    _text(header, "NbOfTxs", count)
    _text(header, "CtrlSum", total)
    _text(ET.SubElement(header, "InitgPty"), "Nm", payer.name)
    batch = ET.SubElement(message, "PmtInf")
    _text(batch, "PmtInfId", message_id)
    _text(batch, "PmtMtd", "TRF")
    _text(batch, "NbOfTxs", count)
    _text(batch, "CtrlSum", total)
    _text(ET.SubElement(batch, "ReqdExctnDt"), "Dt", execute_on.isoformat())
    _text(ET.SubElement(batch, "Dbtr"), "Nm", payer.name)
    _account(ET.SubElement(batch, "DbtrAcct"), payer.account)
    _bank(ET.SubElement(batch, "DbtrAgt"), payer.clearing_code, payer.bank_name)
    for one in transfers:
        _transfer(ET.SubElement(batch, "CdtTrfTxInf"), one)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _transfer(parent: ET.Element, one: Transfer) -> None:
    ids = ET.SubElement(parent, "PmtId")
    _text(ids, "InstrId", one.end_to_end_id)
    _text(ids, "EndToEndId", one.end_to_end_id)
    amount = ET.SubElement(ET.SubElement(parent, "Amt"), "InstdAmt", {"Ccy": "CNY"})
    amount.text = str(one.amount.amount)
    _bank(ET.SubElement(parent, "CdtrAgt"), one.clearing_code, one.bank_name)
    _text(ET.SubElement(parent, "Cdtr"), "Nm", one.name)
    _account(ET.SubElement(parent, "CdtrAcct"), one.account)
    _text(ET.SubElement(parent, "RmtInf"), "Ustrd", one.remittance)


def _bank(agent: ET.Element, clearing_code: str, name: str) -> None:
    institution = ET.SubElement(agent, "FinInstnId")
    member = ET.SubElement(institution, "ClrSysMmbId")
    _text(ET.SubElement(member, "ClrSysId"), "Prtry", CNAPS)
    _text(member, "MmbId", clearing_code)
    _text(institution, "Nm", name)


def _account(parent: ET.Element, number: str) -> None:
    _text(ET.SubElement(ET.SubElement(parent, "Id"), "Othr"), "Id", number)
    _text(parent, "Ccy", "CNY")


def _text(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = text
