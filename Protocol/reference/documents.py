"""Changes, the chain, states and digests (spec/documents.md)."""
from __future__ import annotations

import uuid
from hashlib import sha256

from cbor import LIMITS, Pairs, Raw, Reader, Refused, encode, read
from clocks import Vector, dot, dot_text, split, vector, writer

CODES = ["set", "add", "remove", "delete", "restore"]
PURPOSES = ["edit", "resolution", "undo", "release", "recovery"]
LIFECYCLE = ""


def frame(data: bytes) -> tuple:
    """Header, payload or None, and the payload's digest, without a look into them."""
    if len(data) > LIMITS["changeBytes"]:
        raise Refused("limit")
    reader = Reader(data)
    items = reader.array(2, 3)
    header = reader.bytes()
    if items == 3:
        if not reader.null():
            raise reader.fail("shape")
        found = (header, None, reader.bytes(32))
    else:
        content = reader.bytes()
        found = (header, content, sha256(content).digest())
    reader.finish()
    return found


def frame_link(before: bytes, data: bytes) -> bytes:
    """The link of a run's item: of a change, whether or not it can be read, or a link alone."""
    if data[:2] == b"\x58\x20" and len(data) == 34:
        return data[2:]
    header, _, digest = frame(data)
    return sha256(before + digest + header).digest()


class Change:
    """A change as its writer made it: `header` and `payload` read, and the bytes of both."""

    def __init__(self, data: bytes, name: bytes):
        self.writer = name
        self.header_bytes, self.payload_bytes, self.digest = frame(data)
        self.header = Header(self.header_bytes, name)
        self.payload = None if self.payload_bytes is None else read(self.payload_bytes, payload)
        count = sum(operation["count"] for operation in self.header.operations)
        if self.payload and not self.fits(self.payload["values"], count):
            raise Refused("shape")
        self.dot = (name, self.header.counter)

    def fits(self, values: list, count: int) -> bool:
        """One value for each that the operations count; a deletion's, the first of all, is null."""
        is_deletion = CODES[self.header.operations[0]["code"]] == "delete"
        return len(values) == count and (not is_deletion or values[0] == b"\xf6")

    def link(self, before: bytes) -> bytes:
        return sha256(before + self.digest + self.header_bytes).digest()

    def erase(self) -> None:
        self.payload = self.payload_bytes = None


class Header:
    def __init__(self, data: bytes, name: bytes):
        state: dict = {}

        def context(reader):
            state["context"] = vector(reader, own=name)
            return state["context"]

        found = read(data, lambda reader: reader.fields({
            1: Reader.counter, 2: document, 3: Reader.unsigned, 4: identifier, 5: context,
            6: lambda r: operations(r, state.get("context", Vector())), 7: Reader.name,
            8: purpose, 9: Reader.name, 10: origin}))
        if any(key not in found for key in range(1, 7)):
            raise Refused("shape")
        self.counter, self.document, self.time, self.author = (found[key] for key in range(1, 5))
        self.context, self.operations = found[5], found[6]
        self.kind, self.purpose = found.get(7), found.get(8, 0)
        self.rule, self.origin = found.get(9), found.get(10)
        if (self.kind is None) != bool(self.context.entries):
            raise Refused("shape")
        if self.context.counter(name) >= self.counter:
            raise Refused("shape")


def identifier(reader: Reader) -> bytes:
    return reader.bytes(8)


def document(reader: Reader) -> bytes:
    return reader.bytes(16)


def purpose(reader: Reader) -> int:
    value = reader.choice(PURPOSES)
    if value == 0:
        raise reader.fail("notShortest")
    return value


def origin(reader: Reader) -> dict:
    items = reader.array(3, 4)
    code = reader.unsigned()
    if code > 1:
        raise reader.fail("unsupported")
    if items != 3 + code:
        raise reader.fail("shape")
    if code == 0:
        return {"space": identifier(reader).hex(), "document": str(uuid.UUID(bytes=document(reader)))}
    return {"dot": dot_text(dot(reader)), "check": reader.bytes(4).hex()}


