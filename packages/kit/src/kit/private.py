"""People's data at rest: encrypted with AES-256-GCM, searched by a keyed blind index, shown masked."""

import base64
import hashlib
import hmac
import json
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


class KeyFileError(Exception):
    """The key file cannot be used; the message says why, never what is in it."""


class PrivateData:
    """Encrypts, decrypts and indexes. New values use the current key; old keys still decrypt."""

    def __init__(self, keys: dict[str, bytes], current: str, index_key: bytes) -> None:
        if current not in keys:
            raise KeyFileError("the current key is not among the keys")
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}
        self._current = current
        self._index_key = index_key

    @classmethod
    def from_file(cls, path: Path) -> "PrivateData":
        """From ``{"current": "k1", "keys": {"k1": base64 of 32 bytes}, "index": base64 of 32 bytes}``."""
        try:
            content = json.loads(path.read_text())
            keys = {name: base64.b64decode(key) for name, key in content["keys"].items()}
            return cls(keys, content["current"], base64.b64decode(content["index"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise KeyFileError(f"{path}: not a key file ({type(error).__name__})") from error

    @staticmethod
    def generate() -> str:
        """The text of a new key file."""
        key = base64.b64encode(AESGCM.generate_key(256)).decode()
        index = base64.b64encode(os.urandom(32)).decode()
        return json.dumps({"current": "k1", "keys": {"k1": key}, "index": index})

    def encrypt(self, text: str, purpose: str) -> str:
        """``key-name:base64``; ``purpose`` (such as ``phone``) is bound to it and must match to decrypt."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, text.encode(), purpose.encode())
        return f"{self._current}:{base64.b64encode(nonce + sealed).decode()}"

    def decrypt(self, stored: str, purpose: str) -> str:
        """The text. Raises KeyFileError when the key is unknown or the value was tampered with."""
        name, _, encoded = stored.partition(":")
        cipher = self._ciphers.get(name)
        if cipher is None:
            raise KeyFileError(f"no key named {name}")
        raw = base64.b64decode(encoded)
        try:
            return cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], purpose.encode()).decode()
        except InvalidTag as error:
            raise KeyFileError("a stored value does not fit its key or purpose") from error

    def index(self, text: str, purpose: str) -> str:
        """A keyed fingerprint by which equal values are found (hexadecimal, 64 characters)."""
        return hmac.new(self._index_key, f"{purpose}\n{text}".encode(), hashlib.sha256).hexdigest()


def mask(text: str, first: int = 3, last: int = 4) -> str:
    """``500***********1234``: the first and last characters, the rest as stars."""
    if len(text) <= first + last:
        return "*" * len(text)
    return text[:first] + "*" * (len(text) - first - last) + text[-last:]
