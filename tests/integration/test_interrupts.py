"""A build that Ctrl-C stops anywhere says so in one line, and the same command completes it."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.interrupts import STOPPED
from tests.corpora import ARTICLES, write_seed

pytestmark = pytest.mark.long

# A parent may have it ignore the signal, as a worker of parallel tests does.
_COMMAND = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from onrecord.__main__ import main
print("begun", flush=True)
main()
"""


def test_a_build_is_stopped_anywhere_and_then_completed(tmp_path):
    for number, text in enumerate(ARTICLES):
        write_seed(tmp_path / "seeds", f"{number}.txt", text, f"2025-0{1 + number}-10")
    places = ["--seeds", tmp_path / "seeds", "--data", tmp_path / "data", "--jobs", "2", "--date", "2026-01-01"]
    command = [sys.executable, "-c", _COMMAND, "build", *places]
    statuses = []
    for seconds in (1, 5, 9, 13):
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, start_new_session=True
        )
        assert process.stdout.readline() == b"begun\n"
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=600)
        statuses.append(process.returncode)
        assert process.returncode == 0 or (process.returncode, _without_progress(told.decode())) == (130, [STOPPED])
    assert 130 in statuses
    subprocess.run(command, cwd=tmp_path, check=True, timeout=600)
    assert Path(tmp_path, "data/releases/1.0.0/MANIFEST.json").exists()


def _without_progress(told):
    return [line for line in told.splitlines() if not re.fullmatch(r"built \d of \d documents", line)]
