"""A device with one space, as small as spec/session.md allows."""
from __future__ import annotations

import uuid

import documents
import log
import merge
from clocks import dot_text, read_dot
from documents import Change, State


def data(text: str) -> bytes:
    return bytes.fromhex(text)


class Device:
    """Its streams' tips, its documents' states, what waits, what was refused, and its cursor.

    `kept` holds in the order of arrival what documents took note of: ("change", Change, link) or
    ("void", entry)."""

    def __init__(self, space: bytes, name: bytes):
        self.space, self.name = space, name
        self.tips: dict = {}
        self.states: dict = {}
        self.kept: list = []
        self.waiting: list = []
        self.tray: list = []
        self.cursor, self.hash, self.acknowledged = None, None, 0
        self.token, self.pushed = None, False

    def tip(self, name: bytes) -> tuple:
        return self.tips.get(name, (0, documents.genesis(self.space, name)))

    def hear(self, name: bytes, encoded: bytes) -> None:
        counter, before = self.tip(name)
        change = Change(encoded, name)
        if change.dot[1] != counter + 1:
            raise AssertionError("a gap in a stream")
        link = change.link(before)
        self.tips[name] = (counter + 1, link)
        self.integrate(("change", change, link))

    def integrate(self, item: tuple) -> None:
        if document_of(item) is None:
            return
        if not self.settle(item):
            self.waiting.append(item)
            return
        moved = True
        while moved:
            trying, self.waiting = sorted(self.waiting, key=dot_of), []
            self.waiting = [each for each in trying if not self.settle(each)]
            moved = len(self.waiting) < len(trying)

    def settle(self, item: tuple) -> bool:
        """Tries an item on its document; False if it waits."""
        state = self.states.get(document_of(item), State())
        outcome = perform(item, state)[0]
        if outcome == "waiting":
            return False
        self.states[document_of(item)] = state
        if outcome == "applied":
            self.kept.append(item)
        return True

    def check(self, asked: dict) -> None:
        """A request must say where the device stands."""
        counter, link = self.tip(self.name)
        tips = [[self.name.hex(), counter, link.hex()]]
        # A stream in which nothing was written may be left out.
        said = asked["streams"] or (tips if counter == 0 else [])
        says = (asked.get("cursor"), asked["digest"], said, asked.get("vector", []))
        if says != (self.cursor, self.digest(), tips, self.vector()):
            raise AssertionError("a request does not say where the device stands")
        self.pushed = any(data(run["writer"]) == self.name for run in asked["push"])

    def vector(self) -> list:
        """What a request without cursor and token says besides: all that is here."""
        if self.cursor or self.token:
            return []
        return [[name.hex(), self.tips[name][0], self.tips[name][1][:4].hex()]
                for name in sorted(self.tips)]

    def acknowledge(self, streams: list) -> None:
        """By the link that is here, or by what was said and not objected to."""
        told = [row for row in streams if data(row[0]) == self.name]
        if not told and not self.pushed:
            self.acknowledged = self.tip(self.name)[0]
        for _, counter, link in told:
            if data(link) == self.own_link(counter):
                self.acknowledged = counter

    def own_link(self, counter: int):
        if counter == 0:
            return documents.genesis(self.space, self.name)
        if counter == self.tip(self.name)[0]:
            return self.tip(self.name)[1]
        found = [item[2] for item in self.kept + self.waiting
                 if item[0] == "change" and dot_of(item) == (self.name, counter)]
        return found[0] if found else None

    def take(self, answer: dict) -> None:
        if answer["status"] == "cursorUnknown":
            self.cursor = self.hash = None
        self.acknowledge(answer["streams"])
        self.token = answer.get("bootstrap", {}).get("token")
        if "bootstrap" in answer:
            self.take_page(answer["bootstrap"], answer["entries"])
            if "cursor" in answer:
                self.cursor, self.hash = answer["cursor"], data(answer["bootstrap"]["hash"])
        elif "cursor" in answer:
            self.take_entries(answer["entries"], answer["cursor"])

    def take_page(self, page: dict, entries: list) -> None:
        for name, counter, link in page["streams"]:
            if counter > self.tip(data(name))[0]:
                self.tips[data(name)] = (counter, data(link))
        for entry in entries:
            if entry["entry"] == "void":
                self.note_void(entry)
        for row in page["states"]:
            document = uuid.UUID(row["document"]).bytes
            state = documents.state(data(row["state"]))
            for item in self.kept:
                if document_of(item) == document:
                    perform(item, state)
            self.states[document] = state
        for row in page["waiting"]:
            change = Change(data(row["change"]), data(row["writer"]))
            self.integrate(("change", change, data(row["link"])))

    def take_entries(self, entries: list, place: dict) -> None:
        digest = self.hash or log.genesis(self.space, data(place["epoch"]))
        position = self.cursor["position"] if self.cursor else 0
        for entry in entries:
            for encoded in self.take_entry(entry):
                digest, position = log.next_hash(digest, encoded), position + 1
        if (position, digest[:8].hex()) != (place["position"], place["mark"]):
            raise AssertionError("the log's hash does not come out")
        self.cursor, self.hash = place, digest

    def take_entry(self, entry: dict) -> list:
        """Takes an entry in; gives the log entries that it stands for, as they are hashed."""
        if entry["entry"] not in ("changes", "own"):
            if entry["entry"] == "void":
                self.note_void(entry)
            return [entry.encoded]
        name, first, received = data(entry["writer"]), entry["first"], entry["received"]
        for index, encoded in enumerate(entry.get("changes", [])):
            if first + index > self.tip(name)[0]:
                self.hear(name, data(encoded))
        count = entry["count"] if entry["entry"] == "own" else len(entry["changes"])
        return [log.change_entry(name, counter, self.link((name, counter)), received)
                for counter in range(first, first + count)]

    def link(self, dot: tuple) -> bytes:
        return next(item[2] for item in self.kept + self.waiting
                    if item[0] == "change" and dot_of(item) == dot)

    def note_void(self, entry: dict) -> None:
        dot = read_dot(entry["dot"])
        if dot[1] == self.tip(dot[0])[0] + 1:
            self.tips[dot[0]] = (dot[1], data(entry["link"]))
        places = [place for place, item in enumerate(self.kept)
                  if item[0] == "change" and dot_of(item) == dot]
        if not places:
            self.integrate(("void", entry))
            return
        document = document_of(self.kept[places[0]])
        self.tray.append(dot)
        self.kept[places[0]] = ("void", entry)
        state = State()
        for item in self.kept:
            if document_of(item) == document:
                perform(item, state)
        self.states[document] = state

    def digest(self) -> str:
        total = sum(state.share(document) for document, state in self.states.items())
        return (total % (1 << 64)).to_bytes(8, "big").hex()

    def standing(self, answer: dict) -> dict:
        outbox = self.tip(self.name)[0] - self.acknowledged
        current = self.cursor is not None and self.cursor == answer.get("head")
        found = {
            "digest": self.digest(), "outbox": outbox,
            "waiting": [dot_text(dot_of(item)) for item in sorted(self.waiting, key=dot_of)],
            "tray": [dot_text(dot) for dot in self.tray],
            "documents": [{"document": str(uuid.UUID(bytes=document)),
                           "state": self.states[document].encoded().hex()}
                          for document in sorted(self.states)],
            "synchronised": outbox == 0 and current and self.digest() == answer.get("digest")
                            and self.name.hex() not in answer["unadmitted"]}
        return {"cursor": self.cursor, **found} if self.cursor else found


def dot_of(item: tuple) -> tuple:
    return item[1].dot if item[0] == "change" else read_dot(item[1]["dot"])


def document_of(item: tuple):
    if item[0] == "change":
        return item[1].header.document
    return uuid.UUID(item[1]["document"]).bytes if "document" in item[1] else None


def perform(item: tuple, state: State) -> list:
    if item[0] == "change":
        return merge.apply(state, item[1], item[2][:4])
    void = item[1]
    return merge.record_void(state, read_dot(void["dot"]), void["previous"], data(void["link"])[:4])