def operations(reader: Reader, context: Vector) -> list:
    count = reader.array()
    if not 1 <= count <= LIMITS["operations"]:
        raise reader.fail("limit")
    found = [operation(reader, context) for _ in range(count)]
    names = [each["field"].encode() for each in found]
    if any(left >= right for left, right in zip(names, names[1:])):
        raise reader.fail("order")
    return found


def operation(reader: Reader, context: Vector) -> dict:
    items = reader.array(4, 5)
    code = reader.choice(CODES)
    about_document = code >= 3
    field = reader.name(empty=about_document)
    count = reader.upto(LIMITS["valuesPerOperation"])
    replaces = targets(reader, context)
    origins = carried(reader, count) if items == 5 else []
    if about_document != (field == LIFECYCLE) or (code in (2, 4) and count) or (
            code == 3 and count != 1):
        raise reader.fail("shape")
    return {"code": code, "field": field, "count": count, "replaces": replaces, "origins": origins}


def targets(reader: Reader, context: Vector) -> list:
    count, found = reader.array(), []
    if count > LIMITS["replacesPerOperation"]:
        raise reader.fail("limit")
    for _ in range(count):
        items = reader.array(2, 3)
        seen = dot_in(reader, context.rows())
        target = (*seen, value_index(reader) if items == 3 else -1)
        if found and found[-1] >= target:
            raise reader.fail("order")
        found.append(target)
    return found


def value_index(reader: Reader) -> int:
    return reader.upto(LIMITS["valuesPerOperation"] - 1)


def dot_in(reader: Reader, rows: list) -> tuple:
    """A dot that names its writer by its place in a vector, which must cover it."""
    place = reader.upto(len(rows) - 1)
    counter = reader.counter()
    if counter > rows[place][1]:
        raise reader.fail("limit")
    return rows[place][0], counter


def carried(reader: Reader, count: int) -> list:
    reader.array(count)
    found = [None if reader.null() else carried_from(reader) for _ in range(count)]
    if not any(found):
        raise reader.fail("notShortest")
    return found


def carried_from(reader: Reader) -> tuple:
    reader.array(3)
    return dot(reader), identifier(reader)


def payload(reader: Reader) -> dict:
    items = reader.array(2, 3)
    salt = reader.bytes(LIMITS["saltBytes"])
    values = [reader.encoded(LIMITS["valueBytes"]) for _ in range(reader.array())]
    reason = reader.text(LIMITS["reasonBytes"]) if items == 3 else None
    return {"salt": salt, "values": values, "reason": reason}


def genesis(space: bytes, name: bytes) -> bytes:
    return sha256(b"schakel/chain/1" + space + name).digest()


def seal_message(space: bytes, name: bytes, counter: int, link: bytes) -> bytes:
    return b"schakel/seal/1" + space + name + counter.to_bytes(8, "big") + link


def seal(reader: Reader) -> dict:
    reader.array(4)
    return {"dot": dot(reader), "link": reader.bytes(32), "signature": reader.bytes(64)}


class Sibling:
    """One value of a field; `value` is None once it is erased."""

    def __init__(self, brought_by, index, claimed, author, carried_from, value):
        self.dot, self.index, self.time, self.author = brought_by, index, claimed, author
        self.origin, self.value = carried_from, value
        self.key = (*brought_by, index)


