"""Addresses as compared: whether two texts mean the same place."""

import unicodedata
from hashlib import sha256


def address_key(area: str, address: str) -> str:
    """A fingerprint of an address within its township: equal when two differ in spaces, width, case or signs alone.

    ``area``: official code, of which the first nine digits (township or street) count. Hexadecimal, 64 characters.
    """
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", address).casefold() if sign.isalnum())
    return sha256(f"{area[:9]}|{plain}".encode()).hexdigest()
