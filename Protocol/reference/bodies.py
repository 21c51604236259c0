#!/usr/bin/env python3
"""Holds what programs really said to each other against schakel.cddl, by a checker from elsewhere:

    pip install cddl-verifier
    python3 Protocol/reference/bodies.py FOLDER

The folder has a file for each body, named by the rule that it is to satisfy and whatever tells it from
others: `sync-request-4f1c….cbor`. The exit status is 1 if one does not satisfy its rule, if there is no
body of a rule at all, or if the checker lets a rule take the body of another.
"""
from __future__ import annotations

import multiprocessing
import sys
from pathlib import Path

from grammar import Grammar, grammar

# What travels: nobody learns that a rule is never met, unless this says that it is.
RULES = ("addressed-bundle", "audit-part", "bundle", "held-request", "history-answer",
         "history-request", "sealed-bundle", "sync-answer", "sync-request")


def seen(folder: Path) -> dict[str, list[Path]]:
    """The files of each rule."""
    found: dict[str, list[Path]] = {rule: [] for rule in RULES}
    for path in sorted(folder.glob("*.cbor")):
        found.setdefault(path.stem.rpartition("-")[0], []).append(path)
    return found


def faults_of(item: tuple[str, str]) -> list[str]:
    """What is not as it should be with one file; the worker's own grammar tells."""
    rule, path = item
    errors = worker.errors(Path(path).read_bytes(), rule)
    return [f"{Path(path).name}: {error}" for error in errors]


def prepare() -> None:
    """Once in each process: a parsed grammar is not handed from one to another."""
    global worker
    worker = grammar()


def misses(found: dict[str, list[Path]]) -> list[str]:
    """Of all files, on all processors: there are thousands, and the checker takes its time."""
    faults = [f"no {rule} was seen" for rule, paths in found.items() if not paths]
    items = [(rule, str(path)) for rule, paths in found.items() for path in paths]
    # The longest first, so that none of them is left for one processor in the end.
    items.sort(key=lambda item: -Path(item[1]).stat().st_size)
    with multiprocessing.Pool(initializer=prepare) as pool:
        for of_one in pool.imap_unordered(faults_of, items):
            faults += of_one
    return sorted(faults)


def blindness(language: Grammar, found: dict[str, list[Path]]) -> list[str]:
    """Rules that take what another rule describes: with those nothing is checked."""
    firsts = {rule: paths[0].read_bytes() for rule, paths in found.items() if paths}
    return [f"{rule} takes the body of {other}" for rule in firsts for other in firsts
            if rule != other and not language.errors(firsts[other], rule)]


def main(folder: str) -> int:
    language = grammar()
    if language is None:
        print("cddl-verifier is missing: pip install cddl-verifier")
        return 1
    found = seen(Path(folder))
    faults = blindness(language, found) + misses(found)
    for rule, paths in found.items():
        print(f"{len(paths)} of {rule}")
    for fault in faults[:50]:
        print(fault)
    print(f"{sum(len(paths) for paths in found.values()) - len(faults)} passed, {len(faults)} failed")
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} FOLDER")
    sys.exit(main(sys.argv[1]))