class State:
    """What is left of a document's changes: `fields` maps names to siblings in order, and
    `void_ends` a writer whose changes end in void ones to the last that is not."""

    def __init__(self):
        self.kind, self.made_by, self.vector, self.fields = None, None, Vector(), {}
        self.void_ends: dict = {}

    def effective(self, name: bytes) -> int:
        return self.void_ends.get(name, self.vector.counter(name))

    def names(self) -> list:
        return sorted(self.fields, key=str.encode)

    def siblings(self) -> list:
        return [sibling for name in self.names() for sibling in self.fields[name]]

    def structure(self) -> bytes:
        rows = sorted({s.dot: (s.time, s.author) for s in self.siblings()}.items())
        places = {brought_by: place for place, (brought_by, _) in enumerate(rows)}

        def reference(s: Sibling):
            place = places[s.dot]
            if s.origin:
                return [place, s.index, *s.origin[0], s.origin[1]]
            return [place, s.index] if s.index else place

        table = [item for (name, n), (claimed, author) in rows
                 for item in (self.vector.place(name), n, claimed, author)]
        fields = [item for name in self.names()
                  for item in (name, [reference(s) for s in self.fields[name]])]
        made_by = self.made_by and [self.vector.place(self.made_by[0]), self.made_by[1]]
        ends = [item for name in sorted(self.void_ends)
                for item in (self.vector.place(name), self.void_ends[name])]
        whole = [self.kind, made_by, self.vector.flat(), table, fields]
        return encode(whole + [ends] if ends else whole)

    def encoded(self) -> bytes:
        contents = [s.value for s in self.siblings()]
        erased = [place for place, value in enumerate(contents) if value is None]
        state = [self.structure(), [Raw(b"\xf6" if v is None else v) for v in contents]]
        return encode(state + [erased] if erased else state)

    def share(self, document_id: bytes) -> int:
        digest = sha256(b"schakel/digest/1" + document_id + self.structure()).digest()
        return int.from_bytes(digest[:8], "big")


def state(data: bytes) -> State:
    """Reads a state, and refuses every other form of it."""
    reader = Reader(data)
    items = reader.array(2, 3)
    found = read(reader.bytes(), structure)
    siblings = found.siblings()
    reader.array(len(siblings))
    marks = found.fields.get(LIFECYCLE, [])
    for sibling in siblings:
        # A mark is as long as the vector that it holds.
        limit = len(data) if sibling in marks else LIMITS["valueBytes"]
        sibling.value = reader.encoded(limit)
    for mark in marks:
        check_mark(mark, found)
    if items == 3:
        places = [reader.unsigned() for _ in range(reader.array())]
        if not places:
            raise reader.fail("notShortest")
        if places != sorted(set(places)):
            raise reader.fail("order")
        if places[-1] >= len(siblings) or any(siblings[p].value != b"\xf6" for p in places):
            raise reader.fail("shape")
        for place in places:
            siblings[place].value = None
    reader.finish()
    return found


def check_mark(mark: Sibling, found: State) -> None:
    """A deletion mark holds a vector, of what the document has seen."""
    try:
        seen = read(mark.value, vector)
    except Refused:
        raise Refused("shape") from None
    if not found.vector.dominates(seen):
        raise Refused("shape")


def structure(reader: Reader) -> State:
    found = State()
    items = reader.array(5, 6)
    found.kind = None if reader.null() else reader.name()
    maker = None
    if not reader.null():
        reader.array(2)
        maker = (reader.unsigned(), reader.counter())
    found.vector = vector(reader)
    rows = found.vector.rows()
    if maker:
        if maker[0] >= len(rows) or maker[1] > rows[maker[0]][1]:
            raise reader.fail("limit")
        found.made_by = (rows[maker[0]][0], maker[1])
    if (found.kind is None) != (maker is None):
        raise reader.fail("shape")
    table, last = dot_table(reader, rows), None
    for _ in range(reader.flat(2)):
        name = reader.name(empty=True)
        if last is not None and last.encode() >= name.encode():
            raise reader.fail("order")
        last, found.fields[name] = name, read_siblings(reader, table)
    if {row[0] for row in table} != {s.dot for s in found.siblings()}:
        raise reader.fail("notShortest")
    if items == 6:
        found.void_ends = void_ends(reader, rows)
        if any(s.dot[1] > found.effective(s.dot[0]) for s in found.siblings()):
            raise reader.fail("shape")
    return found


