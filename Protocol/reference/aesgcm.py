"""Opens what AES-256-GCM has sealed (FIPS 197, NIST SP 800-38D). Slow, and for checking vectors only."""
from __future__ import annotations


def double(byte: int) -> int:
    """FIPS 197 §4.2: times x, modulo x^8 + x^4 + x^3 + x + 1."""
    return (byte << 1 ^ (0x11B if byte & 0x80 else 0)) & 0xFF


def times(a: int, b: int) -> int:
    total = 0
    while b:
        total, a, b = total ^ (a if b & 1 else 0), double(a), b >> 1
    return total


def substitute(byte: int) -> int:
    """FIPS 197 §5.1.1: the inverse, then an affine map."""
    inverse = next((other for other in range(256) if times(byte, other) == 1), 0)
    turned = inverse
    for shift in range(1, 5):
        turned ^= (inverse << shift | inverse >> 8 - shift) & 0xFF
    return turned ^ 0x63


BOX = [substitute(byte) for byte in range(256)]
ROUNDS = 14


def schedule(key: bytes) -> list[bytes]:
    """FIPS 197 §5.2, for keys of 256 bits: a round key for each round, and one before the first."""
    words, constant = [key[i:i + 4] for i in range(0, 32, 4)], 1
    while len(words) < 4 * (ROUNDS + 1):
        word, place = words[-1], len(words) % 8
        if place == 0:
            word = bytes(BOX[byte] for byte in word[1:] + word[:1])
            word, constant = bytes([word[0] ^ constant]) + word[1:], double(constant)
        elif place == 4:
            word = bytes(BOX[byte] for byte in word)
        words.append(bytes(a ^ b for a, b in zip(words[-8], word)))
    return [b"".join(words[i:i + 4]) for i in range(0, len(words), 4)]


def encrypt(keys: list[bytes], block: bytes) -> bytes:
    """FIPS 197 §5.1."""
    state = bytes(a ^ b for a, b in zip(block, keys[0]))
    for number, key in enumerate(keys[1:], 1):
        state = bytes(BOX[state[(i + 4 * (i % 4)) % 16]] for i in range(16))
        if number < ROUNDS:
            state = b"".join(mixed(state[i:i + 4]) for i in range(0, 16, 4))
        state = bytes(a ^ b for a, b in zip(state, key))
    return state


def mixed(column: bytes) -> bytes:
    """FIPS 197 §5.1.3."""
    return bytes(double(column[i]) ^ double(column[(i + 1) % 4]) ^ column[(i + 1) % 4]
                 ^ column[(i + 2) % 4] ^ column[(i + 3) % 4] for i in range(4))


def ghash(h: int, data: bytes) -> int:
    """SP 800-38D §6.4, with the multiplication of §6.3."""
    total = 0
    for start in range(0, len(data), 16):
        total ^= int.from_bytes(data[start:start + 16], "big")
        product, factor = 0, h
        for bit in range(127, -1, -1):
            if total >> bit & 1:
                product ^= factor
            factor = factor >> 1 ^ (0xE1 << 120 if factor & 1 else 0)
        total = product
    return total


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 16)


def streamed(keys: list[bytes], nonce: bytes, data: bytes) -> bytes:
    """SP 800-38D §6.5, from the second counter on: the first is for the tag."""
    out = b""
    for number, start in enumerate(range(0, len(data), 16), 2):
        block = encrypt(keys, nonce + number.to_bytes(4, "big"))
        out += bytes(a ^ b for a, b in zip(data[start:start + 16], block))
    return out


def tag(keys: list[bytes], nonce: bytes, ciphertext: bytes, associated: bytes) -> bytes:
    """SP 800-38D §7.1, steps 5 and 6."""
    lengths = (8 * len(associated)).to_bytes(8, "big") + (8 * len(ciphertext)).to_bytes(8, "big")
    h = int.from_bytes(encrypt(keys, bytes(16)), "big")
    hashed = ghash(h, padded(associated) + padded(ciphertext) + lengths).to_bytes(16, "big")
    return bytes(a ^ b for a, b in zip(hashed, encrypt(keys, nonce + b"\0\0\0\1")))


def open_sealed(key: bytes, sealed: bytes, associated: bytes) -> bytes | None:
    """What is between a nonce of twelve bytes and a tag of sixteen; None where the tag does not hold."""
    nonce, ciphertext, given = sealed[:12], sealed[12:-16], sealed[-16:]
    keys = schedule(key)
    if tag(keys, nonce, ciphertext, associated) != given:
        return None
    return streamed(keys, nonce, ciphertext)
