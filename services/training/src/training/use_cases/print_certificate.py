"""A certificate is printed: the first time with the holder's name, which is kept encrypted, from then on as it is."""

from datetime import date
from typing import Literal

from kit.database import Transaction, use_case
from kit.private import PrivateData
from pydantic import BaseModel

from training.domain.errors.certificates import CertificateNotInForce, HolderDiffers, HolderUnknown
from training.domain.packages import Package
from training.store.certificates import certificate_of, prints_of
from training.store.tables.certificates import CertificateHolderRow, CertificatePrintRow
from training.use_cases.shapes import Command, Name

HOLDER = "certificate_holder"


class PrintCertificate(Command):
    """In which language; ``holder_name`` as in the applicant's file, needed the first time only."""

    language: Literal["zh", "en"] = "zh"
    holder_name: Name | None = None


class CertificatePrinted(BaseModel):
    """What is on the paper. The name is not stored with the answer: it is read again when the paper is made."""

    certificate_id: str
    number: str
    check_code: str
    package: Package
    institution: str
    issued_on: date
    language: Literal["zh", "en"]
    print_number: int


@use_case("training.certificate.print")
async def print_certificate(
    tx: Transaction, private: PrivateData, number: str, command: PrintCertificate
) -> CertificatePrinted:
    """Note the print, and the holder's name if it is the first one."""
    row = await certificate_of(tx, number, tx.call.actor)
    if row["revoked_on"] is not None:
        raise CertificateNotInForce(revoked_on=row["revoked_on"])
    name = "".join((command.holder_name or "").split())
    if row["holder"] is None:
        if not name:
            raise HolderUnknown("holder_name")
        tx.insert(
            CertificateHolderRow,
            {
                "certificate_id": row["id"],
                "name": private.encrypt(name, HOLDER),
                "name_index": private.index(name, HOLDER),
                "noted_by": tx.call.actor.account,
                "recorded_at": tx.now,
            },
        )
    elif name and private.index(name, HOLDER) != row["name_index"]:
        raise HolderDiffers("holder_name")
    prints = await prints_of(tx, row["id"]) + 1
    tx.insert(
        CertificatePrintRow,
        {
            "certificate_id": row["id"],
            "number": prints,
            "language": command.language,
            "printed_by": tx.call.actor.account,
            "recorded_at": tx.now,
        },
    )
    tx.about(row["id"], print_number=prints)
    return CertificatePrinted(
        certificate_id=row["id"],
        number=row["number"],
        check_code=row["check_code"],
        package=Package(row["package"]),
        institution=row["institution_name"],
        issued_on=row["issued_on"],
        language=command.language,
        print_number=prints,
    )
