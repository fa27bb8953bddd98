"""The loading process: one for many requests, a new one after it ended, and no word of it shows the token."""

import signal
import sys

import pytest

from pipeline.errors import ReleaseError
from pipeline.publish import load_process
from pipeline.publish.load_process import LoadProcess, loading
from pipeline.publish.load_request import load_files

TOKEN = "hf_very_secret"
# In place of `pipeline.publish.loading`, whose imports take seconds: answers its own number, or ends with a message.
STAND_IN = """
import json, os, sys
for line in sys.stdin:
    request = json.loads(line)
    if request["place"] == "die":
        sys.exit("no luck with " + os.environ["HF_TOKEN"])
    if request["place"] == "sleep":
        __import__("time").sleep(60)
    print(json.dumps([str(os.getpid())]), flush=True)
"""


@pytest.fixture
def loader(tmp_path, monkeypatch):
    (tmp_path / "stand_in.py").write_text(STAND_IN)
    popen = load_process.subprocess.Popen
    command = [sys.executable, str(tmp_path / "stand_in.py")]
    monkeypatch.setattr(load_process.subprocess, "Popen", lambda _, **options: popen(command, **options))
    with loading("http://127.0.0.1:9", TOKEN) as opened:
        yield opened


def asked(place):
    return load_files(place, {}, {})


def test_one_process_answers_until_it_is_ended(loader):
    first, second = loader(asked("x")), loader(asked("y"))
    assert first == second
    loader.end()
    assert loader(asked("x")) != first


def test_a_process_that_ended_is_told_without_the_token_and_the_next_request_gets_another(loader):
    first = loader(asked("x"))
    assert loader(asked("die")) == "no luck with <token>"
    answer = loader(asked("x"))
    assert isinstance(answer, list)
    assert answer != first


def test_a_process_that_takes_too_long_is_ended(loader, monkeypatch):
    monkeypatch.setattr(load_process, "_SECONDS", 0.2)
    assert loader(asked("sleep")) == "took longer than 0.2 seconds"


def test_a_process_that_is_killed_is_told(loader):
    loader(asked("x"))
    loader._started.process.send_signal(signal.SIGKILL)
    assert loader(asked("x")) == "exit status -9"


def test_its_caches_are_gone_afterwards(tmp_path):
    loader = LoadProcess(None, None, tmp_path)
    loader.start()
    loader.end()
    loader.start()
    assert len(list(tmp_path.iterdir())) == 2
    loader.close()
    assert list(tmp_path.iterdir()) == []


def test_where_no_folder_can_be_made_one_line_says_so(tmp_path):
    with pytest.raises(ReleaseError, match=r"datasets cannot be started in .*No such file") as raised:
        LoadProcess(None, None, tmp_path / "gone").start()
    assert "\n" not in str(raised.value)
