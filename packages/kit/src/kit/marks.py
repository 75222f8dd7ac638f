"""One-way marks of text that two services know and no event may carry: equal texts of one record, equal marks.

The key is shared by file between the services that must compare; without it a mark can neither be read nor guessed.
"""

import base64
import hashlib
import hmac
import json
import os
import unicodedata
from pathlib import Path

from kit.private import KeyFileError

_KEY_BYTES = 32
_DOTS = str.maketrans(dict.fromkeys("·•・‧．.", "·"))


class Marks:
    """Makes marks with a key (HMAC-SHA-256)."""

    def __init__(self, key: bytes) -> None:
        if len(key) != _KEY_BYTES:
            raise KeyFileError(f"a key of marks has {_KEY_BYTES} bytes")
        self._key = key

    @classmethod
    def from_file(cls, path: Path | None) -> "Marks":
        """From ``{"mark": base64 of 32 bytes}``. Raises KeyFileError."""
        if path is None:
            raise KeyFileError("QIBU_MARK_KEY_FILE is not set: by it names are compared without being told")
        try:
            return cls(base64.b64decode(json.loads(path.read_text())["mark"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise KeyFileError(f"{path}: not a key file of marks ({type(error).__name__})") from error

    @staticmethod
    def generate() -> str:
        """The text of a new key file."""
        return json.dumps({"mark": base64.b64encode(os.urandom(_KEY_BYTES)).decode()})

    def mark(self, text: str, bound_to: str) -> str:
        """The mark of ``text`` for the record ``bound_to`` (hexadecimal, 64 characters).

        Bound to its record, so that equal texts of two records have nothing in common. Width, spaces, case and
        the kind of dot do not count.
        """
        plain = "".join(unicodedata.normalize("NFKC", text).split()).casefold().translate(_DOTS)
        return hmac.new(self._key, f"{bound_to}\n{plain}".encode(), hashlib.sha256).hexdigest()
