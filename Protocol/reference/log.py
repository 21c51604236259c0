"""Log entries, the log's hash, cursors (spec/log.md)."""
from __future__ import annotations

import uuid
from hashlib import sha256

from cbor import LIMITS, Reader, encode
from clocks import dot, dot_text, dots, read_dot, writer
from documents import document, identifier, seal

ROLES = ["none", "reader", "contributor", "coordinator", "auditor"]
STATUSES = ["active", "revoked", "wiped"]
SCOPES = ["conflicts", "conflict", "export", "verification", "person"]
REASONS = [None, "unreadable", "notAllowed", "tooLarge", "contradictory", "documentExists",
           "wrongAuthor", "otherSpace", "held", "withdrawn", "released"]


def genesis(space: bytes, epoch: bytes) -> bytes:
    return sha256(b"schakel/log/1" + space + epoch).digest()


def next_hash(before: bytes, entry: bytes) -> bytes:
    return sha256(before + entry).digest()


def change_entry(name: bytes, counter: int, link: bytes, received: int) -> bytes:
    return encode([0, name, counter, link, received])


def cursor(reader: Reader) -> dict:
    reader.array(3)
    return {"epoch": identifier(reader).hex(), "position": reader.position(),
            "mark": reader.bytes(8).hex()}


def show_id(value: bytes) -> str:
    return str(uuid.UUID(bytes=value))


def maybe(reader: Reader, read):
    return None if reader.null() else read(reader)


def hexed(length: int):
    return lambda reader: reader.bytes(length).hex()


def change(reader: Reader) -> dict:
    return {"dot": dot_text(dot(reader)), "link": reader.bytes(32).hex(),
            "received": reader.milliseconds()}


def void(reader: Reader) -> dict:
    name = dot(reader)
    found = {"dot": dot_text(name), "link": reader.bytes(32).hex()}
    found["document"] = maybe(reader, lambda r: show_id(document(r)))
    found["previous"] = reader.upto(name[1] - 1)
    return {**found, "reason": REASONS[reader.choice(REASONS)],
            "received": reader.milliseconds(), "signature": reader.bytes(64).hex()}


def receipt(reader: Reader) -> dict:
    return {"dot": dot_text(dot(reader)), "received": reader.milliseconds()}


def member(reader: Reader) -> dict:
    return {"person": identifier(reader).hex(), "role": ROLES[reader.choice(ROLES)],
            "actor": maybe(reader, hexed(8)), "time": reader.milliseconds()}


def device(reader: Reader) -> dict:
    found = {"replica": identifier(reader).hex(), "person": identifier(reader).hex(),
             "publicKey": reader.bytes(32).hex(), "status": STATUSES[reader.choice(STATUSES)],
             "actor": maybe(reader, hexed(8))}
    if found["actor"] and found["status"] == "active":
        raise reader.fail("shape")
    return {**found, "time": reader.milliseconds()}


def device_out_of_use(reader: Reader) -> dict:
    """A device, and how far its streams had come when it was taken out of use."""
    found = device(reader)
    accepted = []
    for _ in range(reader.flat(3)):
        accepted.append([writer(reader).hex(), reader.upto(LIMITS["counter"]),
                         reader.bytes(32).hex()])
    if not accepted:
        raise reader.fail("notShortest")
    if found["status"] == "active" or any(
            name[:16] != found["replica"] or counter == 0 for name, counter, _ in accepted):
        raise reader.fail("shape")
    if not ascending([name for name, _, _ in accepted]):
        raise reader.fail("order")
    return {**found, "accepted": accepted}


def erased(reader: Reader) -> list:
    """The changes by their documents, both in order."""
    found = []
    for _ in range(reader.flat(2)):
        found.append((document(reader), dots(reader)))
        if not found[-1][1]:
            raise reader.fail("shape")
        if not ascending(found[-1][1]) or not ascending([each for each, _ in found]):
            raise reader.fail("order")
    if not found:
        raise reader.fail("shape")
    return [{"document": show_id(each), "dots": [dot_text(dot) for dot in those]}
            for each, those in found]


def ascending(items: list) -> bool:
    return all(left < right for left, right in zip(items, items[1:]))


