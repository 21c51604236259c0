"""One document, played again from its log, and what is on record of it (spec/audit.md)."""
from __future__ import annotations

from hashlib import sha256

import kinds
import merge
from cbor import Reader, encode
from clocks import dot, dot_text, vector
from documents import CODES, LIFECYCLE, PURPOSES, Change, State, document, identifier

POLICY_CODES = {"latest": 0, "keepAll": 1, "text": 2, "union": 3, "perPerson": 4,
                "strictest signal": 16, "strictest visibility": 17, "strictest consent": 18}
EVENTS = ["found", "joined", "settled", "reopened", "erased"]
FOUND, JOINED, SETTLED, REOPENED, ERASED = range(5)
UNDO = PURPOSES.index("undo")
DELETION = "a deletion"  # what a deletion brings to the lifecycle


class Record:
    """A record as it grows: `versions` by their dots, `events` in the order of the log."""

    def __init__(self, document_id: bytes, kind, field: str, policy: str, found: tuple):
        name, counter = found
        seed = (b"schakel/conflict/1" + document_id + name + counter.to_bytes(8, "big")
                + field.encode())
        self.id, self.document = sha256(seed).digest()[:8], document_id
        self.kind, self.field, self.policy = kind, field, policy
        self.severity, self.versions, self.events = 0, {}, []

    def last(self) -> list:
        """The last event but for erasures."""
        return [event for event in self.events if event[0] != ERASED][-1]

    def is_open(self) -> bool:
        return self.last()[0] != SETTLED

    def order(self) -> tuple:
        return self.events[0][1], self.field.encode(), self.id

    def encoded(self) -> bytes:
        return encode([self.id, self.document, self.kind, self.field, POLICY_CODES[self.policy],
                       self.severity, [self.versions[each] for each in sorted(self.versions)],
                       self.events])


class Touch:
    """What a change brought to a field: values, or None where they were erased."""

    def __init__(self, change: Change, brought):
        self.dot, self.author, self.brought = change.dot, change.header.author, brought


class Waiting:
    """A change, or a void, that came before what it builds on."""

    def __init__(self, dot, place: tuple, missing: dict, change=None, link=None, void=None):
        self.dot, self.place, self.missing = dot, place, missing
        self.change, self.link, self.void = change, link, void
        self.is_on_other = self.is_refused = False

    def is_ready(self) -> bool:
        return not self.is_refused and (self.is_on_other or not self.missing)


