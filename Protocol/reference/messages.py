"""Sync requests and answers, history, bundles (spec/messages.md, spec/bundle.md)."""
from __future__ import annotations

from cbor import LIMITS, Reader, Refused, read
from clocks import dot, dot_text, dots, vector, writer
from documents import document, identifier, seal, show_rows
from log import REASONS, ROLES, cursor, entry, hexed, maybe, show_id, show_seal

STATUSES = ["ok", "noAccess", "cursorUnknown", "runRefused", "handedIn", "noRoom"]
MAGIC = b"SCHAKELB"


def changes(reader: Reader, first: int) -> list:
    count = reader.array()
    if first + count > LIMITS["counter"] + 1:
        raise reader.fail("limit")
    return [reader.encoded(LIMITS["changeBytes"]).hex() for _ in range(count)]


def run(reader: Reader) -> dict:
    reader.array(4)
    name, first = writer(reader), reader.counter()
    found = {"writer": name.hex(), "first": first, "changes": changes(reader, first)}
    sealed = maybe(reader, seal)
    return {**found, "seal": show_seal(sealed)} if sealed else found


def tips(reader: Reader) -> list:
    return [[writer(reader).hex(), reader.upto(LIMITS["counter"]), reader.bytes(32).hex()]
            for _ in range(reader.flat(3))]


def some_tips(reader: Reader) -> list:
    found = tips(reader)
    if not found:
        raise reader.fail("notShortest")
    return found


def some(read_one):
    return lambda reader: reader.list(read_one, some=True)


def positive(reader: Reader) -> int:
    value = reader.unsigned()
    if value == 0:
        raise reader.fail("shape")
    return value


def named(reader: Reader, fields: dict, needed: tuple) -> dict:
    """A map by names: `fields` gives each key's name and reader."""
    found = reader.fields({key: read_one for key, (_, read_one) in fields.items()})
    values = {fields[key][0]: value for key, value in found.items() if key in fields}
    if any(name not in values for name in needed):
        raise Refused("shape")
    return values


def request(reader: Reader) -> dict:
    return named(reader, {
        1: ("version", positive), 2: ("agent", lambda r: r.text(LIMITS["reasonBytes"])),
        3: ("limit", lambda r: r.upto((1 << 31) - 1)), 4: ("spaces", request_spaces),
    }, ("version", "agent", "limit", "spaces"))


def request_spaces(reader: Reader) -> list:
    found = reader.list(request_space)
    if len(found) > LIMITS["spacesPerMessage"]:
        raise reader.fail("limit")
    return found


def request_space(reader: Reader) -> dict:
    found = named(reader, {
        1: ("space", hexed(8)), 2: ("cursor", cursor), 3: ("digest", hexed(8)),
        4: ("streams", some_tips), 5: ("push", some(run)),
        6: ("bootstrap", lambda r: r.bytes().hex()),
        7: ("vector", lambda r: show_rows(vector(r).rows())), 8: ("voids", some(only("void"))),
        9: ("confirmation", confirmation),
    }, ("space", "digest"))
    return {"streams": [], "push": [], "voids": [], **found}


def confirmation(reader: Reader) -> dict:
    reader.array(2)
    return {"place": cursor(reader), "signature": reader.bytes(64).hex()}


def confirmed(space: bytes, replica: bytes, place: dict) -> bytes:
    """What a device signs when it has obeyed the orders to erase up to a place."""
    return (b"schakel/erased/1" + space + replica + bytes.fromhex(place["epoch"])
            + place["position"].to_bytes(8, "big") + bytes.fromhex(place["mark"]))


def answer(reader: Reader) -> dict:
    return named(reader, {
        1: ("version", positive), 2: ("time", Reader.milliseconds),
        3: ("spaces", lambda r: r.list(answer_space)), 32: ("isTokenDue", more),
    }, ("version", "time", "spaces"))


def status(reader: Reader) -> str:
    code = reader.choice(STATUSES)
    if code == 0:
        raise reader.fail("notShortest")
    return STATUSES[code]


