"""Reads what callgrind counted of the hot paths, and holds it against what is checked in.

    counts.py FOLDER thresholds.tsv [--record] [--profile]

FOLDER has `paths`, the lines that `schakel-count --count` printed, and `out.1`, `out.2`, ...: one
dump for each of these lines, in their order. `.ci/instructions` makes it.

What is held, of one operation each:

- instructions: 5 % more is too many. Those of the C library's allocator are left out, which takes
  longer or shorter to find a place by what was there before; allocations are counted. Another compiler, processor or library counts otherwise; where
  one of them is not that of the record, the ratios decide and the instructions are only shown.
- ratios of paths that do comparable work in the same run, which outlive a compiler.
- allocations, and how many of them a field more costs.
- SQL statements that were compiled: those of a path are prepared once and kept.
- JSON, of which there is none on any of these paths.

Less than recorded is no failure, and is said: record it, so that the next slow-down is seen.
"""

import argparse
import collections
import pathlib
import platform
import re
import subprocess
import sys

# Shares of what is recorded.
INSTRUCTIONS = 0.05
RATIO = 0.15
ALLOCATIONS = 0.02
# The same where another compiler, processor or library counts.
ALLOCATIONS_ELSEWHERE = 0.15
# Absolute: statements of an operation, allocations of a field.
STATEMENTS = 0.005
GROWTH = 0.02

# Each says how our work compares with the least that has to be done, or with plain arithmetic.
RATIOS = [
    ("local.create", "plain.create"),
    ("local.edit", "plain.edit"),
    ("search.warm", "plain.search"),
    ("region.push", "plain.create"),
    ("replica.absorb", "plain.create"),
    ("replica.merge", "plain.edit"),
    ("core.apply", "yardstick"),
    ("core.join", "yardstick"),
    ("core.join.155", "yardstick"),
    ("core.text", "yardstick"),
    ("sync.idle", "yardstick"),
]
FIELDS = (12, 120)

ALLOCATING = re.compile(r"(malloc|calloc|realloc|posix_memalign|aligned_alloc|memalign)('\d+)?$")
FREEING = re.compile(r"free('\d+)?$")
COMPILING = re.compile(r"sqlite3_(prepare(_v\d)?|exec)('\d+)?$")


class Count:
    """One path, of which everything is for one operation."""

    def __init__(self, operations, unit, dump):
        self.unit = unit
        costs, calls, self.objects, inside = read(dump)
        self.costs = {name: cost / operations for name, cost in costs.items()}
        self.calls = {name: count / operations for name, count in calls.items()}
        self.instructions = sum(self.costs.values()) - inside / operations
        self.allocations = self._called(ALLOCATING.match)
        self.statements = self._called(COMPILING.match)
        self.json = self._called(lambda name: "JSON" in name)

    def _called(self, is_meant):
        return sum(count for name, count in self.calls.items() if is_meant(name))


def read(dump):
    """Of each function its own instructions, how often it was called and in which file it is; and the
    instructions of the allocator, with all that it calls.

    The format: https://valgrind.org/docs/manual/cl-format.html. A name is written out once and is a
    number in brackets from then on; the line after `calls=` is the callee's cost, not the caller's.
    """
    names, costs, calls = {}, collections.Counter(), collections.Counter()
    function, callee_cost, objects, object_ = None, False, {}, ""
    inside = 0

    def allocates(name):
        return ALLOCATING.match(name) or FREEING.match(name)

    def named(text, kind="fn"):
        number, name = re.match(r"\((\d+)\)(?: (.*))?$", text).groups()
        if name is not None:
            names[kind, number] = name
        return names[kind, number]

    callee = None
    for line in dump:
        line = line.rstrip("\n")
        if line.startswith("fn="):
            function = named(line[3:])
            objects.setdefault(function, object_)
        elif line.startswith("ob="):
            object_ = named(line[3:], "ob")
        elif line.startswith("cob="):
            named(line[4:], "ob")
        elif line.startswith("cfn="):
            callee = named(line[4:])
        elif line.startswith("calls="):
            calls[callee] += int(line[6:].split()[0])
            callee_cost = True
        elif re.match(r"[0-9+*-]", line):
            cost = int(line.split()[1])
            if not callee_cost:
                costs[function] += cost
            elif allocates(callee) and not allocates(function):
                inside += cost
            callee_cost = False
    return costs, calls, objects, inside


