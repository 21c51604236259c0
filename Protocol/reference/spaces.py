"""The log of one space, checked and played again entry by entry (spec/audit.md)."""
from __future__ import annotations

import uuid
from functools import lru_cache
from hashlib import sha256

import ed25519
import kinds
import log
from cbor import Refused, read
from clocks import read_dot
from documents import PURPOSES, Change, genesis, seal_message
from records import Record, Replay

verify = lru_cache(maxsize=None)(ed25519.verify)
RESOLUTION, UNDO = PURPOSES.index("resolution"), PURPOSES.index("undo")
WRITES = ["contributor", "coordinator"]
EVERYBODY = b"\x66public"


class Fault(Exception):
    """The first thing that does not hold: its code, and its place as far as it has one."""

    def __init__(self, code: str, **place):
        super().__init__(code)
        self.code, self.place = code, place


class Space:
    """What the log has come to so far: its hash, its streams, who may what, and its documents."""

    def __init__(self, found: dict, region: bytes):
        self.id, self.epoch, self.region = found["id"], found["epoch"], region
        self.position, self.hash = 0, log.genesis(self.id, self.epoch)
        self.members: dict = {}
        self.devices: dict = {}
        self.first: dict = {}          # replica -> its writer of which the log has a change first
        self.admitted: set = set()     # its further ones that somebody let go on
        self.streams: dict = {}        # writer -> [counter, link, sealed up to, first beyond that]
        self.replays: dict = {}
        self.counted: set = set()      # the documents of which something was seen
        self.wordless: dict = {}       # changes without payload, before the erasure
        self.erased: set = set()
        self.voided: set = set()
        self.held: set = set()         # refused of devices out of use, and kept for a coordinator
        self.owed: dict = {}           # what is to be refused before the end, and where that showed
        self.refusable: dict = {}      # dot -> link, document: what a belated void may be about
        self.checkpoint, self.checkpoint_at = None, None
        self.claims: list = []
        self.counts = dict.fromkeys(
            ["entries", "changes", "voids", "seals", "checkpoints", "epochs", "erased"], 0)

    # Parts.

    def take(self, name: str, found, is_first: bool) -> None:
        if name == "entries":
            for hashed, change in found:
                self.take_entry(hashed, change)
        elif name == "end":
            self.check_records()
            if found != (self.position, self.hash, len(self.counted), self.digest()):
                raise self.fault("documents")
        else:
            if is_first and name == "documents":
                self.finish_log()
            if is_first and name == "records":
                self.check_documents()
            self.claims = (self.claims if not is_first else []) + found

    def fault(self, code: str, position: int | None = None) -> Fault:
        return Fault(code, space=self.id.hex(), position=position or self.position)

    def expect(self, holds: bool, code: str) -> None:
        if not holds:
            raise self.fault(code)

    # Entries.

    def take_entry(self, hashed: bytes, change: bytes | None) -> None:
        before, self.position = self.hash, self.position + 1
        try:
            found = read(hashed, log.entry)
        except Refused:
            raise self.fault("unreadable") from None
        self.hash = log.next_hash(before, hashed)
        self.counts["entries"] += 1
        kind = found["entry"]
        self.expect(self.position > 1 or kind == "epoch", "epoch")
        self.expect(kind == "change" or change is None, "unreadable")
        if kind == "change":
            self.take_change(found, change)
        elif kind == "checkpoint":
            self.take_checkpoint(found, hashed, before)
        elif kind == "epoch":
            self.take_epoch(found, before)
        elif kind in ("void", "seal", "member", "device", "erasure", "admission", "dismissal",
                      "opening"):
            getattr(self, "take_" + kind)(found)

    def take_epoch(self, found: dict, before: bytes) -> None:
        if self.position == 1:
            self.expect("previous" not in found and found["epoch"] == self.epoch.hex(), "epoch")
            return
        went_on = {"epoch": self.epoch.hex(), "position": self.position - 1,
                   "mark": before[:8].hex()}
        self.expect(found.get("previous") == went_on, "epoch")
        self.epoch = bytes.fromhex(found["epoch"])
        self.counts["epochs"] += 1

    def take_checkpoint(self, found: dict, hashed: bytes, before: bytes) -> None:
        says = (found["position"], found["hash"], found["documents"], found["digest"],
                found.get("previous"))
        self.expect(says == (self.position - 1, before.hex(), len(self.counted),
                             self.digest().hex(), self.checkpoint), "checkpoint")
        self.expect(verify(self.region, log.checkpoint_message(found),
                           bytes.fromhex(found["signature"])), "checkpoint")
        self.checkpoint, self.checkpoint_at = sha256(hashed).hexdigest(), found["position"]
        self.counts["checkpoints"] += 1

    # People and devices.

    def expect_coordinator(self, found: dict) -> None:
        """Whoever is named as having decided something coordinates the space there."""
        actor = found.get("actor")
        self.expect(actor is None or self.members.get(actor) == "coordinator", "rights")

    def take_member(self, found: dict) -> None:
        self.expect_coordinator(found)
        self.members[found["person"]] = found["role"]

    def take_device(self, found: dict) -> None:
        known = self.devices.get(found["replica"], found)
        self.expect((known["publicKey"], known["person"])
                    == (found["publicKey"], found["person"]), "rights")
        self.expect_coordinator(found)
        self.devices[found["replica"]] = found

    def take_admission(self, found: dict) -> None:
        self.expect_coordinator(found)
        self.admitted.add(bytes.fromhex(found["writer"]))

    def take_dismissal(self, found: dict) -> None:
        self.expect_coordinator(found)
        self.expect(read_dot(found["dot"]) in self.held, "void")

    def take_opening(self, found: dict) -> None:
        self.expect_coordinator(found)

    def device(self, name: bytes) -> dict:
        """The device of a writer, of nobody if the log has none."""
        return self.devices.get(name[:8].hex(), {"person": None, "status": None, "publicKey": None})

    def take_seal(self, found: dict) -> None:
        seal = found["seal"]
        (name, counter), link = read_dot(seal["dot"]), bytes.fromhex(seal["link"])
        device = self.device(name)
        self.expect(device["person"] is not None and name in self.streams, "seal")
        stream = self.streams[name]
        self.expect(stream[:2] == [counter, link], "seal")
        self.expect(verify(bytes.fromhex(device["publicKey"]),
                           seal_message(self.id, name, counter, link),
                           bytes.fromhex(seal["signature"])), "seal")
        stream[2] = counter
        self.counts["seals"] += 1

    # Changes.

    def stream(self, name: bytes) -> list:
        return self.streams.get(name, [0, genesis(self.id, name), 0, 0])

    def advance(self, dot: tuple, link: bytes) -> bytes:
        """Lets a stream go on by one; the link before it."""
        counter, before, sealed, first = self.stream(dot[0])
        self.expect(dot[1] == counter + 1, "chain")
        first = self.position if sealed == counter else first
        self.first.setdefault(dot[0][:8], dot[0])
        self.streams[dot[0]] = [dot[1], link, sealed, first]
        return before

    def take_change(self, found: dict, encoded: bytes | None) -> None:
        dot, link = read_dot(found["dot"]), bytes.fromhex(found["link"])
        self.expect(encoded is not None, "chain")
        try:
            change = Change(encoded, dot[0])
        except Refused:
            raise self.fault("chain") from None
        before = self.advance(dot, link)
        self.expect(change.link(before) == link and change.dot == dot, "chain")
        if change.payload is None:
            if dot not in self.erased:
                self.wordless[dot] = self.position
        else:
            self.expect(dot not in self.erased, "erasure")
        self.expect(self.may_write(change, link), "rights")
        self.counts["changes"] += 1
        replay = self.replay(change.header.document)
        is_due = replay.state.vector.dominates(change.header.context)
        self.expect(not (is_due and self.is_wrong_choice(change, replay.state)), "rights")
        place = (self.position, found["received"])
        outcome, contradictory = replay.take(change, link, place, self.is_wrong_choice)
        self.expect(outcome in ("applied", "waiting"), "merge")
        if outcome == "waiting":
            self.refusable[dot] = (link, change.header.document)
        self.note(replay, outcome, contradictory)

    def take_void(self, found: dict) -> None:
        self.counts["voids"] += 1
        dot, link = read_dot(found["dot"]), bytes.fromhex(found["link"])
        document_id = "document" in found and uuid.UUID(found["document"]).bytes
        self.expect(verify(self.region, log.void_message(self.id, found),
                           bytes.fromhex(found["signature"])), "void")
        if dot[1] > self.stream(dot[0])[0]:
            self.advance(dot, link)
        else:
            known = self.refusable.get(dot)
            self.expect(known is not None and document_id and known[0] == link
                        and known[1] in (None, document_id), "void")
        self.owed.pop(dot, None)
        self.voided.add(dot)
        if found["reason"] == "held":
            self.held.add(dot)
        if not document_id:
            self.refusable[dot] = (link, None)
            return
        replay = self.replay(document_id)
        self.expect(found["previous"] == replay.last_counter(*dot), "void")
        place = (self.position, found["received"])
        outcome, contradictory = replay.void(
            dot, found["previous"], link, place, self.is_wrong_choice)
        self.expect(outcome in ("applied", "waiting"), "void")
        self.note(replay, outcome, contradictory)

    def replay(self, document_id: bytes) -> Replay:
        return self.replays.setdefault(document_id, Replay(document_id))

    def note(self, replay: Replay, outcome: str, contradictory: list) -> None:
        if outcome == "applied":
            self.counted.add(replay.document)
        self.owed.update({dot: self.position for dot in contradictory})

    def take_erasure(self, found: dict) -> None:
        for row in found["erased"]:
            dots = [read_dot(each) for each in row["dots"]]
            for dot in dots:
                gone = self.wordless.pop(dot, None) is not None or dot in self.erased
                is_here = dot[1] <= self.stream(dot[0])[0]
                self.expect(gone or not is_here or dot in self.owed or dot in self.voided, "erasure")
                self.erased.add(dot)
            place = (self.position, found["time"])
            self.replay(uuid.UUID(row["document"]).bytes).erase(dots, place)
            self.counts["erased"] += len(dots)

    # Who may.

    @staticmethod
    def counts_of(device: dict, change: Change, link: bytes) -> bool:
        """Whether it stands in what was accepted, of a device that is not in use."""
        if device["status"] == "active":
            return True
        for name, counter, tip in device.get("accepted", []):
            if name == change.writer.hex():
                own = change.header.counter
                return own < counter or (own == counter and link.hex() == tip)
        return False

    def may_write(self, change: Change, link: bytes) -> bool:
        header, device = change.header, self.device(change.writer)
        author = header.author.hex()
        if device["person"] != author or not self.counts_of(device, change, link):
            return False
        if device["publicKey"] != self.region.hex() and not self.is_admitted(change.writer):
            return False
        if self.members.get(author) not in WRITES:
            return False
        if publishes(change) and self.members.get(author) != "coordinator":
            return False
        if header.rule is not None:
            return device["publicKey"] == self.region.hex()
        if header.purpose != RESOLUTION:
            return True
        has_reason = change.payload is None or change.payload["reason"]
        return bool(has_reason) and all(self.may_settle(each, author) for each in header.operations)

    def is_admitted(self, name: bytes) -> bool:
        """Whether it is the first writer of its replica here, or a copy that was let go on."""
        return self.first[name[:8]] == name or name in self.admitted

    def may_settle(self, operation: dict, author: str) -> bool:
        return self.members.get(author) == "coordinator" or any(
            self.device(target[0])["person"] == author for target in operation["replaces"])

    def is_wrong_choice(self, change: Change, state) -> bool:
        """Whether it takes versions away that await a choice, without being one who may choose."""
        header = change.header
        return header.purpose != RESOLUTION and any(
            awaits_choice(operation, state) and (
                header.purpose != UNDO or not self.may_settle(operation, header.author.hex()))
            for operation in header.operations)

    # The end.

    def finish_log(self) -> None:
        unsealed = [stream[3] for stream in self.streams.values() if stream[2] < stream[0]]
        for code, places in (("unsealed", unsealed), ("erasure", self.wordless.values()),
                             ("merge", self.owed.values())):
            if places:
                raise self.fault(code, min(places))

    def digest(self) -> bytes:
        total = sum(self.replays[each].state.share(each) for each in self.counted)
        return (total % (1 << 64)).to_bytes(8, "big")

    def check_documents(self) -> None:
        own = [(each, self.replays[each].state.share(each).to_bytes(8, "big"))
               for each in sorted(self.counted)]
        difference = first_difference(self.claims, own)
        if difference:
            about = min(each[0] for each in difference if each)
            raise Fault("documents", space=self.id.hex(), document=str(uuid.UUID(bytes=about)))

    def records(self) -> list:
        return sorted((each for replay in self.replays.values() for each in replay.records),
                      key=Record.order)

    def check_records(self) -> None:
        own = {each.encoded(): each for each in self.records()}
        difference = first_difference(self.claims, list(own))
        if not difference:
            return
        claim, computed = difference
        name, about, _, field = read(claim)[:4] if computed is None else (
            own[computed].id, own[computed].document, None, own[computed].field)
        raise Fault("record", space=self.id.hex(), document=str(uuid.UUID(bytes=about)),
                    field=field, record=name.hex())

    def report(self) -> dict:
        found = {"space": self.id.hex(), "counts": self.counts, "documents": len(self.counted),
                 "records": [each.encoded().hex() for each in self.records()],
                 "members": [[each, self.members[each]] for each in sorted(self.members)]}
        return found if self.checkpoint_at is None else {**found, "checkpoint": self.checkpoint_at}


def awaits_choice(operation: dict, state) -> bool:
    """Whether what an operation replaces has two or more distinct values that await a person."""
    field, gone = operation["field"], set(operation["replaces"])
    if not kinds.is_known(field, state.kind):
        return False
    named = {s.value for s in state.fields.get(field, [])
             if s.value is not None and (s.key in gone or (*s.dot, -1) in gone)}
    return kinds.policy(field, state.kind) in ("keepAll", "text") and len(named) > 1


def publishes(change: Change) -> bool:
    """Whether it lets everybody see a contribution. Of an erased change nobody can tell."""
    values = iter(change.payload["values"] if change.payload else ())
    return any(operation["field"] == "visibility" and EVERYBODY in brought
               for operation in change.header.operations
               for brought in [[next(values, None) for _ in range(operation["count"])]])


def first_difference(claims: list, own: list) -> tuple | None:
    """What is claimed and what is so, where they part; None for what one of them lacks."""
    for place in range(max(len(claims), len(own))):
        pair = tuple(each[place] if place < len(each) else None for each in (claims, own))
        if pair[0] != pair[1]:
            return pair
    return None
