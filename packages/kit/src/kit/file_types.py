"""What a file is, told from its content; its name only tells CSV from other text."""

import io
import zipfile
from enum import StrEnum

MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_PARTS = 5_000
_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
_TEXT_CONTROLS = frozenset("\t\n\r\f")


class MediaType(StrEnum):
    """The types of files that the platform takes."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    CSV = "text/csv"
    TEXT = "text/plain"


EXTENSIONS = {
    "pdf": MediaType.PDF,
    "png": MediaType.PNG,
    "jpg": MediaType.JPEG,
    "jpeg": MediaType.JPEG,
    "xlsx": MediaType.XLSX,
    "docx": MediaType.DOCX,
    "csv": MediaType.CSV,
    "txt": MediaType.TEXT,
}
"""By the ending of a file's name, in small letters."""

DOCUMENTS = frozenset({MediaType.PDF, MediaType.DOCX})
PICTURES = frozenset({MediaType.PNG, MediaType.JPEG})


def media_type_of(content: bytes, ending: str) -> MediaType | None:
    """The type of ``content``; None when it is none of those taken, or cut off.

    ``ending`` of the name, without the dot, decides between CSV and plain text, which look alike.
    """
    if content.startswith(b"%PDF-"):
        return MediaType.PDF if b"%%EOF" in content[-2048:] else None
    if content.startswith(_PNG):
        return MediaType.PNG if content[12:16] == b"IHDR" and _PNG_END in content[-64:] else None
    if content.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG if b"\xff\xd9" in content[-4096:] else None
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    if _is_text(content):
        return MediaType.CSV if ending == "csv" else MediaType.TEXT
    return None


def _office_type(content: bytes) -> MediaType | None:
    """A workbook or document by its parts; None for other archives, those with macros, and zip bombs."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    names = {part.filename for part in parts}
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        return None
    if "[Content_Types].xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    if "xl/workbook.xml" in names:
        return MediaType.XLSX
    return MediaType.DOCX if "word/document.xml" in names else None


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return all(character >= " " or character in _TEXT_CONTROLS for character in text) and "\x7f" not in text
