"""Files over HTTP: taken from a form, and given back as downloads."""

import asyncio
import hashlib
import re
from collections.abc import Collection
from urllib.parse import quote

from fastapi import Request, UploadFile
from fastapi.responses import Response

from kit.attachments import MAX_BYTES, AttachmentTooLarge, ReceivedFile, receive
from kit.file_types import MediaType


async def receive_upload(
    upload: UploadFile, allowed: Collection[MediaType], *, max_bytes: int = MAX_BYTES, where: str = "file"
) -> ReceivedFile:
    """:func:`receive` for a file of a form; at most one byte over the limit is read."""
    content = await upload.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise AttachmentTooLarge(where, size=upload.size or len(content), limit=max_bytes)
    name, declared = upload.filename or "", upload.content_type
    return await asyncio.to_thread(receive, content, name, allowed, declared=declared, max_bytes=max_bytes, where=where)


def upload_fingerprint(request: Request, file: ReceivedFile, *fields: object) -> str:
    """What a repeated upload is recognised by: address, content and form fields, as multipart boundaries differ."""
    parts = [request.method, request.url.path, file.content_hash, *map(str, fields)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def attachment_response(content: bytes, media_type: str, name: str) -> Response:
    """The file as a download: never shown inside a page, never guessed at, never kept by caches."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    headers = {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=media_type, headers=headers)
