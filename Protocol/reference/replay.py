#!/usr/bin/env python3
"""Replays the vectors of the Schakel protocol, with nothing but Python's standard library:

    python3 Protocol/reference/replay.py Protocol/vectors

It answers each test anew, from the bytes of its input, and compares. The exit status is 1 if any
answer is another one; the tests that failed are named first, and the last line counts. Where a CDDL
checker is installed, the inputs are held against schakel.cddl as well (grammar.py).
"""
from __future__ import annotations

import json
import sys
from pathlib import Path

import schema
from answers import ANSWERS
from audit import Fault
from cbor import Refused
from grammar import Grammar, grammar

# The region alone writes what text/1 decides, and this reader is a client.
REGION = {"text"}


def outcome(answer, test: dict) -> dict:
    try:
        return {"result": "valid", "expected": answer(test["input"])}
    except Refused as refused:
        found = {"result": "invalid", "reason": refused.name}
        return {**found, "offset": refused.offset} if "offset" in test else found
    except Fault as fault:
        return {"result": "invalid", "reason": fault.code, "place": fault.place}
    except Exception as error:  # a fault of this reader, or a vector that contradicts itself
        return {"result": "error", "reason": f"{type(error).__name__}: {error}"}


def replay(path: Path, language: Grammar | None) -> tuple[int, list[str]]:
    """The tests that passed, and what is wrong with the others."""
    file = json.loads(path.read_text(encoding="utf-8"))
    faults = schema.faults(file, json.loads((path.parent / "schema.json").read_text()))
    faults = [f"{path.name}: {fault}" for fault in faults]
    answer = ANSWERS.get(path.stem)
    if path.stem in REGION:
        return 0, faults
    if answer is None:
        return 0, faults + [f"{path.name}: this reader has no answers for it"]
    if file["numberOfTests"] != len(file["tests"]):
        faults.append(f"{path.name}: it does not hold the tests that it counts")
    passed = 0
    for test in file["tests"]:
        if language:
            faults += language.faults(path.stem, test)
        wanted = {key: test[key] for key in ("result", "expected", "reason", "offset", "place") if key in test}
        found = outcome(answer, test)
        if found == wanted:
            passed += 1
        else:
            faults.append(f"{test['id']} ({test['comment']}): expected "
                          f"{json.dumps(wanted)}, found {json.dumps(found)}")
    return passed, faults


def main(folder: str) -> int:
    paths = sorted(path for path in Path(folder).glob("*.json") if path.name != "schema.json")
    passed, faults, language = 0, [], grammar()
    for path in paths:
        count, found = replay(path, language)
        passed, faults = passed + count, faults + found
    for fault in faults:
        print(fault)
    for name in sorted(set(ANSWERS) - {path.stem for path in paths}):
        faults.append(name)
        print(f"{name}.json is missing from {folder}")
    if language:
        print(f"{language.checked} items held against {language.name}")
    print(f"{passed} passed, {len(faults)} failed")
    return 1 if faults or not passed else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} FOLDER")
    sys.exit(main(sys.argv[1]))
