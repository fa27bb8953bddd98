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
