"""CouchDB over HTTP, at the address in COUCHDB (with its administrator's name and password in it, if
it asks for one). Every write waits for its disk; devices are databases of the same server."""

import base64
import http.client
import json
import os
import time
import urllib.parse
import uuid

from peers.replicas import BATCH, IDLE_ROUNDS, UPDATES, Stopwatch, chunks


class Server:
    def __init__(self, address):
        parts = urllib.parse.urlsplit(address)
        self.address = address.rstrip("/")
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port or 5984)
        self.headers = {"Content-Type": "application/json"}
        if parts.username:
            pair = f"{parts.username}:{parts.password or ''}".encode()
            self.headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()

    def ask(self, method, path, body=None):
        """The answer, and how many bytes were said on both sides."""
        sent = b"" if body is None else json.dumps(body).encode()
        self.connection.request(method, path, sent, self.headers)
        answer = self.connection.getresponse()
        data = answer.read()
        if answer.status >= 400:
            raise SystemExit(f"CouchDB answered {answer.status} to {method} {path}: {data[:200]}")
        return json.loads(data), len(sent) + len(data)

    def replicate(self, source, target):
        self.ask(
            "POST", "/_replicate",
            {"source": f"{self.address}/{source}", "target": f"{self.address}/{target}"})


class Tasks:
    def __init__(self, folder, notes, devices):
        self.server = Server(os.environ["COUCHDB"])
        self.notes, self.devices = notes, devices
        self.run, self.made = f"schakel-compare-{uuid.uuid4().hex[:8]}", []

    def new(self):
        name = f"{self.run}-{len(self.made)}"
        self.server.ask("PUT", f"/{name}")
        self.made.append(name)
        return name

    def discard(self):
        for name in self.made:
            self.server.ask("DELETE", f"/{name}")

    def write(self, name, documents):
        for part in chunks(documents, BATCH):
            answer, _ = self.server.ask("POST", f"/{name}/_bulk_docs", {"docs": part})
            for document, written in zip(part, answer):
                document["_rev"] = written["rev"]

    def documents(self):
        return [{"_id": note["id"], **note["fields"]} for note in self.notes]

    def filled(self):
        name, documents = self.new(), self.documents()
        self.write(name, documents)
        return name, documents

    def put(self, name, document):
        answer, _ = self.server.ask("PUT", f"/{name}/{document['_id']}", document)
        document["_rev"] = answer["rev"]

    def check(self, name, count):
        have = self.server.ask("GET", f"/{name}")[0]["doc_count"]
        if have != count:
            raise SystemExit(f"{have} notes instead of {count}")

    def create(self):
        name, documents, watch = self.new(), self.documents(), Stopwatch()
        with watch():
            for document in documents:
                self.put(name, document)
        return {"seconds": watch.seconds}

    def update(self):
        (name, documents), watch = self.filled(), Stopwatch()
        with watch():
            for document, note in zip(documents, self.notes):
                self.put(name, {**document, "followUpOn": note["moved"][0]})
        return {"seconds": watch.seconds}

    def batch(self):
        name, documents, watch = self.new(), self.documents(), Stopwatch()
        with watch():
            self.write(name, documents)
        return {"seconds": watch.seconds}

    def push(self):
        (source, _), target, watch = self.filled(), self.new(), Stopwatch()
        with watch():
            self.server.replicate(source, target)
        self.check(target, len(self.notes))
        return {"seconds": watch.seconds}

    # Both ways are the same work of the same replicator.
    pull = push

    def everyone(self):
        hub, each, watch = self.new(), len(self.notes) // self.devices, Stopwatch()
        documents, crowd = self.documents(), []
        for number in range(self.devices):
            crowd.append(self.new())
            self.write(crowd[-1], documents[number * each : (number + 1) * each])
        with watch():
            for name in crowd:
                self.server.replicate(name, hub)
            for name in crowd:
                self.server.replicate(hub, name)
        for name in crowd:
            self.check(name, each * self.devices)
        return {"seconds": watch.seconds}

    def merge(self):
        (one, documents), other, watch = self.filled(), self.new(), Stopwatch()
        self.server.replicate(one, other)
        for name, title in ((one, "links"), (other, "rechts")):
            self.write(name, [{**document, "title": title} for document in documents])
        with watch():
            self.server.replicate(one, other)
            self.server.replicate(other, one)
        return {"seconds": watch.seconds}

    def idle(self):
        (name, _), times = self.filled(), []
        since = self.server.ask("GET", f"/{name}")[0]["update_seq"]
        path = f"/{name}/_changes?since={urllib.parse.quote(since)}"
        for _ in range(IDLE_ROUNDS):
            begin = time.perf_counter()
            _, size = self.server.ask("GET", path)
            times.append(time.perf_counter() - begin)
        return {"seconds": sorted(times)[len(times) // 2], "bytes": size + len(path)}

    def disk(self):
        name, documents = self.filled()

        def size():
            return self.server.ask("GET", f"/{name}")[0]["sizes"]["file"] / len(documents)

        created = size()
        for number in range(UPDATES):
            for document, note in zip(documents, self.notes):
                document["followUpOn"] = note["moved"][number]
            self.write(name, documents)
        return {"bytes": created, "bytesUpdated": size()}
