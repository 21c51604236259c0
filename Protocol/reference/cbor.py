"""The CBOR subset of spec/encoding.md: a strict decoder, and the encoder that goes with it."""
from __future__ import annotations

import json
import math
import struct

LIMITS = {
    "counter": (1 << 40) - 1, "position": (1 << 40) - 1, "milliseconds": (1 << 48) - 1, "depth": 16, "changeBytes": 1 << 20, "valueBytes": 512 << 10,
    "nameBytes": 64, "operations": 256, "valuesPerOperation": 4096, "replacesPerOperation": 16384,
    "vectorEntries": 1 << 20, "reasonBytes": 4096, "saltBytes": 16, "spacesPerMessage": 256,
    "itemsPerMessage": 1 << 20,
}


class Refused(Exception):
    """Bytes were refused: by which name, and where."""

    def __init__(self, name: str, offset: int = 0):
        super().__init__(f"{name} at byte {offset}")
        self.name, self.offset = name, offset


class Reader:
    """Walks over one input; every method reads the next item or raises Refused."""

    def __init__(self, data: bytes):
        self.data, self.at = data, 0

    def left(self) -> int:
        return len(self.data) - self.at

    def fail(self, name: str, offset: int | None = None) -> Refused:
        return Refused(name, self.at if offset is None else offset)

    def peek(self) -> int:
        if self.left() == 0:
            raise self.fail("truncated")
        return self.data[self.at]

    def finish(self) -> None:
        if self.left():
            raise self.fail("trailingBytes")

    def head(self) -> tuple[int, int]:
        """Major type 0 to 5 and argument of the next head, which must be the shortest."""
        start, initial = self.at, self.peek()
        major, info = initial >> 5, initial & 31
        if major == 6:
            raise self.fail("tag")
        if major == 7:
            raise self.fail(special(initial))
        if info < 24:
            self.at += 1
            return major, info
        if info > 27:
            raise self.fail("indefinite" if info == 31 else "reserved")
        width = 1 << (info - 24)
        if self.left() <= width:
            raise self.fail("truncated")
        value = int.from_bytes(self.data[start + 1:start + 1 + width], "big")
        if value < (24 if width == 1 else 1 << (width * 4)):
            raise self.fail("notShortest")
        self.at += 1 + width
        return major, value

    def expect(self, major: int) -> int:
        start = self.at
        found, argument = self.head()
        if found != major:
            self.at = start
            raise self.fail("shape")
        return argument

    def count(self, major: int) -> int:
        """The count of an array or map, checked against the bytes that are left."""
        start, count = self.at, self.expect(major)
        if count > (self.left() if major == 4 else self.left() // 2):
            raise self.fail("truncated", start)
        return count

    def string(self, major: int) -> bytes:
        start, length = self.at, self.expect(major)
        if length > self.left():
            raise self.fail("truncated", start)
        begin, self.at = self.at, self.at + length
        data = self.data[begin:self.at]
        if major == 3:
            bad = first_bad_utf8(data)
            if bad is not None:
                raise self.fail("utf8", begin + bad)
        return data

    def float(self) -> float:
        width = {0xF9: 2, 0xFA: 4, 0xFB: 8}[self.peek()]
        if self.left() <= width:
            raise self.fail("truncated")
        raw = self.data[self.at:self.at + 1 + width]
        value = struct.unpack({2: ">e", 4: ">f", 8: ">d"}[width], raw[1:])[0]
        if not math.isfinite(value):
            raise self.fail("notFinite")
        if encode_float(value) != raw:
            raise self.fail("notShortest")
        self.at += 1 + width
        return value

    def item(self, depth: int = 0):
        """The next item as a Python value; maps as Pairs, since keys may be anything."""
        if depth > LIMITS["depth"]:
            raise self.fail("depth")
        start, major = self.at, self.peek() >> 5
        if major in (0, 1):
            argument = self.expect(major)
            if major == 1 and argument > (1 << 63) - 1:
                raise self.fail("limit", start)
            return argument if major == 0 else -1 - argument
        if major == 2:
            return self.string(2)
        if major == 3:
            return self.string(3).decode()
        if major == 4:
            return [self.item(depth + 1) for _ in range(self.count(4))]
        if major == 5:
            return self.pairs(depth)
        if major == 6:
            raise self.fail("tag")
        return self.simple()

    def pairs(self, depth: int) -> Pairs:
        pairs, last = Pairs(), None
        for _ in range(self.count(5)):
            start = self.at
            key = self.item(depth + 1)
            encoded = self.data[start:self.at]
            if last is not None and encoded <= last:
                raise self.fail("order", start)
            last = encoded
            pairs.append((key, self.item(depth + 1)))
        return pairs

    def simple(self):
        initial = self.peek()
        if initial in (0xF4, 0xF5, 0xF6):
            self.at += 1
            return {0xF4: False, 0xF5: True, 0xF6: None}[initial]
        if initial in (0xF9, 0xFA, 0xFB):
            return self.float()
        raise self.fail(special(initial))

    # What the protocol is made of.

    def unsigned(self) -> int:
        return self.expect(0)

    def upto(self, limit: int) -> int:
        value = self.unsigned()
        if value > limit:
            raise self.fail("limit")
        return value

    def choice(self, names: list) -> int:
        """One of the codes that `names` lists."""
        code = self.unsigned()
        if code >= len(names) or names[code] is None:
            raise self.fail("unsupported")
        return code

    def counter(self) -> int:
        value = self.upto(LIMITS["counter"])
        if value == 0:
            raise self.fail("limit")
        return value

    def milliseconds(self) -> int:
        return self.upto(LIMITS["milliseconds"])

    def position(self) -> int:
        return self.upto(LIMITS["position"])

    def bytes(self, length: int | None = None) -> bytes:
        data = self.string(2)
        if length is not None and len(data) != length:
            raise self.fail("shape")
        return data

    def text(self, limit: int) -> str:
        data = self.string(3)
        if len(data) > limit:
            raise self.fail("limit")
        return data.decode()

    def name(self, empty: bool = False) -> str:
        text = self.text(LIMITS["nameBytes"])
        if not text and not empty:
            raise self.fail("shape")
        return text

    def null(self) -> bool:
        if self.peek() != 0xF6:
            return False
        self.at += 1
        return True

    def array(self, *lengths: int) -> int:
        count = self.count(4)
        if lengths and count not in lengths:
            raise self.fail("shape")
        return count

    def flat(self, width: int) -> int:
        """The rows of a flat array of `width` items a row."""
        count = self.array()
        if count % width:
            raise self.fail("shape")
        return count // width

    def list(self, read, some: bool = False) -> list:
        """An array of items; `some` for one that is left out where it is empty."""
        count = self.array()
        if count > LIMITS["itemsPerMessage"]:
            raise self.fail("limit")
        if some and not count:
            raise self.fail("notShortest")
        return [read(self) for _ in range(count)]

    def encoded(self, limit: int) -> bytes:
        """The bytes of the next item, checked through and through."""
        start = self.at
        self.item()
        if self.at - start > limit:
            raise self.fail("limit", start)
        return self.data[start:self.at]

    def fields(self, known: dict) -> dict:
        """A map with integer keys: `known` gives a reader for each (spec/versioning.md)."""
        found, last = {}, -1
        for _ in range(self.count(5)):
            key = self.unsigned()
            if key <= last:
                raise self.fail("order")
            last = key
            if key in known:
                found[key] = known[key](self)
            elif key < 32:
                raise self.fail("unsupported")
            else:
                self.item()
        return found


class Pairs(list):
    """A map's keys and values, in order."""


def special(initial: int) -> str:
    """The name under which an item of major type 7 is refused where it does not belong."""
    if initial in (0xF4, 0xF5, 0xF6, 0xF9, 0xFA, 0xFB):
        return "shape"
    if initial in (0xFC, 0xFD, 0xFE):
        return "reserved"
    return "indefinite" if initial == 0xFF else "simple"


def first_bad_utf8(data: bytes) -> int | None:
    try:
        data.decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        return error.start
    return None


def read(data: bytes, parse=Reader.item):
    """One item and nothing after it."""
    reader = Reader(data)
    value = parse(reader)
    reader.finish()
    return value


def head(major: int, argument: int) -> bytes:
    if argument < 24:
        return bytes([major << 5 | argument])
    for info, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << (8 * width):
            return bytes([major << 5 | info]) + argument.to_bytes(width, "big")
    raise ValueError("no argument is longer than 64 bits")


def encode_float(value: float) -> bytes:
    for initial, form in ((0xF9, ">e"), (0xFA, ">f"), (0xFB, ">d")):
        try:
            packed = struct.pack(form, value)
        except OverflowError:
            continue
        if struct.unpack(form, packed)[0] == value:
            return bytes([initial]) + packed
    raise ValueError("only finite numbers are written")


class Raw(bytes):
    """An item that is encoded already."""


def encode(value) -> bytes:
    if isinstance(value, Raw):
        return bytes(value)
    if value is None or value is True or value is False:
        return {None: b"\xf6", True: b"\xf5", False: b"\xf4"}[value]
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, float):
        return encode_float(value)
    if isinstance(value, (bytes, bytearray)):
        return head(2, len(value)) + bytes(value)
    if isinstance(value, str):
        data = value.encode()
        return head(3, len(data)) + data
    if isinstance(value, Pairs):
        entries = sorted((encode(key), encode(item)) for key, item in value)
        return head(5, len(entries)) + b"".join(key + item for key, item in entries)
    return head(4, len(value)) + b"".join(map(encode, value))


def diagnostic(value) -> str:
    """RFC 8949 §8, for people and for vectors."""
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, bytes):
        return f"h'{value.hex()}'"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Pairs):
        return "{" + ", ".join(f"{diagnostic(k)}: {diagnostic(v)}" for k, v in value) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(diagnostic, value)) + "]"
    return repr(value)
