"""What a device signs for its token, and to be let in (spec/enrolment.md)."""
from __future__ import annotations

from hashlib import sha256


def token_hash(token: str) -> bytes:
    return sha256(b"schakel/token/1" + token.encode()).digest()


def code_hash(code: bytes) -> bytes:
    return sha256(b"schakel/invitation/1" + code).digest()


def renewal(region: bytes, replica: bytes, challenge: bytes, token: str) -> bytes:
    return b"schakel/renewal/1" + region + replica + challenge + token_hash(token)


def proof(replica: bytes, key: bytes, code: bytes) -> bytes:
    return b"schakel/enrolment/1" + replica + key + code_hash(code)
