"""The tasks of `make compare` for stores that run in this process: what one replica can do is enough
to do them all. Each task makes ready without the clock, and then measures."""

import contextlib
import json
import os
import time

BATCH = 1_000
UPDATES = 10
IDLE_ROUNDS = 200


def read_notes(path, count):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line, _ in zip(lines, range(count))]


def chunks(items, size=BATCH):
    return [items[start : start + size] for start in range(0, len(items), size)]


def folder_size(folder):
    return sum(entry.stat().st_size for entry in os.scandir(folder) if entry.is_file())


class Stopwatch:
    seconds = 0.0

    @contextlib.contextmanager
    def __call__(self):
        begin = time.perf_counter()
        yield
        self.seconds += time.perf_counter() - begin


class Tasks:
    """What a replica of a peer must have:

    Replica(folder)               opens or makes it
    create(note), update(id, field, value)    each in a commit of its own
    create_all(notes)             one change, one commit
    create_apart(notes)           a change for each, as they were made one by one; one commit
    mark(), changes(mark)         what it has written since then, as pieces that can be sent
    take(pieces)                  takes in what another sent, at most a thousand notes in a commit
    idle()                        asks whether there is anything new: the bytes of that
    count()                       how many notes it has
    close()
    """

    def __init__(self, replica, server, folder, notes, devices):
        self.replica, self.server = replica, server
        self.folder, self.notes, self.devices = folder, notes, devices
        self.made = 0

    def new(self, kind=None):
        self.made += 1
        folder = os.path.join(self.folder, str(self.made))
        os.mkdir(folder)
        return (kind or self.replica)(folder)

    def filled(self):
        replica = self.new()
        mark = replica.mark()
        for part in chunks(self.notes):
            replica.create_apart(part)
        return replica, mark

    def check(self, replica, count):
        if replica.count() != count:
            raise SystemExit(f"{replica.count()} notes instead of {count}")

    def create(self):
        replica, watch = self.new(), Stopwatch()
        with watch():
            for note in self.notes:
                replica.create(note)
        self.check(replica, len(self.notes))
        return {"seconds": watch.seconds}

    def update(self):
        (replica, _), watch = self.filled(), Stopwatch()
        with watch():
            for note in self.notes:
                replica.update(note["id"], "followUpOn", note["moved"][0])
        return {"seconds": watch.seconds}

    def batch(self):
        replica, watch = self.new(), Stopwatch()
        parts = chunks(self.notes)
        with watch():
            for part in parts:
                replica.create_all(part)
        self.check(replica, len(self.notes))
        return {"seconds": watch.seconds}

    def push(self):
        (writer, mark), server, watch = self.filled(), self.new(self.server), Stopwatch()
        with watch():
            server.take(writer.changes(mark))
        return {"seconds": watch.seconds}

    def pull(self):
        (writer, mark), server = self.filled(), self.new(self.server)
        start = server.mark()
        server.take(writer.changes(mark))
        reader, watch = self.new(), Stopwatch()
        with watch():
            reader.take(server.changes(start))
        self.check(reader, len(self.notes))
        return {"seconds": watch.seconds}

    def everyone(self):
        server, watch = self.new(self.server), Stopwatch()
        crowd = []
        each = len(self.notes) // self.devices
        for number in range(self.devices):
            replica = self.new()
            mark = replica.mark()
            replica.create_apart(self.notes[number * each : (number + 1) * each])
            crowd.append((replica, mark))
        with watch():
            places = []
            for replica, mark in crowd:
                before = server.mark()
                server.take(replica.changes(mark))
                places.append((before, server.mark()))
            for (replica, _), (before, after) in zip(crowd, places):
                replica.take(server.between(None, before))
                replica.take(server.between(after, None))
        for replica, _ in crowd:
            self.check(replica, each * self.devices)
        return {"seconds": watch.seconds}

    def merge(self):
        (one, start), other = self.filled(), self.new()
        other.take(one.changes(start))
        marks = one.mark(), other.mark()
        for note in self.notes:
            one.update(note["id"], "title", "links")
            other.update(note["id"], "title", "rechts")
        watch = Stopwatch()
        with watch():
            theirs, ours = other.changes(marks[1]), one.changes(marks[0])
            one.take(theirs)
            other.take(ours)
        return {"seconds": watch.seconds}

    def idle(self):
        replica, _ = self.filled()
        times = []
        for _ in range(IDLE_ROUNDS):
            begin = time.perf_counter()
            size = replica.idle()
            times.append(time.perf_counter() - begin)
        return {"seconds": sorted(times)[len(times) // 2], "bytes": size}

    def disk(self):
        replica, _ = self.filled()
        replica.close()
        folder, count = os.path.join(self.folder, "1"), len(self.notes)
        created = folder_size(folder) / count
        again = self.replica(folder)
        for number in range(UPDATES):
            for note in self.notes:
                again.update(note["id"], "followUpOn", note["moved"][number])
        again.close()
        return {"bytes": created, "bytesUpdated": folder_size(folder) / count}
