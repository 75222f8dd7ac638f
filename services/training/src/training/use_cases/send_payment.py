"""An approved batch goes to the bank: its files are made, checked, recorded with their hashes, and kept as sent."""

import base64
from hashlib import sha256

from kit.database import Transaction, use_case
from kit.private import PrivateData
from pydantic import BaseModel

from training.domain.dates import check_fact
from training.domain.pain_001 import Transfer
from training.domain.payment import PaymentBatch
from training.policy import RulesAsOf
from training.store.payment_files import files_of
from training.store.payments import accounts_by_id, save_batch
from training.store.tables.payments import PaymentFileRow
from training.use_cases.bank_accounts import HOLDER, NUMBER
from training.use_cases.payment_moves import lock_all_of, settle
from training.use_cases.payment_shapes import BatchShown, batch_shown
from training.use_cases.shapes import Command, Day

FILE = "payment_file"
"""What the encryption of a sent file is bound to."""


class SendPayment(Command):
    """The day on which the batch goes to the bank, which carries it out."""

    sent_on: Day


class FileShown(BaseModel):
    """A file as it was sent."""

    format: str
    sha256: str
    size_bytes: int


class PaymentSent(BatchShown):
    """The batch with the files that went out."""

    files: list[FileShown]


@use_case("training.payment.send")
async def send_payment(
    tx: Transaction, rules_as_of: RulesAsOf, private: PrivateData, batch_id: str, command: SendPayment
) -> PaymentSent:
    """Orders that clawbacks use up are paid at once; the others wait for the bank's confirmation."""
    check_fact("sent_on", command.sent_on, tx.today, rules_as_of(tx.today))
    held = await lock_all_of(tx, batch_id)
    batch = held.batch
    netted_in_full = batch.send(command.sent_on, by=tx.call.actor.account)
    await settle(tx, held, netted_in_full, rules_as_of)
    transfers = await _transfers(tx, private, batch)
    made = files_of(batch, tx.now, command.sent_on, rules_as_of(command.sent_on).payments.payer, transfers)
    shown = [
        FileShown(format=kind, sha256=sha256(text).hexdigest(), size_bytes=len(text)) for kind, text in made.items()
    ]
    tx.insert(
        PaymentFileRow,
        *(
            {
                **one.model_dump(),
                "batch_id": batch_id,
                "content": private.encrypt(base64.b64encode(made[one.format]).decode(), FILE),
                "made_by": tx.call.actor.account,
                "recorded_at": tx.now,
            }
            for one in shown
        ),
    )
    version = await save_batch(tx, batch)
    tx.about(batch_id, net=str(batch.net), files={one.format: one.sha256 for one in shown})
    return PaymentSent(**batch_shown(batch, version).model_dump(), files=shown)


async def _transfers(tx: Transaction, private: PrivateData, batch: PaymentBatch) -> list[Transfer]:
    accounts = await accounts_by_id(tx, {order.account_id for order in batch.transfers})
    return [
        Transfer(
            batch.end_to_end_id(order),
            order.net,
            private.decrypt(accounts[order.account_id]["holder"], HOLDER),
            private.decrypt(accounts[order.account_id]["number"], NUMBER),
            accounts[order.account_id]["clearing_code"],
            accounts[order.account_id]["bank_name"],
            f"培训补贴 {batch.end_to_end_id(order)}",
        )
        for order in batch.transfers
    ]
