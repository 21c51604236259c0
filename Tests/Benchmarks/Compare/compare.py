"""Has the same work done by Schakel and by other stores, in turn, and writes one table and one chart.

    compare.py --bench PATH --out FOLDER [--scale full|quick|smoke] [--rounds N]
               [--peers NAME...] [--only TASK...]

Every figure is of this run: the median of its rounds. Each measurement is a process of its own, in
a folder of its own; the order of the contenders is another in each round. Who cannot take part is
named, with the reason.
"""

import argparse
import dataclasses
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

import report
from contest import CONTENDERS, DEVICES, TASKS

# What takes longer is left out, and said.
MOST_SECONDS = 1_800


@dataclasses.dataclass
class Row:
    task: object
    title: str
    figures: dict = dataclasses.field(default_factory=dict)


def say(words):
    print(words, file=sys.stderr, flush=True)


def measure(contender, task, count, devices, bench, notes):
    """What one measurement came to, or why there is none."""
    with tempfile.TemporaryDirectory(prefix="schakel-compare-") as folder:
        command = contender.command(task, count, devices, bench, notes, folder)
        try:
            said = subprocess.run(
                command, capture_output=True, text=True, timeout=MOST_SECONDS,
                env={**os.environ, "TMPDIR": folder})
        except subprocess.TimeoutExpired:
            return None, f"not done in {MOST_SECONDS} s"
    if said.returncode != 0:
        lines = said.stderr.strip().splitlines() or [f"it ended with {said.returncode}"]
        return None, lines[-1]
    return json.loads(said.stdout.strip().splitlines()[-1]), None


class Run:
    def __init__(self, wish):
        self.wish = wish
        self.devices = DEVICES[wish.scale]
        wanted = [one for one in CONTENDERS if not wish.peers or one.name in wish.peers]
        self.skipped = [(one, one.missing()) for one in wanted if one.missing()]
        self.contenders = [one for one in wanted if not one.missing()]
        self.tasks = [task for task in TASKS if not wish.only or task.name in wish.only]
        self.results, self.failures = {}, {}

    def count(self, task):
        return getattr(task, self.wish.scale)

    def notes(self, folder):
        """The workload as lines of JSON, from its one generator."""
        need = max(
            self.count(task) * (self.devices if task.name == "everyone" else 1)
            for task in self.tasks)
        path = pathlib.Path(folder) / "notes.jsonl"
        with open(path, "wb") as out:
            subprocess.run([self.wish.bench, "--notes", str(need)], stdout=out, check=True)
        return path

    def go(self):
        with tempfile.TemporaryDirectory(prefix="schakel-notes-") as folder:
            notes = self.notes(folder)
            for round_number in range(self.wish.rounds):
                for name in dict.fromkeys(task.name for task in self.tasks):
                    task = next(task for task in self.tasks if task.name == name)
                    places = range(len(self.contenders))
                    for place in places:
                        one = self.contenders[(place + round_number) % len(places)]
                        self.once(one, task, notes, round_number)

    def once(self, contender, task, notes, round_number):
        key = (contender.name, task.name)
        if key in self.failures:
            return
        begin = time.monotonic()
        result, why = measure(
            contender, task.name, self.count(task), self.devices, self.wish.bench, notes)
        took = f"{time.monotonic() - begin:.1f} s"
        say(f"  round {round_number + 1}  {task.name:<10}{contender.title:<22}{why or took}")
        if why:
            self.failures[key] = why
        elif result is not None:
            self.results.setdefault(key, []).append(result)

    def rows(self):
        rows = []
        for task in self.tasks:
            count = self.count(task)
            title = task.title.format(devices=self.devices, count=count)
            if task.name != "everyone":
                title += f" ({count:,})"
            row = Row(task, title)
            for contender in self.contenders:
                found = self.results.get((contender.name, task.name), [])
                figures = [task.figure(result, count) for result in found]
                figures = [figure for figure in figures if figure is not None]
                if figures and (contender.name, task.name) not in self.failures:
                    row.figures[contender.name] = statistics.median(figures)
            rows.append(row)
        return rows


def wish(arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("--bench", required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--scale", choices=list(DEVICES), default="full")
    parser.add_argument("--rounds", type=int)
    names = [one.name for one in CONTENDERS]
    parser.add_argument("--peers", nargs="*", choices=names, default=[])
    parser.add_argument("--only", nargs="*", choices=sorted({one.name for one in TASKS}), default=[])
    wish = parser.parse_args(arguments)
    wish.rounds = wish.rounds or (1 if wish.scale == "smoke" else 3)
    return wish


def main(arguments):
    run = Run(wish(arguments))
    for contender, why in run.skipped:
        say(f"Skipped: {contender.title}, for {why}.")
    run.go()
    rounds = "one round" if run.wish.rounds == 1 else f"{run.wish.rounds} rounds"
    about = (
        f"Medians of {rounds} on {platform.machine()} with {os.cpu_count()} processors, of notes of "
        "twelve fields with some 400 bytes of text, so many as stands in brackets.")
    rows = run.rows()
    lines = list(report.table(rows, run.contenders, about, run.skipped))
    failed = {}
    for (name, task), why in run.failures.items():
        failed.setdefault((name, why), []).append(task)
    for (name, why), tasks in failed.items():
        lines.append(f"- {name} did not come to the end of {', '.join(tasks)}: {why}")
    out = run.wish.out
    out.mkdir(parents=True, exist_ok=True)
    (out / "table.md").write_text("\n".join(lines) + "\n")
    (out / "chart.svg").write_text(report.chart(rows, run.contenders, about))
    print(*lines, sep="\n")
    say(f"The table is in {out}/table.md, the chart in {out}/chart.svg.")
    return 1 if run.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