def void_ends(reader: Reader, rows: list) -> dict:
    ends: dict = {}
    for _ in range(reader.flat(2)):
        name, counter, _ = rows[reader.upto(len(rows) - 1)]
        if ends and max(ends) >= name:
            raise reader.fail("order")
        ends[name] = reader.upto(counter - 1)
    if not ends:
        raise reader.fail("notShortest")
    return ends


def dot_table(reader: Reader, rows: list) -> list:
    table = []
    for _ in range(reader.flat(4)):
        row = (dot_in(reader, rows), reader.unsigned(), identifier(reader))
        if table and table[-1][0] >= row[0]:
            raise reader.fail("order")
        table.append(row)
    return table


def read_siblings(reader: Reader, table: list) -> list:
    found = []
    for _ in range(reader.array()):
        index, carried_by = 0, None
        if reader.peek() >> 5 == 4:
            items = reader.array(2, 5)
            place, index = reader.upto(len(table) - 1), value_index(reader)
            if items == 5:
                carried_by = (dot(reader), identifier(reader))
            if index == 0 and carried_by is None:
                raise reader.fail("notShortest")
        else:
            place = reader.upto(len(table) - 1)
        brought_by, claimed, author = table[place]
        sibling = Sibling(brought_by, index, claimed, author, carried_by, None)
        if found and found[-1].key >= sibling.key:
            raise reader.fail("order")
        found.append(sibling)
    if not found:
        raise reader.fail("notShortest")
    return found


# As vectors show them.

def show_rows(rows) -> list:
    return [[name.hex(), counter, last.hex()] for name, counter, last in rows]


def show_origin(value):
    return value and {"dot": dot_text(value[0]), "author": value[1].hex()}


def show_operation(value: dict) -> dict:
    replaces = [{"dot": dot_text(t[:2]), **({"index": t[2]} if t[2] >= 0 else {})}
                for t in value["replaces"]]
    shown = {"code": CODES[value["code"]], "field": value["field"], "count": value["count"],
             "replaces": replaces}
    if value["origins"]:
        shown["origins"] = [show_origin(each) for each in value["origins"]]
    return shown


def show_header(header: Header) -> dict:
    shown = {
        "counter": header.counter, "document": str(uuid.UUID(bytes=header.document)),
        "time": split(header.time), "author": header.author.hex(),
        "context": show_rows(header.context.rows()),
        "operations": [show_operation(each) for each in header.operations],
        "purpose": PURPOSES[header.purpose]}
    for key in ("kind", "rule", "origin"):
        if getattr(header, key) is not None:
            shown[key] = getattr(header, key)
    return shown


def show_payload(change: Change) -> dict:
    if change.payload is None:
        return {"erased": change.digest.hex()}
    shown = {"salt": change.payload["salt"].hex(),
             "values": [value.hex() for value in change.payload["values"]]}
    if change.payload["reason"] is not None:
        shown["reason"] = change.payload["reason"]
    return shown


def show_sibling(sibling: Sibling) -> dict:
    shown = {"dot": dot_text(sibling.dot), "index": sibling.index, "time": split(sibling.time),
             "author": sibling.author.hex()}
    if sibling.origin:
        shown["origin"] = show_origin(sibling.origin)
    return {**shown, **({"erased": True} if sibling.value is None
                        else {"value": sibling.value.hex()})}


def show_state(found: State) -> dict:
    ends = [[name.hex(), found.void_ends[name]] for name in sorted(found.void_ends)]
    return {"kind": found.kind, "madeBy": found.made_by and dot_text(found.made_by),
            "vector": show_rows(found.vector.rows()), "voidEnds": ends,
            "fields": [{"name": name, "siblings": [show_sibling(s) for s in found.fields[name]]}
                       for name in found.names()]}
