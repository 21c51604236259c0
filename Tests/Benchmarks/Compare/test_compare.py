"""The table, the chart and what each task comes to. Run by .ci/compare before anything else."""

import pathlib
import tempfile
import unittest
import xml.etree.ElementTree as xml

import compare
import contest
import report
from peers import replicas

RATE = contest.TASKS[0]
SIZE = contest.TASKS[-1]


def rows():
    return [
        compare.Row(RATE, "make", {"schakel": 2_000.0, "plain": 8_000.0, "log": None}),
        compare.Row(SIZE, "on disk", {"schakel": 1_000.0, "plain": 500.0, "log": 3_000.0}),
    ]


class Ratios(unittest.TestCase):
    def test_more_a_second_is_better_and_fewer_bytes_are(self):
        rate, size = rows()
        self.assertEqual(report.times_better(rate, "plain"), 0.25)
        self.assertEqual(report.times_better(size, "plain"), 0.5)
        self.assertEqual(report.times_better(size, "log"), 3)

    def test_nothing_is_compared_with_itself_or_with_what_is_not_there(self):
        rate, _ = rows()
        self.assertIsNone(report.times_better(rate, "schakel"))
        self.assertIsNone(report.times_better(rate, "log"))
        self.assertIsNone(report.times_better(rate, "yjs"))

    def test_a_rate_is_counted_by_notes_and_a_time_in_its_unit(self):
        self.assertEqual(RATE.figure({"seconds": 0.5}, 100), 200)
        idle = next(task for task in contest.TASKS if task.unit == "ms")
        self.assertEqual(idle.figure({"seconds": 0.5}, 100), 500)
        self.assertIsNone(SIZE.figure({"seconds": 0.5}, 100))


class Reports(unittest.TestCase):
    shown = contest.CONTENDERS[:3]

    def test_the_table_has_each_contender_its_note_and_who_was_left_out(self):
        skipped = [(contest.CONTENDERS[6], "it is not here")]
        lines = list(report.table(rows(), self.shown, "About.", skipped))
        self.assertIn("| make | /s | 2,000 | 8,000 (0.25x) | - |", lines)
        self.assertTrue(any(line.startswith("- **cr-sqlite** did not take part") for line in lines))
        for contender in self.shown:
            self.assertIn(f"- **{contender.title}**: {contender.note}", lines)

    def test_the_chart_is_well_formed_and_says_in_words_what_it_shows(self):
        drawn = xml.fromstring(report.chart(rows(), self.shown, "About & so on."))
        space = "{http://www.w3.org/2000/svg}"
        self.assertEqual(drawn.get("role"), "img")
        self.assertEqual(
            [drawn.find(space + one).get("id") for one in ("title", "desc")],
            drawn.get("aria-labelledby").split())
        self.assertIn("make: 0.25 times plain SQLite.", drawn.find(space + "desc").text)
        words = [one.text for one in drawn.iter(space + "title")]
        self.assertIn("on disk: 3 times SQLite, log by hand", words)
        self.assertFalse([word for word in words if word.startswith("make: ") and "log" in word])

    def test_each_other_store_has_a_shape_of_its_own(self):
        others = len(contest.CONTENDERS) - 1
        self.assertLessEqual(others, len({shape for shape, _ in report.SHAPES}))


class Memory:
    """A replica that keeps its notes in a dictionary: what the tasks ask of one."""

    def __init__(self, folder):
        self.path, self.notes, self.log = pathlib.Path(folder) / "notes", {}, []

    def create(self, note):
        self.create_all([note])

    def create_all(self, notes):
        self.take([(note["id"], dict(note["fields"])) for note in notes])

    def create_apart(self, notes):
        self.create_all(notes)

    def update(self, id, field, value):
        self.take([(id, {field: value})])

    def take(self, pieces):
        for id, fields in pieces:
            self.notes.setdefault(id, {}).update(fields)
            self.log.append((id, fields))

    def mark(self):
        return len(self.log)

    def changes(self, mark):
        return self.log[mark:]

    def between(self, after, to):
        return self.log[after or 0 : to]

    def idle(self):
        return 8

    def count(self):
        return len(self.notes)

    def close(self):
        self.path.write_text("x" * 10 * len(self.log))


class Tasks(unittest.TestCase):
    notes = [
        {"id": f"{number:02x}", "fields": {"title": "een"}, "moved": ["2027-01-01"] * 10}
        for number in range(6)]

    def test_each_task_comes_to_what_the_table_asks_of_it(self):
        for task in contest.TASKS:
            with self.subTest(task.title), tempfile.TemporaryDirectory() as folder:
                tasks = replicas.Tasks(Memory, Memory, folder, self.notes, 3)
                result = getattr(tasks, task.name)()
                self.assertIsNotNone(task.figure(result, len(self.notes)))

    def test_a_replica_that_lacks_notes_is_not_measured(self):
        class Forgetful(Memory):
            def take(self, pieces):
                super().take(pieces[1:])

        with tempfile.TemporaryDirectory() as folder:
            for task in ("create", "batch", "pull", "everyone"):
                tasks = replicas.Tasks(Forgetful, Memory, folder, self.notes, 3)
                tasks.made = 10 * len(task)
                with self.subTest(task), self.assertRaises(SystemExit):
                    getattr(tasks, task)()


if __name__ == "__main__":
    unittest.main()
