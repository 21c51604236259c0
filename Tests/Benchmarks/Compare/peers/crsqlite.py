"""cr-sqlite (https://vlcn.io): a table whose columns merge, by the extension that CRSQLITE names."""

import os

from peers.sqlite import INSERT, TABLE, close, connect, row

CHANGE = '"table", pk, cid, val, col_version, db_version, site_id, cl, seq'


class Replica:
    def __init__(self, folder):
        self.database = connect(folder)
        self.database.enable_load_extension(True)
        self.database.load_extension(os.environ["CRSQLITE"], "sqlite3_crsqlite_init")
        self.database.execute(TABLE)
        self.database.execute("SELECT crsql_as_crr('note')")

    def create(self, note):
        self.create_all([note])

    def create_all(self, notes):
        with self.database:
            self.database.executemany(INSERT, map(row, notes))

    def create_apart(self, notes):
        with self.database:
            for note in notes:
                self.database.execute(INSERT, row(note))

    def update(self, id, field, value):
        with self.database:
            self.database.execute(
                f"UPDATE note SET {field} = ? WHERE id = ?", (value, bytes.fromhex(id)))

    def mark(self):
        return self.database.execute("SELECT crsql_db_version()").fetchone()[0]

    def changes(self, mark):
        return self.between(mark, None)

    def between(self, after, to):
        return list(
            self.database.execute(
                f"SELECT {CHANGE} FROM crsql_changes WHERE db_version > ? AND db_version <= ?",
                (after or 0, 1 << 62 if to is None else to)))

    def take(self, changes):
        # Twelve rows of changes for a note.
        for start in range(0, len(changes), 12_000):
            with self.database:
                self.database.executemany(
                    f"INSERT INTO crsql_changes({CHANGE}) VALUES(?,?,?,?,?,?,?,?,?)",
                    changes[start : start + 12_000])

    def idle(self):
        """Two numbers of eight bytes: up to where the one has it, and up to where there is."""
        mark = self.mark()
        return 16 + len(self.changes(mark))

    def count(self):
        return self.database.execute("SELECT count(*) FROM note").fetchone()[0]

    def close(self):
        self.database.execute("SELECT crsql_finalize()")
        close(self.database)


Server = Replica
