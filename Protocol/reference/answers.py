"""What this reader answers to the input of each format of vectors."""
from __future__ import annotations

import hashlib
import unicodedata
import uuid

import aesgcm
import audit as auditing
import cbor
import clocks
import documents
import ed25519
import enrolment
import hpke
import log as logging
import merge as merging
import messages
import session as sessions
import tokens
from cbor import read
from clocks import dot_text, read_dot, split


def data(text: str) -> bytes:
    return bytes.fromhex(text)


def item(given: str) -> dict:
    return {"diagnostic": cbor.diagnostic(read(data(given)))}


def order(given: dict) -> dict:
    left, right = (read(data(given[side]), clocks.vector) for side in ("left", "right"))
    return {
        "order": left.order(right), "merged": cbor.encode(left.merge(right).flat()).hex(),
        "forks": [dot_text(each) for each in left.forks(right)],
        "missing": [[name.hex(), first, last] for name, first, last in left.missing(right)]}


def time(given: dict) -> dict:
    if "claimed" in given:
        shown = clocks.shown(clocks.time(*given["claimed"]), given["firstReceipt"])
        return {"shown": split(shown)}
    last, times = clocks.time(*given["last"]), []
    for step in given["steps"]:
        if "observe" in step:
            last = clocks.observe(last, clocks.time(*step["observe"]), step["wall"])
        else:
            last = clocks.tick(last, step["wall"])
        times.append(split(last))
    return {"times": times, "raw": last.to_bytes(8, "big").hex()}


def read_change(given: dict) -> documents.Change:
    return documents.Change(data(given["change"]), data(given["writer"]))


def change(given: dict) -> dict:
    found = read_change(given)
    return {"header": documents.show_header(found.header), "payload": documents.show_payload(found),
            "payloadDigest": found.digest.hex()}


def chain(given: dict) -> dict:
    space, name = data(given["space"]), data(given["writer"])
    genesis, links = documents.genesis(space, name), []
    for encoded in given["changes"]:
        links.append(documents.frame_link(links[-1] if links else genesis, data(encoded)))
    counter, tip, signature = len(links), links[-1], data(given["signature"])
    message = documents.seal_message(space, name, counter, tip)
    return {
        "genesis": genesis.hex(), "links": [link.hex() for link in links],
        "sealed": message.hex(), "seal": cbor.encode([name, counter, tip, signature]).hex(),
        "signatureHolds": ed25519.verify(data(given["publicKey"]), message, signature)}


def document_id(text: str) -> bytes:
    return uuid.UUID(text).bytes


def share(state: documents.State, document: str) -> str:
    return state.share(document_id(document)).to_bytes(8, "big").hex()


def state(given: dict) -> dict:
    found = documents.state(data(given["state"]))
    if found.encoded() != data(given["state"]):
        raise AssertionError("a state has two encodings")
    return {"state": documents.show_state(found), "lifecycle": merging.lifecycle(found),
            "share": share(found, given["document"])}


class Arrival:
    """A document to which changes come, some before what they build on."""

    def __init__(self):
        self.state, self.waiting, self.outcomes = documents.State(), [], []

    def receive(self, found: documents.Change, check: bytes) -> None:
        outcome = merging.apply(self.state, found, check)
        self.outcomes.append(outcome)
        if outcome[0] == "waiting":
            self.waiting.append((found, check))
        elif outcome[0] == "applied":
            self.retry()

    def retry(self) -> None:
        moved = True
        while moved:
            trying, self.waiting = sorted(self.waiting, key=lambda each: each[0].dot), []
            for found, check in trying:
                if merging.apply(self.state, found, check)[0] == "waiting":
                    self.waiting.append((found, check))
            moved = len(self.waiting) < len(trying)


def merge(given: dict) -> dict:
    arrivals = []
    for row in given["orders"]:
        arrival = Arrival()
        for index in row:
            written = given["changes"][index]
            arrival.receive(read_change(written), data(written["check"]))
        arrivals.append(arrival)
    merged = arrivals[0].state
    if any(each.state.encoded() != merged.encoded() for each in arrivals):
        raise AssertionError("orders of arrival give different states")
    receipts: dict = {}
    for name, milliseconds in given["receipts"]:
        known = receipts.get(read_dot(name), milliseconds)
        receipts[read_dot(name)] = min(known, milliseconds)
    return {
        "outcomes": [each.outcomes for each in arrivals], "state": merged.encoded().hex(),
        "share": share(merged, given["document"]), "lifecycle": merging.lifecycle(merged),
        "views": {field: merging.view(merged.fields.get(field, []), policy, receipts)
                  for field, policy in given["policies"].items()}}


def join(given: dict) -> dict:
    states = [documents.state(data(each)) for each in given["states"]]
    results = set()
    for order_of in (states, states[::-1], states + states, states[1:] + states):
        joined = documents.State()
        for each in order_of:
            joined = merging.join(joined, each)
        results.add(joined.encoded())
    right = states[-1]
    for each in states[-2::-1]:
        right = merging.join(each, right)
    results.add(merging.join(right, documents.State()).encoded())
    if len(results) != 1:
        raise AssertionError("orders of joining give different states")
    return {"state": results.pop().hex()}


