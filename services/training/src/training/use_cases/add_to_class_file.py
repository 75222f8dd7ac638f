"""A document is added to a class's file, or replaces one."""

from typing import Annotated

from kit.attachments import ReceivedFile
from kit.database import Transaction, use_case
from kit.refusal import NotFound
from pydantic import BaseModel, Field

from training.domain.class_file import check_item
from training.domain.errors.class_files import DocumentReplaced
from training.policy import RulesAsOf
from training.store.class_files import counting, documents_of, lock_file, save_file
from training.store.classes import lock_class
from training.store.tables.class_files import ClassFileDocumentRow
from training.use_cases.shapes import Command, Name


class AddToClassFile(Command):
    """For which item, and which earlier document it replaces."""

    item: Name
    replaces: Annotated[int | None, Field(ge=1, le=10_000)] = None


class DocumentFiled(BaseModel):
    """The document's number within the file, and how many its item has now."""

    class_id: str
    number: int
    item: str
    documents: int
    content_hash: str
    version: int


@use_case(
    "training.class_file.add", conflicts={"uq_class_file_document_replaces": lambda: DocumentReplaced("replaces")}
)
async def add_to_class_file(
    tx: Transaction, rules_as_of: RulesAsOf, class_id: str, command: AddToClassFile, file: ReceivedFile
) -> DocumentFiled:
    """Add a document; the file itself was stored before. Raises FileItemUnknown, IllegalTransition, NotFound."""
    taught, _ = await lock_class(tx, class_id, tx.call.actor, expect_version=False)
    held, version = await lock_file(tx, class_id)
    tx.expect_version(version)
    held.may_change()
    item = check_item(command.item, rules_as_of(taught.ends_on).assessment).item
    earlier = await documents_of(tx, class_id)
    if command.replaces is not None:
        replaced = next((row for row in earlier if row["number"] == command.replaces and row["item"] == item), None)
        if replaced is None:
            raise NotFound("replaces", noun="document")
    row = {
        "class_id": class_id,
        "number": len(earlier) + 1,
        "item": item,
        "replaces": command.replaces,
        "content_hash": file.content_hash,
        "media_type": file.media_type.value,
        "size": file.size,
        "file_name": file.name,
        "uploaded_by": tx.call.actor.account,
        "uploaded_at": tx.now,
    }
    tx.insert(ClassFileDocumentRow, row)
    tx.about(class_id, item=item, number=row["number"])
    new_version = await save_file(tx, held)
    return DocumentFiled(
        class_id=class_id,
        number=len(earlier) + 1,
        item=item,
        documents=counting(await documents_of(tx, class_id))[item],
        content_hash=file.content_hash,
        version=new_version,
    )