def load(folder):
    """The counts by their path's name, and what SQLite was used."""
    lines = [line.split("\t") for line in (folder / "paths").read_text().splitlines()]
    sqlite = lines.pop(0)[1]
    counts = {}
    for number, (name, operations, unit) in enumerate(lines, 1):
        with open(folder / f"out.{number}", encoding="utf-8", errors="replace") as dump:
            counts[name] = Count(int(operations), unit, dump)
        if not counts[name].instructions:
            raise SystemExit(f"{name}: nothing was counted, so the marks were not found.")
    return counts, sqlite


def place(sqlite):
    """All that decides how many instructions the same source becomes."""
    said = subprocess.run(["swift", "--version"], capture_output=True, text=True, check=True)
    swift = re.search(r"Swift version (\S+)", said.stdout).group(1)
    libc = "-".join(platform.libc_ver())
    return f"{platform.machine()}, Swift {swift}, SQLite {sqlite}, {libc}"


def rows(counts):
    """What a record holds: (sort, name) and its numbers."""
    found = {}
    for name, count in counts.items():
        found["path", name] = (
            round(count.instructions), round(count.allocations, 2), round(count.statements, 3))
    for ours, other in RATIOS:
        if ours in counts and other in counts:
            ratio = counts[ours].instructions / counts[other].instructions
            found["ratio", f"{ours} / {other}"] = (round(ratio, 3),)
    for name in counts:
        if name.startswith("fields.") and name.endswith(f".{FIELDS[0]}"):
            path = name.removesuffix(f".{FIELDS[0]}")
            if f"{path}.{FIELDS[1]}" not in counts:
                continue
            more = counts[f"{path}.{FIELDS[1]}"].allocations - counts[name].allocations
            found["growth", path] = (round(more / (FIELDS[1] - FIELDS[0]), 2),)
    return found


HEAD = """\
# What one operation of each hot path costs: held by `make instructions`, written by it with RECORD=1.
# path: instructions, allocations, SQL statements compiled; ratio: of the instructions of two paths;
# growth: allocations that a field more costs.
"""


def write(path, where, found):
    lines = ["\t".join(map(str, (*key, *numbers))) for key, numbers in found.items()]
    path.write_text(HEAD + f"place\t{where}\n" + "\n".join(lines) + "\n")


def parse(text):
    """A record: where it was made, and its rows."""
    where, found = None, {}
    for line in text.splitlines():
        if line.startswith("#") or not line:
            continue
        sort, name, *numbers = line.split("\t")
        if sort == "place":
            where = name
        else:
            found[sort, name] = tuple(map(float, numbers))
    return where, found


def judge(recorded, found, is_same_place):
    """What is too much, and what is so much less that it should be recorded."""
    worse, better = [], []

    def hold(what, now, then, share=0.0, least=0.0):
        slack = max(then * share, least)
        line = f"{what}: {now:g}, recorded {then:g}" + (f" ({now / then - 1:+.1%})" if then else "")
        if now > then + slack:
            worse.append(line)
        elif now < then - slack:
            better.append(line)

    for (sort, name), numbers in found.items():
        then = recorded.get((sort, name))
        if then is None:
            worse.append(f"{name}: not in the record")
        elif sort == "path":
            if is_same_place:
                hold(f"{name}, instructions", numbers[0], then[0], INSTRUCTIONS)
            share = ALLOCATIONS if is_same_place else ALLOCATIONS_ELSEWHERE
            hold(f"{name}, allocations", numbers[1], then[1], share, 0.5)
            hold(f"{name}, statements compiled", numbers[2], then[2], 0, STATEMENTS)
        elif sort == "ratio":
            hold(name, numbers[0], then[0], RATIO)
        else:
            hold(f"{name}, allocations of a field", numbers[0], then[0], 0, GROWTH)
    return worse, better


