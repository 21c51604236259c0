"""Who takes part in `make compare`, what they do, and how much of it."""

import dataclasses
import importlib.util
import os
import pathlib
import shutil
import sys

HERE = pathlib.Path(__file__).parent


@dataclasses.dataclass(frozen=True)
class Task:
    name: str
    title: str
    # Of a result: its key, and how it becomes a figure.
    key: str
    unit: str
    is_rate: bool
    # How many notes at each scale; of `everyone`, (devices, notes of each).
    full: int
    quick: int
    smoke: int

    def figure(self, result, count):
        """nil where the result does not have it."""
        value = result.get(self.key)
        if value is None:
            return None
        if self.is_rate:
            return count / value
        return value * 1e3 if self.unit == "ms" else value


DEVICES = {"full": 155, "quick": 20, "smoke": 3}

TASKS = [
    Task("create", "make notes, a commit each", "seconds", "/s", True, 10_000, 2_000, 20),
    Task("update", "change one field, a commit each", "seconds", "/s", True, 10_000, 2_000, 20),
    Task("batch", "make notes, 1,000 a commit", "seconds", "/s", True, 100_000, 5_000, 20),
    Task("push", "send all to an empty server", "seconds", "/s", True, 100_000, 5_000, 20),
    Task("pull", "a fresh replica gets all", "seconds", "/s", True, 100_000, 5_000, 20),
    Task("everyone", "{devices} replicas, {count} notes each, all to all", "seconds", "s", False,
         18, 18, 2),
    Task("merge", "bring together notes edited on both sides", "seconds", "/s", True,
         10_000, 2_000, 20),
    Task("idle", "nothing new, asked", "seconds", "ms", False, 1_000, 1_000, 20),
    Task("idle", "nothing new, said", "bytes", "bytes", False, 1_000, 1_000, 20),
    Task("disk", "on disk, a note", "bytes", "bytes", False, 10_000, 1_000, 20),
    Task("disk", "the same after ten updates", "bytesUpdated", "bytes", False, 10_000, 1_000, 20),
]


@dataclasses.dataclass(frozen=True)
class Contender:
    name: str
    title: str
    # The edit that lost, after a merge: whether people can still see it.
    losing: str
    note: str
    # A Python module that it needs, or a variable that says where it is.
    module: str | None = None
    variable: str | None = None

    def missing(self):
        """Why it cannot take part here; nil where it can."""
        if self.variable and not os.environ.get(self.variable):
            return f"{self.variable} does not say where it is"
        if self.name in ("crsqlite", "pouchdb") and not os.path.exists(os.environ[self.variable]):
            return f"nothing is at {os.environ[self.variable]}, which {self.variable} names"
        if self.module and importlib.util.find_spec(self.module) is None:
            return f"the Python module {self.module} is not installed"
        if self.name == "pouchdb" and shutil.which("node") is None:
            return "there is no node"
        return None

    def command(self, task, count, devices, bench, notes, folder):
        if self.name in ("schakel", "plain", "log"):
            return [bench, "--contend", self.name, task, str(count), str(devices)]
        words = [task, str(count), str(devices), str(notes), str(folder)]
        if self.name == "pouchdb":
            return ["node", str(HERE / "peers" / "pouchdb.js"), *words]
        return [sys.executable, "-B", str(HERE / "peer.py"), self.name, *words]


NOTHING_ELSE = "no search, rights, signatures, receipts or record of conflicts"

CONTENDERS = [
    Contender(
        "schakel", "Schakel", "yes, with who and when",
        "Each change is hashed into its writer's chain, each push sealed and checked, rights looked "
        "up, and what met on two sides is put on record at the region, which waits for its disk at "
        "every commit. The search index is made at the first search, and is not in these figures."),
    Contender(
        "plain", "plain SQLite", "no",
        "The limit: one row a note, by its C interface. It has no sync: what stands there is the "
        "same rows written into another file."),
    Contender(
        "log", "SQLite, log by hand", "no",
        "The row and a row with the change. It has no sync either."),
    Contender(
        "session", "SQLite session", "no",
        f"SQLite's session extension, by apsw; who comes last wins, and the two sides may differ "
        f"for good: {NOTHING_ELSE}.", module="apsw"),
    Contender(
        "yjs", "Yjs (pycrdt)", "no",
        "Updates kept in SQLite by apsw; the server relays them unread, and a replica holds all "
        f"notes in memory: {NOTHING_ELSE}.", module="pycrdt"),
    Contender(
        "loro_docs", "Loro", "by looking back at an older state",
        "Updates kept in SQLite by apsw; the server relays them unread, and a replica holds all "
        f"notes in memory: {NOTHING_ELSE}.", module="loro"),
    Contender(
        "crsqlite", "cr-sqlite", "no",
        f"Columns that merge, the greatest value wins: {NOTHING_ELSE}.",
        module="apsw", variable="CRSQLITE"),
    Contender(
        "couchdb", "CouchDB", "yes, hidden until somebody asks",
        "Over HTTP, replicated by its server; waits for its disk at every write: no rights within a "
        "database, no search, no record of who met whom.", variable="COUCHDB"),
    Contender(
        "pouchdb", "PouchDB", "yes, hidden until somebody asks",
        "In Node on LevelDB, which does not wait for its disk; devices in one process: no search, "
        "rights or record of who met whom.", variable="POUCHDB"),
]
