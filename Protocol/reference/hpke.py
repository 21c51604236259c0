"""Opens what was sealed by HPKE (RFC 9180) in base mode: X25519, HKDF-SHA256, AES-256-GCM. Slow, and for
checking vectors only."""
from __future__ import annotations

import hmac
from hashlib import sha256

import aesgcm

P = 2**255 - 19
KEM = b"KEM\x00\x20"                    # §7.1: DHKEM(X25519, HKDF-SHA256)
SUITE = b"HPKE\x00\x20\x00\x01\x00\x02"  # §7.2, §7.3: HKDF-SHA256, AES-256-GCM
BASE = (9).to_bytes(32, "little")


def x25519(secret: bytes, point: bytes) -> bytes:
    """RFC 7748 §5."""
    scalar = int.from_bytes(secret, "little") & ~7 & (1 << 255) - 1 | 1 << 254
    u = int.from_bytes(point, "little") & (1 << 255) - 1
    x2, z2, x3, z3, swap = 1, 0, u, 1, 0
    for t in reversed(range(255)):
        bit = scalar >> t & 1
        if swap ^ bit:
            x2, z2, x3, z3 = x3, z3, x2, z2
        swap = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        da, cb, aa, bb = d * a, c * b, a * a, b * b
        x3, z3 = (da + cb)**2 % P, u * (da - cb)**2 % P
        x2, z2 = aa * bb % P, (aa - bb) * (aa + 121665 * (aa - bb)) % P
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, "little")


def extract(salt: bytes, label: bytes, key: bytes, suite: bytes) -> bytes:
    """§4: LabeledExtract."""
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + key, "sha256")


def expand(secret: bytes, label: bytes, info: bytes, length: int, suite: bytes) -> bytes:
    """§4: LabeledExpand. No more than one block is ever needed here."""
    labeled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return hmac.digest(secret, labeled + b"\x01", sha256)[:length]


def context(shared: bytes, encapsulated: bytes, public: bytes, info: bytes) -> tuple[bytes, bytes]:
    """§4.1 and §5.1: the key and the nonce of the first message."""
    prk = extract(b"", b"eae_prk", shared, KEM)
    secret = expand(prk, b"shared_secret", encapsulated + public, 32, KEM)
    hashes = extract(b"", b"psk_id_hash", b"", SUITE) + extract(b"", b"info_hash", info, SUITE)
    keyed = extract(secret, b"secret", b"", SUITE)
    return (expand(keyed, b"key", b"\x00" + hashes, 32, SUITE),
            expand(keyed, b"base_nonce", b"\x00" + hashes, 12, SUITE))


def open_sealed(secret: bytes, encapsulated: bytes, info: bytes, sealed: bytes, head: bytes) -> bytes:
    shared, public = x25519(secret, encapsulated), x25519(secret, BASE)
    key, nonce = context(shared, encapsulated, public, info)
    return aesgcm.open_sealed(key, nonce + sealed, head)