def held(reader: Reader) -> int:
    count = reader.upto(1000)
    if count == 0:
        raise reader.fail("notShortest")
    return count


def more(reader: Reader) -> bool:
    found = reader.item()
    if found is False:
        raise reader.fail("notShortest")
    if found is not True:
        raise reader.fail("shape")
    return True


def answer_space(reader: Reader) -> dict:
    found = named(reader, {
        1: ("space", hexed(8)), 2: ("status", status), 3: ("cursor", cursor),
        4: ("entries", some(pulled)), 5: ("more", more), 6: ("head", cursor),
        7: ("digest", hexed(8)), 8: ("streams", some_tips), 9: ("outcomes", some(outcome)),
        10: ("receipt", receipt), 11: ("bootstrap", bootstrap), 12: ("people", some(person)),
        13: ("name", lambda r: r.text(LIMITS["reasonBytes"])),
        14: ("unadmitted", some(lambda r: writer(r).hex())), 15: ("held", held),
    }, ("space",))
    if ("head" in found) != ("digest" in found):
        raise Refused("shape")
    return {"status": "ok", "entries": [], "more": False, "streams": [], "outcomes": [],
            "people": [], "unadmitted": [], **found}


def pulled(reader: Reader) -> dict:
    start = reader.at
    items = reader.array()
    if items == 0:
        raise reader.fail("shape")
    tag = reader.unsigned()
    if tag not in (16, 17):
        reader.at = start
        return entry(reader)
    if items != 5:
        raise reader.fail("shape")
    name, first, received = writer(reader), reader.counter(), reader.milliseconds()
    found = {"writer": name.hex(), "first": first, "received": received}
    if tag == 16:
        return {"entry": "changes", **found, "changes": changes(reader, first)}
    count = reader.counter()
    if first + count - 1 > LIMITS["counter"]:
        raise reader.fail("limit")
    return {"entry": "own", **found, "count": count}


def outcome(reader: Reader) -> list:
    items, code, name = reader.array(), reader.unsigned(), dot(reader)
    if (code, items) == (1, 4):
        what = ["waiting", *map(dot_text, dots(reader))]
    elif (code, items) == (2, 4):
        what = ["void", REASONS[reader.choice(REASONS)]]
    elif (code, items) == (3, 3):
        what = ["fork"]
    else:
        raise reader.fail("unsupported")
    return [dot_text(name), what]


def receipt(reader: Reader) -> dict:
    reader.array(5)
    return {"epoch": identifier(reader).hex(), "position": reader.position(),
            "hash": reader.bytes(32).hex(), "time": reader.milliseconds(),
            "signature": reader.bytes(64).hex()}


def person(reader: Reader) -> list:
    reader.array(3)
    return [identifier(reader).hex(), reader.text(LIMITS["reasonBytes"]),
            ROLES[reader.choice(ROLES)]]


def bootstrap(reader: Reader) -> dict:
    reader.array(6)
    found = {"position": reader.position(), "hash": reader.bytes(32).hex(),
             "streams": tips(reader), "states": reader.list(state),
             "waiting": reader.list(waiting)}
    token = maybe(reader, lambda r: r.bytes().hex())
    return found if token is None else {**found, "token": token}


def state(reader: Reader) -> dict:
    items = reader.array(2, 3)
    found = {"document": show_id(document(reader)), "state": reader.bytes().hex(), "receipts": []}
    if items == 3:
        rows = reader.flat(3)
        if not rows:
            raise reader.fail("notShortest")
        found["receipts"] = [[dot_text(dot(reader)), reader.milliseconds()] for _ in range(rows)]
    return found


def waiting(reader: Reader) -> dict:
    reader.array(4)
    return {"writer": writer(reader).hex(), "received": reader.milliseconds(),
            "change": reader.encoded(LIMITS["changeBytes"]).hex(),
            "link": reader.bytes(32).hex()}