class Replay:
    """Takes the entries of a log that are about one document. A place is (position, received)."""

    def __init__(self, document_id: bytes):
        self.document, self.state = document_id, State()
        self.waiting: list = []
        self.versions: dict = {}       # of all changes that had their effect, by their dots
        self.heads: list = []          # those that no other change of the document has seen
        self.latest: dict = {}         # of each field its latest touches
        self.records: list = []        # all that there ever were, each field's last one last

    # Entries.

    def take(self, change: Change, link: bytes, place: tuple, refuses) -> tuple:
        """An accepted change: its outcome, and the dots that it set free and cannot be applied."""
        outcome = merge.apply(self.state, change, link[:4])[0]
        if outcome == "waiting":
            missing = {(w, n): c for w, n, c in change.header.context.rows()
                       if not self.state.vector.covers((w, n))}
            self.waiting.append(Waiting(change.dot, place, missing, change=change, link=link))
        if outcome != "applied":
            return outcome, []
        self.note(change, place, place)
        contradictory = self.written_again(change)
        return outcome, contradictory + self.release(change.dot, link, place, refuses)

    def void(self, name: tuple, previous: int, link: bytes, place: tuple, refuses) -> tuple:
        self.waiting = [each for each in self.waiting if each.dot != name]
        outcome = merge.record_void(self.state, name, previous, link[:4])[0]
        if outcome == "waiting":
            missing = {(name[0], previous): None}
            self.waiting.append(Waiting(name, place, missing, link=link, void=previous))
        if outcome != "applied":
            return outcome, []
        return outcome, self.release(name, link, place, refuses)

    def erase(self, dots: list, place: tuple) -> None:
        for name in dots:
            merge.erase(self.state, name)
        for field, touches in self.latest.items():
            for touch in touches:
                if touch.dot in dots and field != LIFECYCLE:
                    touch.brought = None
        for record in {record.field: record for record in self.records}.values():
            for name in sorted(record.versions):
                if name in dots:
                    record.events.append([ERASED, *place, *name, 0, None, None])

    def last_counter(self, name: bytes, below: int) -> int:
        """The counter of the writer's last change here before another, applied or waiting."""
        applied = self.state.vector.counter(name)
        waits = [each.dot[1] for each in self.waiting if each.dot[0] == name]
        return max([n for n in [applied, *waits] if n < below], default=0)

    # What waited.

    def release(self, name: tuple, link: bytes, place: tuple, refuses) -> list:
        """Applies what waited for this, and what waited for that, in the order of the log."""
        contradictory = []
        self.saw(name, link)
        while ready := [each for each in self.waiting if each.is_ready()]:
            item = min(ready, key=lambda each: each.place)
            if not item.is_on_other and self.perform(item, place, refuses):
                self.waiting.remove(item)
                if item.change:
                    contradictory += self.written_again(item.change)
                self.saw(item.dot, item.link)
            else:
                item.is_refused = True
                contradictory.append(item.dot)
        return contradictory

    def saw(self, name: tuple, link: bytes) -> None:
        for item in self.waiting:
            for gap in [gap for gap in item.missing if gap[0] == name[0] and gap[1] <= name[1]]:
                check = item.missing.pop(gap)
                if gap == name and check is not None and check != link[:4]:
                    item.is_on_other = True

    def perform(self, item: Waiting, place: tuple, refuses) -> bool:
        if item.change is None:
            return merge.record_void(self.state, item.dot, item.void, item.link[:4])[0] in (
                "applied", "known")
        if refuses(item.change, self.state):
            return False
        outcome = merge.apply(self.state, item.change, item.link[:4])[0]
        if outcome == "applied":
            self.note(item.change, item.place, place)
        return outcome in ("applied", "known")

    def written_again(self, change: Change) -> list:
        """What waits and has its words in a change that has its effect by now is to be refused."""
        origin = change.header.origin or {}
        found = [each for each in self.waiting
                 if each.change and not each.is_refused and each.dot[0][:8] == change.dot[0][:8]
                 and origin == {"dot": dot_text(each.dot), "check": each.link[:4].hex()}]
        for item in found:
            item.is_refused = True
        return [item.dot for item in found]

    # What meets.

    def note(self, change: Change, came: tuple, place: tuple) -> None:
        """A change that was just applied; `came` is its own entry's place."""
        header = change.header
        self.versions[change.dot] = [
            *change.dot, header.context.flat(), header.author, header.time, came[1], change.digest]
        apart = [each for each in self.heads if not header.context.covers(each)]
        self.heads = apart + [change.dot]
        values = iter(change.payload["values"] if change.payload else [])
        for operation in header.operations:
            brought = [next(values, None) for _ in range(operation["count"])]
            if operation["field"] != LIFECYCLE:
                self.touch(change, operation["field"], brought, place)
        self.touch_lifecycle(change, apart, place)

    def replace(self, change: Change, field: str, brought) -> list:
        """The field's latest touches, with this one in the place of all that it had seen."""
        touches = self.latest.get(field, [])
        kept = [each for each in touches if not change.header.context.covers(each.dot)]
        self.latest[field] = kept + [Touch(change, brought)]
        self.took_others = any(
            each.dot[0] != change.dot[0] for each in touches if each not in kept)
        return self.latest[field]

    def touch(self, change: Change, field: str, brought: list, place: tuple) -> None:
        touches = self.replace(change, field, brought if change.payload else None)
        policy = kinds.policy(field, self.state.kind)
        view = merge.view(self.state.fields.get(field, []), policy, {})
        asks = policy in ("keepAll", "text") and view["standing"] == "conflict"
        self.meet(change, field, policy, [each.dot for each in touches],
                  asks or differ(touches, policy), asks, place)

    def touch_lifecycle(self, change: Change, apart: list, place: tuple) -> None:
        deeds = [CODES[each["code"]] for each in change.header.operations
                 if each["field"] == LIFECYCLE]
        touched = self.latest.get(LIFECYCLE, [])
        if not deeds and not touched:
            return
        deletions = [each.dot for each in touched if each.brought == DELETION]
        unknown = [each for each in deletions if not change.header.context.covers(each)]
        met = apart if deeds == ["delete"] else unknown
        if not deeds and not unknown:
            met = deletions
        if deeds:
            self.replace(change, LIFECYCLE, DELETION if deeds == ["delete"] else [])
        contested = merge.lifecycle(self.state) == "contested"
        self.took_others = bool(deeds)
        record = self.last_of(LIFECYCLE)
        if contested and not deeds and not unknown and record and record.is_open():
            return
        self.meet(change, LIFECYCLE, "keepAll", [*met, change.dot], contested, contested, place)

    # What comes of it.

    def last_of(self, field: str) -> Record | None:
        return next((each for each in reversed(self.records) if each.field == field), None)

    def meet(self, change, field, policy, beside, is_apart, asks, place) -> None:
        record = self.last_of(field)
        if record is None or not record.is_open():
            if not is_apart:
                return
            what = REOPENED if record and opens_again(record, change) else FOUND
        else:
            what = JOINED if is_apart else SETTLED
        if what == FOUND:
            record = Record(self.document, self.state.kind, field, policy, change.dot)
            self.records.append(record)
        header = change.header
        if what != JOINED or self.joins(record, change, beside):
            record.events.append(
                [what, *place, *change.dot, header.purpose, header.rule, header.author])
        if what != SETTLED:
            record.versions.update({each: self.versions[each] for each in beside})
        if asks:
            record.severity = 1
        settlements = [event for event in record.events if event[0] == SETTLED]
        if policy == "text" and what == SETTLED and all(event[6] for event in settlements):
            record.severity = 0

    def joins(self, record: Record, change: Change, beside: list) -> bool:
        """Whether anything happens but that a writer goes on from an own version, which then goes."""
        own = [each for each in record.versions
               if each[0] == change.dot[0] and change.header.context.covers(each)]
        if not own or self.took_others or any(
                each not in record.versions for each in beside if each != change.dot):
            return True
        for each in own:
            del record.versions[each]
        return False


