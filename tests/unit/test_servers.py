"""A command that starts further processes: a signal ends all of them, and what they say of it is not shown."""

import signal
import subprocess
import sys
import time

import psutil
import pytest

from pipeline.interrupts import STOPPED

# A server with a process of its own that does not care for interrupts, if so asked; both say who they are.
_SERVER = """
import os, signal, subprocess, sys, time
child = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); time.sleep(600)"
process = subprocess.Popen([sys.executable, "-c", child])
print("up", os.getpid(), process.pid, file=sys.stderr, flush=True)
try:
    time.sleep(600)
except KeyboardInterrupt:
    print("Aborted!", file=sys.stderr)
    if "--careless" not in sys.argv:
        process.kill()
    raise
"""
_COMMAND = """
import os, signal, sys
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)
from pipeline import interrupts
from pipeline.defs import servers
interrupts.listen()
servers._SECONDS_TO_STOP = 1.0
try:
    status = servers.serve([sys.executable, *sys.argv[1:]], os.environ, Path.cwd())
    print("status", status, flush=True)
except KeyboardInterrupt:
    interrupts.end()
"""


def start(*arguments):
    # The tests themselves may have been started by nohup.
    code = f"import signal; signal.signal(signal.SIGHUP, signal.SIG_DFL){_COMMAND}"
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("careless", [(), ("--careless",)])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_every_process_and_only_one_line_is_said(number, careless):
    process = start("-c", _SERVER, *careless)
    word, *pids = process.stderr.readline().split()
    assert word == "up"
    process.send_signal(number)
    out, told = process.communicate(timeout=60)
    assert (process.returncode, out, told.splitlines()) == (130, "", [STOPPED])
    assert not [pid for pid in map(int, pids) if is_running(pid)]


def test_what_nohup_ignores_stays_ignored():
    command = [
        sys.executable,
        "-c",
        f"import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN){_COMMAND}",
        "-c",
        _SERVER,
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr.readline().startswith("up")
    process.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.5)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60)[1].splitlines() == [STOPPED]


def test_a_command_that_ends_by_itself_is_heard_to_its_last_word():
    process = start("-c", "import sys; print('one'); sys.stderr.write('two'); sys.exit(3)")
    out, told = process.communicate(timeout=60)
    assert (out, sorted(told.split())) == ("status 3\n", ["one", "two"])


def is_running(pid):
    """Whether the process is still there, a moment later too; one that nobody has collected has ended."""
    try:
        process = psutil.Process(pid)
        for _ in range(50):
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            time.sleep(0.1)
    except psutil.NoSuchProcess:
        return False
    return True