def erasure(reader: Reader) -> dict:
    return {"erased": erased(reader), "ground": reader.bytes(32).hex(),
            "requestedBy": maybe(reader, hexed(8)), "approvedBy": maybe(reader, hexed(8)),
            "time": reader.milliseconds()}


def epoch_start(reader: Reader) -> dict:
    return {"epoch": identifier(reader).hex(), "previous": maybe(reader, cursor),
            "time": reader.milliseconds()}


def checkpoint(reader: Reader) -> dict:
    return {"position": reader.position(), "hash": reader.bytes(32).hex(),
            "documents": reader.position(), "digest": reader.bytes(8).hex(),
            "previous": maybe(reader, hexed(32)), "time": reader.milliseconds(),
            "signature": reader.bytes(64).hex()}


def reading(reader: Reader) -> dict:
    return {"reader": maybe(reader, hexed(8)), "scope": SCOPES[reader.choice(SCOPES)],
            "time": reader.milliseconds()}


def admission(reader: Reader) -> dict:
    return {"writer": writer(reader).hex(), "previous": maybe(reader, hexed(4)),
            "actor": maybe(reader, hexed(8)), "time": reader.milliseconds()}


def dismissal(reader: Reader) -> dict:
    return {"dot": dot_text(dot(reader)), "actor": identifier(reader).hex(),
            "time": reader.milliseconds()}


def opening(reader: Reader) -> dict:
    return {"actor": maybe(reader, hexed(8)), "time": reader.milliseconds()}


def show_seal(found: dict) -> dict:
    return {"dot": dot_text(found["dot"]), "link": found["link"].hex(),
            "signature": found["signature"].hex()}


ENTRIES = [
    ("change", 5, change), ("void", 9, void), ("receipt", 4, receipt), ("member", 5, member),
    ("device", 7, device), ("erasure", 6, erasure), ("epoch", 4, epoch_start),
    ("checkpoint", 8, checkpoint), ("seal", 2, lambda reader: {"seal": show_seal(seal(reader))}),
    ("reading", 4, reading), ("admission", 5, admission), ("dismissal", 5, dismissal),
    ("opening", 3, opening),
]


class Entry(dict):
    """An entry by names, and the bytes that the log's hash covers."""

    encoded = b""


def entry(reader: Reader) -> Entry:
    """An entry, with its name and without what it does not say."""
    start, items = reader.at, reader.array()
    if items == 0:
        raise reader.fail("shape")
    tag = reader.unsigned()
    if tag >= 32:
        reader.at = start
        found = {"entry": "unknown", "bytes": reader.encoded(LIMITS["changeBytes"]).hex()}
    elif tag >= len(ENTRIES):
        raise reader.fail("unsupported")
    else:
        name, length, read = ENTRIES[tag]
        if name == "device" and items == length + 1:
            length, read = items, device_out_of_use
        if items != length:
            raise reader.fail("shape")
        found = {"entry": name, **read(reader)}
    kept = Entry({key: value for key, value in found.items() if value is not None})
    kept.encoded = reader.data[start:reader.at]
    return kept


def checkpoint_message(found: dict) -> bytes:
    """The bytes that the region signs: CBOR items, one after another."""
    previous = found.get("previous")
    items = ["schakel/checkpoint/1", found["position"], bytes.fromhex(found["hash"]),
             found["documents"], bytes.fromhex(found["digest"]),
             previous and bytes.fromhex(previous), found["time"]]
    return b"".join(map(encode, items))


def void_message(space: bytes, found: dict) -> bytes:
    """The bytes that the region signs: CBOR items, one after another."""
    name = read_dot(found["dot"])
    document_id = found.get("document")
    items = ["schakel/void/1", space, *name, bytes.fromhex(found["link"]),
             document_id and uuid.UUID(document_id).bytes, found["previous"],
             REASONS.index(found["reason"]), found["received"]]
    return b"".join(map(encode, items))


def receipt_message(space: bytes, found: dict) -> bytes:
    return (b"schakel/receipt/1" + space + bytes.fromhex(found["epoch"])
            + found["position"].to_bytes(8, "big") + bytes.fromhex(found["hash"])
            + found["time"].to_bytes(8, "big"))
