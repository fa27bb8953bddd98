"""Output of a step is in the terminal and in Dagster's files, and nothing is left of the copying."""

import subprocess
import sys
from pathlib import Path

from pipeline.defs.compute_logs import ThreadedComputeLogManager

_STEP = """
import os, subprocess, sys, threading
import psutil
from pipeline.defs.compute_logs import ThreadedComputeLogManager

folder = sys.argv[1]
descriptors = psutil.Process().num_fds()
for number in range(3):
    with ThreadedComputeLogManager(folder).capture_logs(["run", str(number)]):
        print("told", number)
        print("warned", number, file=sys.stderr)
        subprocess.run(["echo", "by another process"])
        assert not psutil.Process().children()
assert psutil.Process().num_fds() == descriptors
assert threading.active_count() == 1
"""


def run(folder, **streams):
    return subprocess.run([sys.executable, "-c", _STEP, str(folder)], timeout=60, **streams)


def test_what_a_step_prints_is_shown_and_kept(tmp_path):
    done = run(tmp_path, capture_output=True, text=True)
    kept = [f"told {number}\nby another process\n" for number in range(3)]
    assert done.returncode == 0, done.stderr
    assert done.stdout == "".join(kept)
    assert done.stderr == "warned 0\nwarned 1\nwarned 2\n"
    logs = ThreadedComputeLogManager(str(tmp_path))
    for number in range(3):
        key = ["run", str(number)]
        assert logs.is_capture_complete(key)
        assert logs.get_log_data(key).stdout.decode() == kept[number]
        assert logs.get_log_data(key).stderr.decode() == f"warned {number}\n"


def test_a_terminal_that_nobody_reads_stops_no_step(tmp_path):
    with Path("/dev/full").open("wb") as full:
        assert run(tmp_path, stdout=full, stderr=full).returncode == 0
    data = ThreadedComputeLogManager(str(tmp_path)).get_log_data(["run", "2"])
    assert data.stdout == b"told 2\nby another process\n"


def test_output_that_a_caller_captures_is_left_to_it(tmp_path, capsys):
    with ThreadedComputeLogManager(str(tmp_path)).capture_logs(["run", "step"]):
        sys.stdout.write("told\n")
    assert capsys.readouterr().out == "told\n"