def differ(touches: list, policy: str) -> bool:
    """Whether two of these said different things; under perPerson, two of one person."""
    return any((left.brought is None or right.brought is None or left.brought != right.brought)
               and (policy != "perPerson" or left.author == right.author)
               for place, left in enumerate(touches) for right in touches[:place])


def opens_again(record: Record, change: Change) -> bool:
    """It knew nothing of the settlement, or takes it back."""
    settlement = tuple(record.last()[3:5])
    if not change.header.context.covers(settlement):
        return True
    return change.header.purpose == UNDO and any(
        target[:2] == settlement for operation in change.header.operations
        if operation["field"] == record.field for target in operation["replaces"])


# Reading.

def record(reader: Reader) -> bytes:
    """A record's bytes, checked; what is in it the log tells better."""
    start = reader.at
    reader.array(8)
    identifier(reader)
    document(reader)
    reader.null() or reader.name()
    reader.name(empty=True)
    if reader.unsigned() not in POLICY_CODES.values():
        raise reader.fail("unsupported")
    reader.choice(["parallelEdit", "conflict"])
    dots = [version(reader) for _ in range(reader.array())]
    if any(left >= right for left, right in zip(dots, dots[1:])):
        raise reader.fail("order")
    events = [event(reader) for _ in range(reader.array())]
    if events[:1] != [FOUND]:
        raise reader.fail("shape")
    return reader.data[start:reader.at]


def version(reader: Reader) -> tuple:
    reader.array(7)
    name = dot(reader)
    vector(reader)
    identifier(reader)
    reader.unsigned()
    reader.milliseconds()
    reader.bytes(32)
    return name


def event(reader: Reader) -> int:
    reader.array(8)
    what = reader.choice(EVENTS)
    reader.position()
    reader.milliseconds()
    dot(reader)
    reader.choice(PURPOSES)
    reader.null() or reader.name()
    reader.null() or identifier(reader)
    return what
