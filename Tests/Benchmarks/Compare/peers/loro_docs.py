"""Loro (https://loro.dev): one document with a map for each note; each commit's update is kept in
SQLite, in a commit. The server keeps updates and reads none."""

from loro import ExportMode, LoroDoc, LoroMap

from peers.sqlite import Pieces, Relay, close, connect


class Replica:
    def __init__(self, folder):
        self.database = connect(folder)
        self.pieces = Pieces(self.database)
        self.doc = LoroDoc()
        self.notes = self.doc.get_map("notes")
        stored = self.pieces.between()
        if stored:
            self.doc.import_batch(stored)
        self.updates = []
        self.subscription = self.doc.subscribe_local_update(self._note)

    def _note(self, update):
        self.updates.append(bytes(update))
        return True

    def _keep(self):
        self.doc.commit()
        with self.database:
            for update in self.updates:
                self.pieces.add(update)
        self.updates.clear()

    def create(self, note):
        self.create_all([note])

    def create_all(self, notes):
        for note in notes:
            self._insert(note)
        self._keep()

    def create_apart(self, notes):
        for note in notes:
            self._insert(note)
            self.doc.commit()
        self._keep()

    def _insert(self, note):
        place = self.notes.insert_container(note["id"], LoroMap())
        for name, value in note["fields"].items():
            place.insert(name, value)

    def update(self, id, field, value):
        self.notes.get(id).container.insert(field, value)
        self._keep()

    def mark(self):
        return self.pieces.mark()

    def changes(self, mark):
        return self.pieces.between(mark)

    def take(self, pieces):
        for start in range(0, len(pieces), 1_000):
            part = pieces[start : start + 1_000]
            self.doc.import_batch(part)
            with self.database:
                for piece in part:
                    self.pieces.add(piece)

    def idle(self):
        version = self.doc.oplog_vv
        return len(version.encode()) + len(self.doc.export(ExportMode.Updates(version)))

    def count(self):
        return len(self.notes)

    def close(self):
        close(self.database)


Server = Relay
