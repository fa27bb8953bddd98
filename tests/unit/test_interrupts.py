"""A command that is stopped says so in one line, with status 130, in whatever it was doing."""

import signal
import subprocess
import sys
import time

import pytest

from pipeline.interrupts import STOPPED

# A parent may have it ignore the signals, as a worker of parallel tests does.
_COMMAND = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGTERM, signal.SIG_DFL)
from onrecord.__main__ import main
sys.argv = ["onrecord", "annotate"]
print("begun", flush=True)
main()
"""


@pytest.mark.parametrize(("number", "seconds"), [(signal.SIGINT, 0.3), (signal.SIGINT, 6.0), (signal.SIGTERM, 2.0)])
def test_a_command_is_stopped_among_its_imports_and_while_it_waits(number, seconds):
    process = subprocess.Popen(
        [sys.executable, "-c", _COMMAND], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout.readline() == b"begun\n"
    time.sleep(seconds)
    process.send_signal(number)
    out, told = process.communicate(timeout=120)
    assert (process.returncode, out, told.decode().splitlines()) == (130, b"", [STOPPED])


_DROPPED = """
import os, signal, time
signal.signal(signal.SIGINT, signal.default_int_handler)
from pipeline.interrupts import end, listen

class Dropping:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(10)

listen()
try:
    Dropping()
    time.sleep(60)
except KeyboardInterrupt:
    end()
"""


def test_a_signal_within_a_destructor_where_python_drops_what_is_raised_stops_the_command():
    done = subprocess.run([sys.executable, "-c", _DROPPED], capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stderr.decode().splitlines()) == (130, [STOPPED])


_FORGOTTEN = """
import os, signal
from pipeline.interrupts import is_stopped, listen

listen()
signal.signal(signal.SIGINT, lambda number, frame: None)
before = is_stopped()
os.kill(os.getpid(), signal.SIGINT)
print(before, is_stopped(), is_stopped())
"""


def test_a_signal_is_known_though_another_handler_took_it():
    done = subprocess.run([sys.executable, "-c", _FORGOTTEN], capture_output=True, timeout=120, check=True)
    assert done.stdout.split() == [b"False", b"True", b"True"]


_LATE = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGTERM, signal.SIG_DFL)
from onrecord.__main__ import main

class Last:
    def __del__(self, kill=os.kill, number=os.getpid(), signals=(signal.SIGINT, signal.SIGTERM)):
        for received in signals:
            kill(number, received)

sys.last = Last()  # goes when the interpreter does
sys.argv = ["onrecord", *sys.argv[1:]]
main()
"""


@pytest.mark.parametrize(("arguments", "status"), [(["--version"], 0), (["annotate", "missing.txt"], 2)])
def test_a_signal_that_comes_once_a_command_is_done_does_not_change_how_it_ended(arguments, status):
    done = subprocess.run([sys.executable, "-c", _LATE, *arguments], capture_output=True, timeout=120, check=False)
    assert done.returncode == status
    assert len((done.stdout + done.stderr).splitlines()) == 1
