"""What a grader gets to see of a plan's file: the same content without the names that programs write into it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

PDF = "application/pdf"
LARGEST_PART = 20 * 1024 * 1024

_PDF_NAMES = re.compile(
    rb"/(?:Author|Creator|Company|Title|Subject|Keywords|LastModifiedBy)\s*"
    rb"(?:\(((?:\\.|[^\\()])*)\)|<(?!<)([0-9A-Fa-f\s]*)>)",
    re.DOTALL,
)
_XML_NAMES = re.compile(
    rb"<((?:dc|cp|pdf|xmp|photoshop):(?:creator|author|lastModifiedBy|title|subject|description|Keywords|CreatorTool)"
    rb"|Company|Manager)\b([^<>]*[^<>/])?>(.*?)</\1>",
    re.DOTALL,
)
_TAGS = re.compile(r"<[^>]*>")


def blind_copy(content: bytes, media_type: str) -> bytes:
    """``content`` without author, company and title in its properties; what is in the text stays.

    Of a PDF the properties are overwritten with spaces, so that nothing moves; compressed ones cannot be reached.
    Of a document they are emptied, and the names of who commented or changed something as well.
    """
    if media_type == PDF:
        return _XML_NAMES.sub(_spaces_in_xml, _PDF_NAMES.sub(_spaces, content))
    source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for part in source.infolist():
            if part.file_size > LARGEST_PART:
                continue
            copy.writestr(zipfile.ZipInfo(part.filename), _without_names(part.filename, source.read(part)))
    return target.getvalue()


def names_found(content: bytes, media_type: str, names: Mapping[str, str]) -> list[str]:
    """Which of ``names`` (name → what it is) the text of a document shows; a PDF's text is not searched."""
    if media_type == PDF:
        return []
    text = "".join(_text_of(content).split()).casefold()
    return sorted({what for name, what in names.items() if len(name) > 1 and "".join(name.split()).casefold() in text})


def _text_of(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [
            archive.read(part).decode("utf-8", "replace")
            for part in archive.infolist()
            if part.filename.startswith("word/") and part.filename.endswith(".xml") and part.file_size <= LARGEST_PART
        ]
    return _TAGS.sub("", "\n".join(parts))


def _without_names(filename: str, content: bytes) -> bytes:
    if filename.startswith("docProps/"):
        return _XML_NAMES.sub(rb"<\1></\1>", content)
    if filename.startswith("word/") and filename.endswith(".xml"):
        return re.sub(rb'(\bw:(?:author|initials))="[^"]*"', rb'\1=""', content)
    return content


def _spaces(found: re.Match[bytes]) -> bytes:
    inner = found.group(1) if found.group(1) is not None else found.group(2)
    whole = found.group(0)
    return whole[: len(whole) - len(inner) - 1] + b" " * len(inner) + whole[-1:]


def _spaces_in_xml(found: re.Match[bytes]) -> bytes:
    whole, inner = found.group(0), found.group(3)
    start = found.start(3) - found.start(0)
    return whole[:start] + b" " * len(inner) + whole[start + len(inner) :]
