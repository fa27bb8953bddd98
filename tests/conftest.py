"""What tests of every kind share."""

import pytest


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