def void(given: dict) -> dict:
    found, outcomes = documents.State(), []
    for step in given["steps"]:
        if "apply" in step:
            check = data(step["apply"]["check"])
            outcomes.append(merging.apply(found, read_change(step["apply"]), check))
        elif "erase" in step:
            merging.erase(found, read_dot(step["erase"]))
            outcomes.append(["erased"])
        else:
            row = step["void"]
            outcomes.append(merging.record_void(
                found, read_dot(row["dot"]), row["previous"], data(row["check"])))
    return {"outcomes": outcomes, "state": found.encoded().hex(),
            "share": share(found, given["document"]), "lifecycle": merging.lifecycle(found)}


def digest(given: dict) -> dict:
    shares = [documents.state(data(row["state"])).share(document_id(row["document"]))
              for row in given["documents"]]
    return {"shares": [each.to_bytes(8, "big").hex() for each in shares],
            "digest": (sum(shares) % (1 << 64)).to_bytes(8, "big").hex()}


# The second test key of RFC 8032 §7.1, which is the region's in all vectors.
REGION = data("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")


def log(given: dict) -> dict:
    genesis = logging.genesis(data(given["space"]), data(given["epoch"]))
    hashes, entries = [], []
    for encoded in given["entries"]:
        found = read(data(encoded), logging.entry)
        if found["entry"] == "checkpoint" and not ed25519.verify(
                REGION, logging.checkpoint_message(found), data(found["signature"])):
            raise AssertionError("a checkpoint's signature does not hold")
        check_voids(given["space"], [found])
        entries.append(found)
        hashes.append(logging.next_hash(hashes[-1] if hashes else genesis, data(encoded)))
    return {"genesis": genesis.hex(), "entries": entries, "hashes": [each.hex() for each in hashes]}


def check_voids(space: str, entries: list) -> None:
    """Every void is the region's word."""
    for found in entries:
        if found["entry"] == "void" and not ed25519.verify(
                REGION, logging.void_message(data(space), found), data(found["signature"])):
            raise AssertionError("a void's signature does not hold")


def message(given: dict) -> dict:
    found = read(data(given["bytes"]), messages.MESSAGES[given["type"]])
    for space in found.get("spaces", []):
        check_voids(space["space"], space.get("entries", []) + space.get("voids", []))
        receipt = space.get("receipt")
        if receipt and not ed25519.verify(
                REGION, logging.receipt_message(data(space["space"]), receipt),
                data(receipt["signature"])):
            raise AssertionError("a receipt's signature does not hold")
    return found


def bundle(given: str) -> dict:
    found = messages.bundle(data(given))
    check_voids(found["space"], found["voids"])
    return found


def envelope(given: dict) -> dict:
    found = messages.sealed_bundle(data(given["file"]))
    if "body" in given:
        passphrase = unicodedata.normalize("NFC", given["passphrase"]).encode()
        key = hashlib.scrypt(passphrase, salt=data(found["salt"]), n=1 << found["logRounds"],
                             r=found["blockSize"], p=found["parallelism"], dklen=32)
        body = aesgcm.open_sealed(key, data(found["sealed"]), data(found["associatedData"]))
        if body != data(given["body"]):
            raise AssertionError("it does not open to its body")
    return found


def addressed(given: dict) -> dict:
    found = messages.addressed_bundle(data(given["file"]))
    info = b"schakel/bundle/1" + data(given["regionKey"])
    if "body" in given:
        body = hpke.open_sealed(data(given["secret"]), data(found["encapsulated"]), info,
                                data(found["sealed"]), data(found["associatedData"]))
        if body != data(given["body"]):
            raise AssertionError("it does not open to its body")
    return {**found, "info": info.hex()}


def invitation(given: str) -> dict:
    return enrolment.invitation(given)


def token(given: dict) -> dict:
    replica, key = data(given["replica"]), data(given["publicKey"])
    if "code" in given:
        name, hashed = "codeHash", tokens.code_hash(data(given["code"]))
        message = tokens.proof(replica, key, data(given["code"]))
    else:
        name, hashed = "tokenHash", tokens.token_hash(given["token"])
        message = tokens.renewal(
            data(given["regionKey"]), replica, data(given["challenge"]), given["token"])
    return {name: hashed.hex(), "message": message.hex(),
            "signatureHolds": ed25519.verify(key, message, data(given["signature"]))}


def session(given: dict) -> dict:
    device = sessions.Device(data(given["space"]), data(given["writer"]))
    standings = []
    for exchange in given["exchanges"]:
        for heard in exchange.get("hear", []):
            device.hear(data(heard["writer"]), data(heard["change"]))
        for encoded in exchange.get("write", []):
            device.hear(device.name, data(encoded))
        asked = message({"type": "sync-request", "bytes": exchange["request"]})["spaces"][0]
        device.check(asked)
        answer = message({"type": "sync-answer", "bytes": exchange["answer"]})["spaces"][0]
        device.take(answer)
        standings.append(device.standing(answer))
    return {"standings": standings}


def audit(given: dict) -> dict:
    if "file" in given:
        return auditing.audit(data(given["file"]), trusted=REGION)
    return {"records": auditing.replayed(given)}


ANSWERS = {
    "cbor": item, "order": order, "time": time, "change": change, "chain": chain, "state": state,
    "merge": merge, "join": join, "void": void, "digest": digest, "log": log, "message": message,
    "bundle": bundle, "envelope": envelope, "addressed": addressed, "invitation": invitation, "token": token,
    "session": session, "audit": audit,
}
