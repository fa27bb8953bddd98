"""Plots drawn by another process are the same bytes, and none of that process is left."""

import sys
from collections.abc import Iterator

import matplotlib.figure
import pytest

from pipeline.release import plot_process
from pipeline.release.plot_process import Draughtsman, Plot, drawing

PLOTS = (
    Plot("statements-by-month", ({"2025-07": {"direct": 3, "indirect": 9}, "undated": {"direct": 2}},)),
    Plot("changes", ({"documents": {"added": {"source": 3}}}, "1.2.0")),
)


@pytest.fixture
def draughtsman(monkeypatch: pytest.MonkeyPatch) -> Iterator[Draughtsman]:
    with drawing() as found:
        with monkeypatch.context() as patch:
            patch.delitem(sys.modules, matplotlib.figure.__name__)  # as in a command that has drawn nothing yet
            found.start()
        yield found


def test_the_process_draws_the_same_bytes(draughtsman: Draughtsman):
    draughtsman.ask(PLOTS)
    assert draughtsman._process is not None
    assert draughtsman.drawn() == [plot.drawn() for plot in PLOTS]
    assert draughtsman._process.returncode == 0


@pytest.mark.parametrize("is_asked_first", [True, False])
def test_a_process_that_was_killed_is_not_missed(draughtsman: Draughtsman, is_asked_first: bool):
    if is_asked_first:
        draughtsman.ask(PLOTS)
    assert draughtsman._process is not None
    draughtsman._process.kill()
    draughtsman._process.wait()
    if not is_asked_first:
        draughtsman.ask(PLOTS)
    assert draughtsman.drawn() == [plot.drawn() for plot in PLOTS]


def test_a_process_that_is_not_asked_is_ended(draughtsman: Draughtsman):
    draughtsman.end()
    assert draughtsman._process is not None
    assert draughtsman._process.returncode


def test_no_process_is_started_where_matplotlib_is_imported():
    with drawing() as draughtsman:
        draughtsman.start()
        draughtsman.ask(PLOTS[:1])
        assert draughtsman._process is None
        assert draughtsman.drawn() == [PLOTS[0].drawn()]


def test_what_was_drawn_lately_is_not_drawn_again_and_the_rest_is_forgotten(monkeypatch: pytest.MonkeyPatch):
    drawn: list[int] = []
    monkeypatch.setattr(plot_process, "_DRAWN", {})
    monkeypatch.setattr(plot_process, "PLOTS", {"changes": lambda number: drawn.append(number) or b"%d" % number})
    assert [Plot("changes", (number,)).drawn() for number in (1, 2, 1)] == [b"1", b"2", b"1"]
    assert drawn == [1, 2]
    for number in (*range(3, 20), 1):
        Plot("changes", (number,)).drawn()
    assert drawn[-1] == 1
    assert len(plot_process._DRAWN) < 10
