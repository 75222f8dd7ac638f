"""Files that belong to records: checked by their content, kept beside the database by their SHA-256 hash.

A file is written before the transaction that refers to it commits, so a row never points at nothing. When that
transaction rolls back, the file stays as an orphan: it takes room, nothing else, and the same upload uses it again.
The record's row keeps hash, media type, size, who, when, and the file's own name; that name appears nowhere else,
for people name files after people.
"""

import asyncio
import hashlib
import logging
import os
import re
import secrets
import unicodedata
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kit.file_types import EXTENSIONS, MediaType, media_type_of
from kit.refusal import Refusal

log = logging.getLogger("kit.attachments")

MAX_BYTES = 8 * 1024 * 1024
"""Largest file when a record says nothing else; below the limit of a request's body, which also has a form."""

NAME_LENGTH = 150
_HASH = re.compile(r"^[0-9a-f]{64}$")


class AttachmentEmpty(Refusal):
    """The file is empty."""

    zh = "文件为空。"
    mend = "Choose the file again; it may not have been saved yet."
    mend_zh = "请重新选择文件，原文件可能尚未保存。"


class AttachmentTooLarge(Refusal):
    """The file has {size} bytes; at most {limit} are taken here."""

    zh = "文件大小为 {size} 字节，超过上限 {limit} 字节。"
    mend = "Scan with a lower resolution, or split the file."
    mend_zh = "请降低扫描分辨率，或拆分文件。"


class AttachmentTypeNotAllowed(Refusal):
    """Files of this type are not taken here; these are: {allowed}."""

    zh = "此处不接受该类型的文件；可接受：{allowed}。"
    mend = "Save it as one of these types. Text and CSV must be UTF-8; workbooks and documents without macros."
    mend_zh = "请另存为上述类型之一。文本和 CSV 须为 UTF-8 编码，表格和文档不得含宏。"


class AttachmentTypeDiffers(Refusal):
    """The file's content is {found}, but it was sent as {declared}."""

    zh = "文件内容为 {found}，却以 {declared} 提交。"
    mend = "Give the file the ending of what it is, and send it again."
    mend_zh = "请使文件扩展名与内容一致后重新上传。"


class AttachmentUnavailable(Refusal):
    """The stored file is missing or damaged."""

    zh = "存储的文件缺失或已损坏。"
    mend = "Report the request id to the administrator: the file must come back from a backup."
    mend_zh = "请将请求编号报告给管理员：须从备份恢复该文件。"


UPLOAD_REFUSALS = (AttachmentEmpty, AttachmentTooLarge, AttachmentTypeNotAllowed, AttachmentTypeDiffers)
"""What a route that takes a file may answer."""


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """An uploaded file that passed its checks. ``name`` is cleaned: no folder, no control characters."""

    content: bytes
    content_hash: str
    media_type: MediaType
    name: str

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content)


def receive(
    content: bytes,
    name: str,
    allowed: Collection[MediaType],
    *,
    declared: str | None = None,
    max_bytes: int = MAX_BYTES,
    where: str = "file",
) -> ReceivedFile:
    """Check a file by its content: size, type, and that its name (and ``declared`` media type) say the same.

    Raises AttachmentEmpty, AttachmentTooLarge, AttachmentTypeNotAllowed, AttachmentTypeDiffers.
    """
    if not content:
        raise AttachmentEmpty(where)
    if len(content) > max_bytes:
        raise AttachmentTooLarge(where, size=len(content), limit=max_bytes)
    clean = _clean(name)
    ending = clean.rpartition(".")[2].lower() if "." in clean else ""
    found = media_type_of(content, ending)
    if found is None or found not in allowed:
        raise AttachmentTypeNotAllowed(where, allowed=", ".join(sorted(kind.name for kind in allowed)))
    if EXTENSIONS.get(ending) is not found:
        raise AttachmentTypeDiffers(where, found=found.name, declared=f".{ending}" if ending else "-")
    kind = (declared or "").partition(";")[0].strip().lower()
    if kind in set(MediaType) and kind != found:
        raise AttachmentTypeDiffers(where, found=found.name, declared=kind)
    return ReceivedFile(content, hashlib.sha256(content).hexdigest(), found, clean)


class Attachments:
    """A folder of files named by their SHA-256 hash; the same content is stored once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def keep(self, file: ReceivedFile) -> str:
        """Store a file durably; its hash. Call before the transaction that refers to it."""
        await asyncio.to_thread(self._write, file.content_hash, file.content)
        return file.content_hash

    async def read(self, content_hash: str, size: int) -> bytes:
        """The content, its length and hash checked. Raises AttachmentUnavailable."""
        return await asyncio.to_thread(self._read, content_hash, size)

    def path(self, content_hash: str) -> Path:
        """Where a file lies: ``ab/abcdef…``. Raises ValueError when that is no hash."""
        if not _HASH.match(content_hash):
            raise ValueError("not a SHA-256 hash")
        return self.folder / content_hash[:2] / content_hash

    def _write(self, content_hash: str, content: bytes) -> None:
        path = self.path(content_hash)
        if not self._is_whole(path, content_hash):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._replace(path, content)
        # A name is durable when its folder is; who finds the file there may be ahead of who has just renamed it.
        for folder in (path.parent, self.folder, self.folder.parent):
            _sync_folder(folder)

    @staticmethod
    def _replace(path: Path, content: bytes) -> None:
        draft = path.with_name(f".{secrets.token_hex(8)}.tmp")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
                handle.write(content)
                handle.flush()
                os.fsync(handle.fileno())
            draft.rename(path)
        except BaseException:
            with suppress(FileNotFoundError):
                draft.unlink()
            raise

    def _read(self, content_hash: str, size: int) -> bytes:
        try:
            content = self.path(content_hash).read_bytes()
        except FileNotFoundError:
            content = b""
        if len(content) != size or hashlib.sha256(content).hexdigest() != content_hash:
            log.error("stored file missing or damaged", extra={"content_hash": content_hash, "bytes": len(content)})
            raise AttachmentUnavailable
        return content

    @staticmethod
    def _is_whole(path: Path, content_hash: str) -> bool:
        try:
            return hashlib.sha256(path.read_bytes()).hexdigest() == content_hash
        except FileNotFoundError:
            return False


def ending_of(media_type: str) -> str:
    """``pdf`` for ``application/pdf``: the ending that a download under a neutral name gets."""
    return next(ending for ending, kind in EXTENSIONS.items() if kind == media_type)


def _clean(name: str) -> str:
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(c for c in unicodedata.normalize("NFC", last) if not unicodedata.category(c).startswith("C"))
    stem, dot, ending = kept.strip().rpartition(".")
    if not dot:
        return ending[:NAME_LENGTH] or "file"
    return f"{stem[: NAME_LENGTH - 12] or 'file'}.{ending[:10]}"


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