def history_request(reader: Reader) -> dict:
    return named(reader, {
        1: ("version", positive), 2: ("space", hexed(8)),
        3: ("document", lambda r: show_id(document(r))), 4: ("after", lambda r: r.bytes().hex()),
        5: ("limit", lambda r: r.upto((1 << 31) - 1)),
    }, ("version", "space", "document", "limit"))


def history_answer(reader: Reader) -> dict:
    found = named(reader, {
        1: ("version", positive), 2: ("changes", some(history_item)),
        3: ("voids", some(only("void"))), 4: ("token", lambda r: r.bytes().hex()),
        5: ("successors", some(successor)),
    }, ("version",))
    return {"changes": [], "voids": [], "successors": [], **found}


def successor(reader: Reader) -> list:
    reader.array(2)
    return [show_id(document(reader)), show_id(document(reader))]


def history_item(reader: Reader) -> dict:
    reader.array(4)
    return {"writer": writer(reader).hex(), "received": reader.milliseconds(),
            "check": reader.bytes(4).hex(),
            "change": reader.encoded(LIMITS["changeBytes"]).hex()}


def only(name: str):
    def read_one(reader: Reader) -> dict:
        found = entry(reader)
        if found["entry"] != name:
            raise reader.fail("shape")
        return found
    return read_one


def bundle(data: bytes) -> dict:
    if data[:8] != MAGIC:
        raise Refused("shape")

    def envelope(reader: Reader) -> bytes:
        reader.array(3)
        if reader.unsigned() != 1 or not reader.null():
            raise reader.fail("unsupported")
        return reader.bytes()

    return read(read(data[8:], envelope), bundle_body)


def sealed_bundle(data: bytes) -> dict:
    """The envelope, in parts. What it was sealed with beside a key is all of the file before that."""
    if data[:8] != MAGIC:
        raise Refused("shape")

    def envelope(reader: Reader) -> dict:
        reader.array(3)
        if reader.unsigned() != 1:
            raise reader.fail("unsupported")
        reader.array(5)
        if reader.unsigned() != 1:
            raise reader.fail("unsupported")
        rounds, size, parallelism = (reader.upto(255) for _ in range(3))
        salt = reader.bytes(16)
        if not (1 <= rounds <= 20 and 1 <= size and 1 <= parallelism <= 4 and size << 7 + rounds <= 1 << 28):
            raise reader.fail("limit")
        head = data[:8 + reader.at]
        sealed = reader.bytes()
        if len(sealed) < 28:
            raise reader.fail("shape")
        return {"logRounds": rounds, "blockSize": size, "parallelism": parallelism, "salt": salt.hex(),
                "associatedData": head.hex(), "sealed": sealed.hex()}

    return read(data[8:], envelope)


def addressed_bundle(data: bytes) -> dict:
    """The envelope of a bundle to the region's key, in parts."""
    if data[:8] != MAGIC:
        raise Refused("shape")

    def envelope(reader: Reader) -> dict:
        reader.array(3)
        if reader.unsigned() != 1 or reader.peek() != 0x83:
            raise reader.fail("unsupported")
        reader.array(3)
        if reader.unsigned() != 2:
            raise reader.fail("unsupported")
        recipient, encapsulated = reader.bytes(32), reader.bytes(32)
        head = data[:8 + reader.at]
        sealed = reader.bytes()
        if len(sealed) < 16:
            raise reader.fail("shape")
        return {"recipient": recipient.hex(), "encapsulated": encapsulated.hex(),
                "associatedData": head.hex(), "sealed": sealed.hex()}

    return read(data[8:], envelope)


def bundle_body(reader: Reader) -> dict:
    found = named(reader, {
        1: ("space", hexed(8)), 2: ("runs", some(run)), 3: ("devices", some(only("device"))),
        4: ("voids", some(only("void"))),
    }, ("space",))
    return {"runs": [], "devices": [], "voids": [], **found}


MESSAGES = {"sync-request": request, "sync-answer": answer, "history-request": history_request,
            "history-answer": history_answer}
