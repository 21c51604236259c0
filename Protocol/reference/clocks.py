"""Dots, version vectors and hybrid time (spec/clocks.md)."""
from __future__ import annotations

from cbor import LIMITS, Reader

LAST_MILLISECOND = (1 << 48) - 1
BOUND = 60_000


def writer(reader: Reader) -> bytes:
    return reader.bytes(12)


def dot(reader: Reader) -> tuple[bytes, int]:
    return writer(reader), reader.counter()


def dots(reader: Reader) -> list:
    return [dot(reader) for _ in range(reader.flat(2))]


def dot_text(value) -> str:
    return f"{value[0].hex()}:{value[1]}"


def read_dot(text: str) -> tuple[bytes, int]:
    name, counter = text.split(":")
    return bytes.fromhex(name), int(counter)


class Vector:
    """writer -> (counter, check)"""

    def __init__(self, entries=()):
        self.entries = {w: (n, c) for w, n, c in entries}

    def rows(self) -> list:
        return [(w, *self.entries[w]) for w in sorted(self.entries)]

    def counter(self, name: bytes) -> int:
        return self.entries.get(name, (0, b""))[0]

    def covers(self, value) -> bool:
        return self.counter(value[0]) >= value[1]

    def dominates(self, other: Vector) -> bool:
        return all(self.counter(w) >= n for w, n, _ in other.rows())

    def order(self, other: Vector) -> str:
        more, less = self.dominates(other), other.dominates(self)
        return {(True, True): "equal", (True, False): "after", (False, True): "before",
                (False, False): "concurrent"}[more, less]

    def record(self, value, check: bytes) -> None:
        if not self.covers(value):
            self.entries[value[0]] = (value[1], check)

    def merge(self, other: Vector) -> Vector:
        merged = Vector(self.rows())
        for w, n, check in other.rows():
            merged.entries[w] = max(merged.entries.get(w, (0, b"")), (n, check))
        return merged

    def forks(self, other: Vector) -> list:
        return [(w, n) for w, n, check in self.rows()
                if other.counter(w) == n and other.entries[w][1] != check]

    def missing(self, other: Vector) -> list:
        return [(w, self.counter(w) + 1, n) for w, n, _ in other.rows() if n > self.counter(w)]

    def flat(self) -> list:
        return [item for row in self.rows() for item in row]

    def place(self, name: bytes) -> int:
        return sorted(self.entries).index(name)


def vector(reader: Reader, own: bytes | None = None) -> Vector:
    """A vector; with `own` a change's context, in which that writer stands as null."""
    count, rows = reader.flat(3), []
    if count > LIMITS["vectorEntries"]:
        raise reader.fail("limit")
    for _ in range(count):
        if own is not None and reader.null():
            name = own
        else:
            name = writer(reader)
            if name == own:
                raise reader.fail("notShortest")
        row = (name, reader.counter(), reader.bytes(4))
        if rows and rows[-1][0] >= name:
            raise reader.fail("order")
        rows.append(row)
    return Vector(rows)


def time(milliseconds: int, counter: int = 0) -> int:
    return min(milliseconds, LAST_MILLISECOND) << 16 | counter


def split(raw: int) -> list:
    return [raw >> 16, raw & 0xFFFF]


def tick(last: int, wall: int) -> int:
    return max(time(wall), min(last + 1, (1 << 64) - 1))


def observe(last: int, other: int, wall: int) -> int:
    return max(last, min(other, time(wall + BOUND, 0xFFFF)))


def shown(claimed: int, receipt: int | None) -> int:
    return claimed if receipt is None or receipt >= claimed >> 16 else time(receipt)
