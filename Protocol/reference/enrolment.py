"""Invitations (spec/enrolment.md)."""
from __future__ import annotations

import re
from hashlib import sha256

from cbor import Reader, Refused, read

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def base32(text: str) -> bytes:
    """RFC 4648 §6 without padding; bits that are left over are zero and fewer than five."""
    if any(letter not in ALPHABET for letter in text):
        raise Refused("damaged")
    number = 0
    for letter in text:
        number = number << 5 | ALPHABET.index(letter)
    left = len(text) * 5 % 8
    if left >= 5 or number & (1 << left) - 1:
        raise Refused("damaged")
    return (number >> left).to_bytes(len(text) * 5 // 8, "big")


def body(reader: Reader) -> dict:
    reader.array(2)
    return {"server": reader.text(1024), "code": reader.bytes(16).hex()}


def unwrapped(line: str) -> bytes:
    """The bytes of the body."""
    text = bytes(byte for byte in line.encode() if byte > 32)
    text = re.sub(rb"[A-Z]", lambda found: found[0].lower(), text).decode("utf-8")
    if not text.startswith("schakel:"):
        raise Refused("notAnInvitation")
    if not text.startswith("schakel:1:"):
        raise Refused("newer")
    data = base32(text[len("schakel:1:"):])
    if len(data) <= 4 or sha256(data[:-4]).digest()[:4] != data[-4:]:
        raise Refused("damaged")
    return data[:-4]


def invitation(line: str) -> dict:
    data = unwrapped(line)
    try:
        found = read(data, body)
    except Refused:
        raise Refused("damaged") from None
    if not re.fullmatch(r"https?://[!-~]*[!-.0-~]", found["server"]):
        raise Refused("damaged")
    return found
