"""Audit files, checked from the first byte to the last (spec/audit.md), with public keys alone.

Everything that the page says is checked but one thing: what `text/1` makes of versions, which this
reader, a client's, takes from the region.
"""
from __future__ import annotations

import uuid
from hashlib import sha256

import log
import records
from cbor import LIMITS, Reader, Refused, read
from clocks import read_dot
from documents import Change, document, identifier
from spaces import Fault, Space, verify


# Parts.

def header(reader: Reader) -> dict:
    if reader.text(64) != "schakel/audit/1":
        raise reader.fail("unsupported")
    found = {"key": reader.bytes(32)}
    reader.array(2)
    reader.milliseconds()
    reader.null() or identifier(reader)
    return found


def people(reader: Reader) -> list:
    return [(identifier(reader), reader.text(LIMITS["reasonBytes"])) for _ in range(reader.flat(2))]


def space(reader: Reader) -> dict:
    return {"id": identifier(reader), "epoch": identifier(reader),
            "name": reader.text(LIMITS["reasonBytes"])}


def entries(reader: Reader) -> list:
    return [(reader.bytes(), None if reader.null() else reader.bytes())
            for _ in range(reader.flat(2))]


def documents(reader: Reader) -> list:
    return [(document(reader), reader.bytes(8)) for _ in range(reader.flat(2))]


def conflicts(reader: Reader) -> list:
    return [records.record(reader) for _ in range(reader.array())]


def end(reader: Reader) -> tuple:
    return reader.position(), reader.bytes(32), reader.position(), reader.bytes(8)


PARTS = [("header", 4, header), ("people", 2, people), ("space", 4, space),
         ("entries", 2, entries), ("documents", 2, documents), ("records", 2, conflicts),
         ("end", 5, end), ("signature", 2, lambda reader: reader.bytes(64))]


def part(reader: Reader) -> tuple:
    items = reader.array()
    name, length, parse = PARTS[reader.choice(PARTS)]
    if items != length:
        raise reader.fail("shape")
    return name, parse(reader)


def parts(data: bytes):
    """The bytes of each part, with its name and what is in it."""
    reader = Reader(data)
    while reader.left():
        try:
            encoded = reader.bytes()
            yield encoded, *read(encoded, part)
        except Refused:
            raise Fault("unreadable") from None


# What may come after what, by the name of the part before; `None` is the beginning.
TURNS = {None: ["header"], "header": ["people", "space", "signature"],
         "people": ["space", "signature"], "space": ["entries", "documents"],
         "entries": ["entries", "documents"], "documents": ["documents", "records"],
         "records": ["records", "end"], "end": ["space", "signature"], "signature": []}


def audit(data: bytes, trusted: bytes | None = None) -> dict:
    """What a file says that holds; raises Fault for one that does not."""
    running, last, key, spaces = sha256(b"schakel/audit/1").digest(), None, b"", []
    for encoded, name, found in parts(data):
        if name not in TURNS[last]:
            is_length = last == "signature" or name == "signature"
            raise Fault("length" if is_length else "unreadable")
        if name == "header":
            key = found["key"]
            if trusted not in (None, key):
                raise Fault("otherRegion")
        elif name == "space":
            spaces.append(Space(found, key))
        elif name == "signature":
            if not verify(key, b"schakel/audit-end/1" + running, found):
                raise Fault("fileSignature")
        elif name != "people":
            spaces[-1].take(name, found, is_first=name != last)
        running, last = sha256(running + encoded).digest(), name
    if last != "signature":
        raise Fault("length")
    return {"spaces": [each.report() for each in spaces]}


def replayed(given: dict) -> list:
    """The records of a log's entries that are about one document, with nothing else checked."""
    replay = records.Replay(uuid.UUID(given["document"]).bytes)
    for position, row in enumerate(given["entries"], 1):
        found = read(bytes.fromhex(row["entry"]), log.entry)
        if found["entry"] == "erasure":
            dots = [read_dot(each) for part in found["erased"] for each in part["dots"]]
            replay.erase(dots, (position, found["time"]))
            continue
        dot, link = read_dot(found["dot"]), bytes.fromhex(found["link"])
        place = (position, found["received"])
        if found["entry"] == "void":
            replay.void(dot, found["previous"], link, place, lambda *_: False)
        else:
            change = Change(bytes.fromhex(row["change"]), dot[0])
            replay.take(change, link, place, lambda *_: False)
    return [each.encoded().hex() for each in sorted(replay.records, key=records.Record.order)]
