"""Yjs by pycrdt (https://github.com/y-crdt/pycrdt): one document with a map for each note; each
transaction's update is kept in SQLite, in a commit. The server keeps updates and reads none."""

from pycrdt import Doc, Map

from peers.sqlite import Pieces, Relay, close, connect


class Replica:
    def __init__(self, folder):
        self.database = connect(folder)
        self.pieces = Pieces(self.database)
        self.doc = Doc()
        self.notes = self.doc.get("notes", type=Map)
        for piece in self.pieces.between():
            self.doc.apply_update(piece)
        self.updates = []
        self.subscription = self.doc.observe(lambda event: self.updates.append(event.update))

    def _keep(self):
        with self.database:
            for update in self.updates:
                self.pieces.add(update)
        self.updates.clear()

    def create(self, note):
        self.create_all([note])

    def create_all(self, notes):
        with self.doc.transaction():
            for note in notes:
                self.notes[note["id"]] = Map(note["fields"])
        self._keep()

    def create_apart(self, notes):
        for note in notes:
            with self.doc.transaction():
                self.notes[note["id"]] = Map(note["fields"])
        self._keep()

    def update(self, id, field, value):
        with self.doc.transaction():
            self.notes[id][field] = value
        self._keep()

    def mark(self):
        return self.pieces.mark()

    def changes(self, mark):
        return self.pieces.between(mark)

    def take(self, pieces):
        for start in range(0, len(pieces), 1_000):
            for piece in pieces[start : start + 1_000]:
                self.doc.apply_update(piece)
            self._keep()

    def idle(self):
        state = self.doc.get_state()
        return len(state) + len(self.doc.get_update(state))

    def count(self):
        return len(self.notes)

    def close(self):
        close(self.database)


Server = Relay
