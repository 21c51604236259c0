"""Whether each operation was granted once, and the server's log tells of nothing that it should not:

    schemathesis_verdict.py DESCRIPTION ANSWERS LOG FACTS [SECRET...]

The secrets are words of notes, names and tokens. Ends with 1 where something is wrong, and says what.
"""
import json
import sys
from pathlib import Path

# Operations that are not granted here, and why.
NOT_GRANTED = {
    "events": "not asked: that answer has no end",
}
METHODS = {"get", "post", "put", "patch", "delete"}


def not_granted(description: dict, answers: list[list[str]]) -> list[str]:
    granted = {(method, path) for method, path, status in answers if status.startswith("2")}
    faults, seen = [], 0
    for path, item in description["paths"].items():
        for method, operation in item.items():
            if method not in METHODS:
                continue
            name = operation["operationId"]
            seen += 1
            is_granted = (method.upper(), path) in granted
            if is_granted == (name in NOT_GRANTED):
                faults.append(f"{name} was granted, and is listed as not" if is_granted
                              else f"{name} was never granted: {method.upper()} {path}")
    if seen < 15:
        faults.append(f"the description has {seen} operations: is it the right one?")
    return faults


def told(log: list[str], secrets: list[str]) -> list[str]:
    faults, requests = [], 0
    for number, line in enumerate(log, 1):
        try:
            entry = json.loads(line)
        except ValueError:
            faults.append(f"line {number} of the log is no line of a log: {line[:200]}")
            continue
        requests += entry.get("request") is not None
        if entry["level"] in ("error", "critical") or str(entry.get("result", ""))[:1] == "5":
            faults.append(f"the log tells of a fault: {line[:400]}")
        if "?" in str(entry.get("object", "")):
            faults.append(f"the log has what was asked for: {line[:200]}")
    everything = "\n".join(log).lower()
    faults += [f"the log has {secret!r}" for secret in secrets if secret.lower() in everything]
    if requests < 100:
        faults.append(f"the log has {requests} requests: nothing was looked at")
    return faults


def main(description: str, answers: str, log: str, facts: str, *secrets: str) -> int:
    described = json.loads(Path(description).read_text())
    heard = [line.split() for line in Path(answers).read_text().splitlines()]
    known = json.loads(Path(facts).read_text())["secrets"]
    faults = not_granted(described, heard)
    lines = Path(log).read_text().splitlines()
    faults += told(lines, known + list(secrets))
    for fault in faults[:20]:
        print(fault)
    print(f"{len(heard)} answers and {len(lines)} lines of the log, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