def table(found, recorded):
    """Lines for a person."""
    yield f"{'of one operation':<34}{'instructions':>14}{'recorded':>14}{'allocations':>13}{'SQL':>8}"
    for (sort, name), numbers in found.items():
        then = recorded.get((sort, name), (float("nan"),))[0]
        if sort == "path":
            more = f"{numbers[1]:>13.2f}{numbers[2]:>8.3g}"
            yield f"{name:<34}{numbers[0]:>14,.0f}{then:>14,.0f}{more}"
        elif sort == "ratio":
            yield f"{name:<34}{numbers[0]:>14.3f}{then:>14.3f}"
        else:
            yield f"{name + ', a field more':<34}{'':>28}{numbers[0]:>13.2f}"


# Of whom the instructions are: the first that fits, of what the function and its file are called.
SHARES = [
    ("SQLite", re.compile(r"libsqlite3")),
    ("hashing and signatures", re.compile(r"^CCryptoBoringSSL|SHA256")),
    ("allocating", re.compile(r"malloc|calloc|free|unlink_chunk|swift_(slow)?(Alloc|Dealloc|alloc|dealloc)")),
    ("counting references", re.compile(r"swift_(retain|release|bridgeObject)|RefCount")),
    ("moving bytes", re.compile(r"^__?mem(cpy|move|set|cmp)")),
    ("exclusivity checks", re.compile(r"swift_(begin|end)Access|AccessSet|tls_get_addr")),
    ("Schakel", re.compile(r"schakel-count$")),
]


def shares(count):
    """How much of a path is whose."""
    found = collections.Counter()
    for function, cost in count.costs.items():
        words = f"{function} {count.objects[function]}"
        name = next((name for name, pattern in SHARES if pattern.search(words)), "the rest")
        found[name] += cost
    total = sum(found.values())
    return [(name, cost / total) for name, cost in found.most_common()]


def profile(name, count, functions=12):
    """Where the instructions of a path are, and what is called how often."""
    top = sorted(count.costs.items(), key=lambda item: -item[1])[:functions]
    total = sum(count.costs.values())
    told = subprocess.run(
        ["swift", "demangle", "--simplified"], input="\n".join(name for name, _ in top),
        capture_output=True, text=True)
    plain = told.stdout.splitlines() if told.returncode == 0 else [name for name, _ in top]
    yield f"{name}: {count.instructions:,.0f} instructions, {count.allocations:.1f} allocations"
    yield "  " + ", ".join(f"{whose} {share:.0%}" for whose, share in shares(count))
    for (function, cost), words in zip(top, plain):
        calls = count.calls.get(function, 0)
        yield f"  {cost / total:>6.1%}{calls:>10.1f} calls  {words[:100]}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("record", type=pathlib.Path)
    parser.add_argument("--record", dest="is_recording", action="store_true")
    parser.add_argument("--profile", action="store_true")
    wish = parser.parse_args()

    counts, sqlite = load(wish.folder)
    found, where = rows(counts), place(sqlite)
    then, recorded = parse(wish.record.read_text()) if wish.record.exists() else (None, {})
    if wish.profile:
        for name, count in counts.items():
            print(*profile(name, count), sep="\n")
    print(*table(found, recorded), sep="\n")
    with_json = [name for name, count in counts.items() if count.json]
    if with_json:
        raise SystemExit(f"JSON is read or written in: {', '.join(with_json)}")
    if wish.is_recording:
        write(wish.record, where, found)
        print(f"Recorded in {wish.record}, for {where}.")
        return
    if where != then:
        print(f"Counted with {where}; recorded with {then}.")
        print("Instructions are not to be compared then; ratios, allocations and statements are.")
    worse, better = judge(recorded, found, where == then)
    for line in better:
        print(f"less than recorded: {line}")
    if better:
        print("Record that: make instructions RECORD=1")
    for line in worse:
        print(f"TOO MUCH: {line}")
    if worse:
        names = {line.split(",")[0].split(" /")[0].split(":")[0] for line in worse}
        for name in sorted(names & set(counts)):
            print(*profile(name, counts[name]), sep="\n")
        raise SystemExit(
            "If it is worth that much, say why in the commit and record it: make instructions RECORD=1")
    print(f"{len(found)} counts are as recorded.")


if __name__ == "__main__":
    main()
