"""SQLite's session extension (https://sqlite.org/sessionintro.html): each commit's changeset is kept
in a table beside the rows, in that commit, to be sent to others."""

import apsw

from peers.sqlite import INSERT, TABLE, Pieces, close, connect, row


class Replica:
    def __init__(self, folder):
        self.database = connect(folder)
        self.database.execute(TABLE)
        self.pieces = Pieces(self.database)

    def _recorded(self, work):
        """Work and the changeset of it, in one commit."""
        with self.database:
            session = apsw.Session(self.database, "main")
            session.attach("note")
            work()
            self.pieces.add(session.changeset())
            session.close()

    def create(self, note):
        self.create_all([note])

    def create_all(self, notes):
        self._recorded(lambda: self.database.executemany(INSERT, map(row, notes)))

    def create_apart(self, notes):
        with self.database:
            for note in notes:
                self.create(note)

    def update(self, id, field, value):
        self._recorded(
            lambda: self.database.execute(
                f"UPDATE note SET {field} = ? WHERE id = ?", (value, bytes.fromhex(id))))

    def mark(self):
        return self.pieces.mark()

    def changes(self, mark):
        return self.pieces.between(mark)

    def between(self, after, to):
        return self.pieces.between(after, to)

    def take(self, pieces):
        for start in range(0, len(pieces), 1_000):
            together = apsw.ChangesetBuilder()
            for piece in pieces[start : start + 1_000]:
                together.add(piece)
            changeset = together.output()
            together.close()
            with self.database:
                apsw.Changeset.apply(changeset, self.database, conflict=self._conflict)
                self.pieces.add(changeset)

    @staticmethod
    def _conflict(reason, _change):
        """Who comes last has it; what is not there or was not as it was said to be is left."""
        if reason in (apsw.SQLITE_CHANGESET_DATA, apsw.SQLITE_CHANGESET_CONFLICT):
            return apsw.SQLITE_CHANGESET_REPLACE
        return apsw.SQLITE_CHANGESET_OMIT

    def idle(self):
        """Two numbers of eight bytes: up to where the one has it, and up to where there is."""
        mark = self.mark()
        return 16 + len(b"".join(self.changes(mark)))

    def count(self):
        return self.database.execute("SELECT count(*) FROM note").fetchone()[0]

    def close(self):
        close(self.database)


Server = Replica
