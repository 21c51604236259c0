"""A database as all peers have it: the settings of Schakel's own, the disk waited for at checkpoints."""

import apsw

COLUMNS = [
    "area", "attachments", "body", "followUpDone", "followUpOn", "observedOn", "place", "signal",
    "themes", "title", "visibility", "weather",
]
TABLE = (
    "CREATE TABLE IF NOT EXISTS note(id BLOB PRIMARY KEY NOT NULL, "
    + ", ".join(f"{name} ANY" for name in COLUMNS) + ")")
INSERT = f"INSERT INTO note VALUES(?{', ?' * len(COLUMNS)})"


def connect(folder):
    database = apsw.Connection(folder + "/store.sqlite")
    for pragma in (
        "journal_mode=WAL", "synchronous=NORMAL", "cache_size=-8192", "temp_store=memory",
        "wal_autocheckpoint=1000",
    ):
        database.execute("PRAGMA " + pragma)
    return database


def row(note):
    return (bytes.fromhex(note["id"]), *(note["fields"][name] for name in COLUMNS))


def close(database):
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


class Pieces:
    """A log of pieces of bytes, in the order in which they came."""

    def __init__(self, database):
        self.database = database
        database.execute("CREATE TABLE IF NOT EXISTS piece(no INTEGER PRIMARY KEY, data BLOB NOT NULL)")

    def add(self, data):
        self.database.execute("INSERT INTO piece(data) VALUES(?)", (data,))

    def mark(self):
        return self.database.execute("SELECT coalesce(max(no), 0) FROM piece").fetchone()[0]

    def between(self, after=None, to=None):
        found = self.database.execute(
            "SELECT data FROM piece WHERE no > ? AND no <= ? ORDER BY no",
            (after or 0, 1 << 62 if to is None else to))
        return [data for (data,) in found]


class Relay:
    """A server that keeps what it is handed and reads none of it."""

    def __init__(self, folder):
        self.database = connect(folder)
        self.pieces = Pieces(self.database)

    def mark(self):
        return self.pieces.mark()

    def changes(self, mark):
        return self.pieces.between(mark)

    def between(self, after, to):
        return self.pieces.between(after, to)

    def take(self, pieces):
        for start in range(0, len(pieces), 1_000):
            with self.database:
                for piece in pieces[start : start + 1_000]:
                    self.pieces.add(piece)
