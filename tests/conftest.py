"""What tests of every kind share."""

import sys

import pytest


def pytest_collection_finish():
    """Let absl, which mlcroissant brings, write to a stream that it never closes.

    It keeps what standard error is when it is imported, which is what pytest captures into, and closes that when
    logging is set up anew, as Dagster does: no test behind it in that process could start.
    """
    absl = sys.modules.get("absl.logging")
    if absl is not None:
        absl.get_absl_handler().python_handler.setStream(sys.__stderr__)


@pytest.fixture
def onrecord(monkeypatch, capfd):
    """Runs the command line in this process; its exit status, output and errors."""
    from pipeline.cli import main

    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["onrecord", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capfd.readouterr()
        return ended.value.code or 0, told.out, told.err

    return run
