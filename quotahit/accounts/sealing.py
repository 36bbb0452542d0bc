"""How a secret is kept: AES-256-GCM under keys with ids, bound to what it belongs to.

The first of CREDENTIAL_KEYS seals; the others only open what they sealed, until it has been sealed anew.
"""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


class Locked(Exception):
    """The key that sealed this is missing from CREDENTIAL_KEYS, or the sealed value is not where it was sealed for."""


def current_key_id() -> str:
    """The key that seals now."""
    return next(iter(settings.CREDENTIAL_KEYS))


def seal(value: str, *belongs_to: object) -> tuple[str, bytes]:
    """The id of the key, and nonce and ciphertext."""
    key_id = current_key_id()
    nonce = os.urandom(NONCE_BYTES)
    return key_id, nonce + _cipher(key_id).encrypt(nonce, value.encode(), _bound_to(belongs_to))


def unseal(key_id: str, sealed: bytes, *belongs_to: object) -> str:
    """What was sealed for the same owner. Raises Locked."""
    sealed = bytes(sealed)
    try:
        opened = _cipher(key_id).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound_to(belongs_to))
    except (KeyError, InvalidTag) as problem:
        raise Locked(key_id) from problem
    return opened.decode()


def _cipher(key_id: str) -> AESGCM:
    return AESGCM(base64.urlsafe_b64decode(settings.CREDENTIAL_KEYS[key_id]))


def _bound_to(belongs_to: tuple[object, ...]) -> bytes:
    """A sealed value moved to another row, vendor or organization does not open."""
    return "\x00".join(str(part) for part in belongs_to).encode()
