"""Whether valid vectors are as schakel.cddl says, where somebody has installed a CDDL checker:

    pip install cddl-verifier

Without it the rest of this reader answers all the same, and the CDDL goes unchecked.
"""
from __future__ import annotations

from pathlib import Path

from cbor import Reader
from enrolment import unwrapped

try:
    from cddl_verifier import Validator
except ImportError:
    Validator = None

GRAMMAR = Path(__file__).parent.parent / "schakel.cddl"


def changes(rows: list) -> list:
    return [("change", row["change"]) for row in rows]


def exchanges(given: dict) -> list:
    others = [("sync-request", each["request"]) for exchange in given["exchanges"]
              for each in exchange.get("elsewhere", [])]
    return others + [(rule, exchange[part]) for exchange in given["exchanges"]
                     for rule, part in (("sync-request", "request"), ("sync-answer", "answer"))]


def audits(given: dict) -> list:
    """The parts of a file; or entries, and the changes beside them."""
    if "file" not in given:
        return [("log-entry", row["entry"]) for row in given["entries"]] + [
            ("change", row["change"]) for row in given["entries"] if "change" in row]
    reader, found = Reader(bytes.fromhex(given["file"])), []
    while reader.left():
        found.append(("audit-part", reader.bytes().hex()))
    return found


# What a test's input holds, by the file's name: rules of the grammar, and bytes as text.
ITEMS = {
    "cbor": lambda given: [("value", given)],
    "order": lambda given: [("vector", given["left"]), ("vector", given["right"])],
    "change": lambda given: [("change", given["change"])],
    "chain": lambda given: [("run-item", each) for each in given["changes"]],
    "state": lambda given: [("state", given["state"])],
    "merge": lambda given: changes(given["changes"]),
    "join": lambda given: [("state", each) for each in given["states"]],
    "void": lambda given: changes([step["apply"] for step in given["steps"] if "apply" in step]),
    "digest": lambda given: [("state", row["state"]) for row in given["documents"]],
    "log": lambda given: [("log-entry", each) for each in given["entries"]],
    "message": lambda given: [(given["type"], given["bytes"])],
    "bundle": lambda given: [("bundle", given[16:])],
    "envelope": lambda given: [("sealed-bundle", given["file"][16:])],
    "addressed": lambda given: [("addressed-bundle", given["file"][16:])],
    "invitation": lambda given: [("invitation-body", unwrapped(given).hex())],
    "session": exchanges,
    "audit": audits,
}


class Grammar:
    """The parsed CDDL, and how many items were held against it."""

    name = GRAMMAR.name

    def __init__(self):
        self.validator, self.checked = Validator(GRAMMAR), 0

    def errors(self, item: bytes, rule: str) -> list[str]:
        """Why an item is not as the rule says, or not in canonical bytes."""
        self.checked += 1
        result = self.validator.validate(item, rule, require_deterministic=True)
        return [str(error) for error in result.errors] or ([] if result else ["refused"])

    def faults(self, stem: str, test: dict) -> list[str]:
        """What of a valid test's input is not as the grammar says."""
        if test["result"] != "valid" or stem not in ITEMS:
            return []
        return [f"{test['id']} ({test['comment']}): no {rule}: {error}"
                for rule, text in ITEMS[stem](test["input"])
                for error in self.errors(bytes.fromhex(text), rule)]


def grammar():
    """The grammar, or None where nothing is installed that could check it."""
    return Grammar() if Validator else None
