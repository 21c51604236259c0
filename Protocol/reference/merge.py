"""Applying, joining, deletion and what fields show (spec/merge.md)."""
from __future__ import annotations

from cbor import encode, read
from clocks import Vector, dot_text, shown, vector
from documents import LIFECYCLE, Change, Sibling, State

SCALES = {
    "signal": ["none", "watch", "urgent"],
    "visibility": ["public", "region", "team", "own"],
    "consent": ["given", "withdrawn"],
}


def apply(state: State, change: Change, check: bytes) -> list:
    """Applies a change; the outcome's name, and what it is about."""
    (name, counter), header = change.dot, change.header
    mine = state.vector.entries.get(name)
    if mine and mine[0] == counter and mine[1] != check:
        return ["fork", dot_text(change.dot)]
    if mine and mine[0] >= counter:
        return ["known"]
    missing = []
    for x, m, c in header.context.rows():
        if not state.vector.covers((x, m)):
            missing.append(dot_text((x, m)))
        elif state.vector.entries[x][0] == m and state.vector.entries[x][1] != c:
            return ["fork", dot_text((x, m))]
    if missing:
        return ["waiting", *missing]
    if header.context.counter(name) < state.vector.counter(name):
        return ["invalid", "contextOmitsOwnEdit"]
    if header.kind is not None and state.kind is not None:
        return ["invalid", "documentExists"]
    if header.kind is not None:
        state.kind, state.made_by = header.kind, change.dot
    values = iter(change.payload["values"] if change.payload else ())
    for operation in header.operations:
        perform(state, change, operation, [next(values, None) for _ in range(operation["count"])])
    state.vector.record(change.dot, check)
    state.void_ends.pop(name, None)
    return ["applied"]


def perform(state: State, change: Change, operation: dict, values: list) -> None:
    gone = set(operation["replaces"])
    kept = [s for s in state.fields.pop(operation["field"], [])
            if s.key not in gone and (*s.dot, -1) not in gone]
    if operation["field"] == LIFECYCLE and values:
        values = [encode(change.header.context.flat())]
    origins = operation["origins"] or [None] * len(values)
    for index, value in enumerate(values):
        kept.append(Sibling(change.dot, index, change.header.time, change.header.author,
                            origins[index], value))
    if kept:
        state.fields[operation["field"]] = sorted(kept, key=lambda s: s.key)


def record_void(state: State, dot, previous: int, check: bytes) -> list:
    have, mine = state.vector.entries.get(dot[0], (0, b""))
    if have == dot[1] and mine != check:
        return ["fork", dot_text(dot)]
    if have >= dot[1]:
        return ["known"]
    if have < previous:
        return ["waiting", dot_text((dot[0], previous))]
    state.void_ends[dot[0]] = state.effective(dot[0])
    state.vector.record(dot, check)
    return ["applied"]


def erase(state: State, dot) -> None:
    for name, siblings in state.fields.items():
        for sibling in siblings:
            if sibling.dot == dot and name != LIFECYCLE:
                sibling.value = None


def join(left: State, right: State) -> State:
    joined = State()
    joined.vector = left.vector.merge(right.vector)
    makers = [s for s in (left, right) if s.made_by]
    if makers:
        first = min(makers, key=lambda s: (s.made_by, s.kind.encode()))
        joined.kind, joined.made_by = first.kind, first.made_by
    joined.void_ends = join_void_ends(left, right)
    for name in {*left.fields, *right.fields}:
        mine = {s.key: s for s in left.fields.get(name, [])}
        theirs = {s.key: s for s in right.fields.get(name, [])}
        kept = []
        for key in sorted({*mine, *theirs}):
            if key in mine and key in theirs:
                kept.append(join_sibling(mine[key], theirs[key]))
            elif key in mine and not right.vector.covers(key[:2]):
                kept.append(mine[key])
            elif key in theirs and not left.vector.covers(key[:2]):
                kept.append(theirs[key])
        if kept:
            joined.fields[name] = kept
    return joined


def join_void_ends(left: State, right: State) -> dict:
    """Of the side whose entry stands; of the same entry on both sides, what is known void is."""
    ends = {}
    for name in {*left.void_ends, *right.void_ends}:
        entries = [s.vector.entries.get(name, (0, b"")) for s in (left, right)]
        sides = [s for s, entry in zip((left, right), entries) if entry == max(entries)]
        known = [s.void_ends[name] for s in sides if name in s.void_ends]
        if known:
            ends[name] = min(known)
    return ends


def join_sibling(left: Sibling, right: Sibling) -> Sibling:
    """The same sibling on both sides; only in a forked history does more than erasure differ."""
    claimed, author = min((s.time, s.author) for s in (left, right))
    origins, values = (left.origin, right.origin), (left.value, right.value)
    return Sibling(left.dot, left.index, claimed, author, None if None in origins else min(origins),
                   None if None in values else min(values))


def lifecycle(state: State) -> str:
    marks = state.fields.get(LIFECYCLE)
    if not marks:
        return "alive"
    seen = Vector()
    for mark in marks:
        seen = seen.merge(read(mark.value, vector))
        seen.record(mark.dot, bytes(4))
    covered = all(seen.counter(name) >= state.effective(name) for name in state.vector.entries)
    return "deleted" if covered else "contested"


def distinct(values: list) -> list:
    return list(dict.fromkeys(values))


def view(siblings: list, policy: str, receipts: dict) -> dict:
    """`policy` as in the table; strictest with its scale: "strictest signal"."""
    newest = sorted(siblings, key=lambda s: (shown(s.time, receipts.get(s.dot)), s.key),
                    reverse=True)
    values = [s.value for s in newest if s.value is not None]
    if policy.startswith("strictest"):
        out, standing = strictest(newest, SCALES[policy.split()[1]])
    elif policy == "union":
        out, standing = sorted(distinct(values)), "plain"
    elif policy == "perPerson":
        out, standing = per_person(newest)
    elif policy == "latest":
        out, standing = filled(values[:1]), "parallel-edit" if apart(values) else "plain"
    elif apart(values) or 0 < len(values) < len(newest):
        out, standing = distinct(values), "conflict"
    else:
        out, standing = filled(values[:1]), "plain"
    return {"shown": [value.hex() for value in out], "standing": standing,
            "siblings": [f"{dot_text(s.dot)}#{s.index}" for s in newest]}


def apart(values: list) -> bool:
    return len(distinct(values)) > 1


def filled(values: list) -> list:
    """Without the nulls, which say that a field was cleared."""
    return [value for value in values if value != b"\xf6"]


def strictest(newest: list, scale: list) -> tuple:
    """What was erased counts as the last value of the scale."""
    values = [encode(scale[-1]) if s.value is None else s.value for s in newest]
    out = sorted(values, key=lambda value: care(value, scale))[-1:]
    return out, "parallel-edit" if apart(values) else "plain"


def care(value: bytes, scale: list) -> tuple:
    text = read(value)
    return (scale.index(text) if isinstance(text, str) and text in scale else len(scale), value)


def per_person(newest: list) -> tuple:
    people: dict = {}
    for sibling in newest:
        if sibling.value is not None:
            person = sibling.origin[1] if sibling.origin else sibling.author
            people.setdefault(person, []).append(sibling.value)
    parallel = any(apart(values) for values in people.values())
    return (filled([values[0] for values in people.values()]),
            "parallel-edit" if parallel else "plain")
