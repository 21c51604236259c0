"""What counts.py reads and how it judges. Run by .ci/instructions before anything is built."""

import io
import unittest

import counts

DUMP = """\
# callgrind format
positions: line
events: Ir
ob=(1) /lib/libsqlite3.so.0
fl=(1) a.swift
fn=(1) work
1 100
+1 20
cfn=(2) malloc
calls=3 0
* 900
fn=(2)
5 300
-2 600
ob=(2) /bin/schakel-count
fn=(3) tail
7 10
cob=(1)
cfn=(2)
calls=1 5
7 30
cfn=(4) sqlite3_prepare_v3
calls=2 9
7 40
cfn=(5) $s10Foundation11JSONEncoderC
calls=1 9
7 5
totals: 1085
"""


class Reading(unittest.TestCase):
    def setUp(self):
        self.count = counts.Count(2, "op", io.StringIO(DUMP))

    def test_a_callee_is_not_counted_twice(self):
        self.assertEqual(self.count.costs, {"work": 60, "malloc": 450, "tail": 5})

    def test_the_allocator_is_left_out_of_the_instructions(self):
        # 900 and 30 of 1,030.
        self.assertEqual(self.count.instructions, 50)

    def test_calls_are_found_by_name_wherever_they_come_from(self):
        self.assertEqual(self.count.allocations, 2)
        self.assertEqual(self.count.statements, 1)
        self.assertEqual(self.count.json, 0.5)


    def test_a_path_is_shared_out_by_function_and_file(self):
        self.assertEqual(
            [(whose, round(share, 3)) for whose, share in counts.shares(self.count)],
            [("SQLite", 0.990), ("Schakel", 0.010)])


class Judging(unittest.TestCase):
    RECORD = {
        ("path", "a"): (1000.0, 10.0, 0.0), ("ratio", "a / b"): (2.0,), ("growth", "f"): (0.0,)}

    def judge(self, path=(1000, 10, 0), ratio=2.0, growth=0.0, same=True):
        found = {("path", "a"): path, ("ratio", "a / b"): (ratio,), ("growth", "f"): (growth,)}
        worse, better = counts.judge(self.RECORD, found, same)
        return len(worse), len(better)

    def test_what_is_within_its_slack_is_as_recorded(self):
        self.assertEqual(self.judge(), (0, 0))
        self.assertEqual(self.judge((1050, 10.5, 0.005), 2.3, 0.02), (0, 0))
        self.assertEqual(self.judge((950, 9.5, 0), 1.7), (0, 0))

    def test_each_number_alone_is_held(self):
        self.assertEqual(self.judge((1051, 10, 0)), (1, 0))
        self.assertEqual(self.judge((1000, 10.6, 0)), (1, 0))
        self.assertEqual(self.judge((1000, 10, 0.01)), (1, 0))
        self.assertEqual(self.judge(ratio=2.31), (1, 0))
        self.assertEqual(self.judge(growth=0.03), (1, 0))

    def test_what_is_much_less_asks_to_be_recorded(self):
        self.assertEqual(self.judge((900, 10, 0)), (0, 1))
        self.assertEqual(self.judge(ratio=1.6), (0, 1))

    def test_elsewhere_ratios_decide_and_instructions_do_not(self):
        self.assertEqual(self.judge((2000, 11, 0), same=False), (0, 0))
        self.assertEqual(self.judge((1000, 10, 0), ratio=2.5, same=False), (1, 0))
        self.assertEqual(self.judge((1000, 12, 0), same=False), (1, 0))

    def test_a_path_that_nobody_recorded_is_not_passed_over(self):
        worse, _ = counts.judge({}, {("path", "a"): (1, 1, 1)}, True)
        self.assertEqual(len(worse), 1)

    def test_what_is_written_is_what_is_read(self):
        class File:
            def write_text(self, text):
                self.text = text

        file = File()
        counts.write(file, "here", self.RECORD)
        self.assertEqual(counts.parse(file.text), ("here", self.RECORD))


if __name__ == "__main__":
    unittest.main()
